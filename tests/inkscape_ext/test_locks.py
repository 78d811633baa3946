"""Objects that are locked for refining: seen, never changed, and how they are locked and unlocked."""

import pytest
from drawing_support import by_id, document, moved, read, rows_by_id, text_of
from inkex import load_svg
from noting import NotingDisplay, NotingHost

from inkscape_ext.drawing import Drawing
from inkscape_ext.left_out import Reason
from inkscape_ext.menu import effect_for
from inkscape_ext.menu_effect import run_in_inkscape
from inkscape_ext.namespace import LOCKED
from protocol.errors import ErrorCode, RefineError
from protocol.messages import CHANGES

REFINE = 'xmlns:refine="urn:refine-with-clip"'
BODY = """<path id="a" d="M10 10h20v20"/>
<g id="g" inkscape:label="Face" {lock}><path id="b" d="M40 10h20v20"/>
<g id="inner"><path id="c" {inner} d="M40 40h20v20"/></g></g><path id="out" d="M20 20h3v3"/>"""


def body(lock="", inner=""):
    return BODY.format(lock=f"{REFINE} {lock}" if lock else "", inner=f"{REFINE} {inner}" if inner else "")


@pytest.mark.parametrize(
    ("locks", "ids", "free"),
    [
        ({}, None, {"a", "b", "c", "out"}),
        ({"lock": 'refine:locked="true"'}, None, {"a", "out"}),
        ({"lock": 'refine:locked="true"'}, ["g", "a"], {"a"}),
        ({"inner": 'refine:locked="true"'}, ["g", "a"], {"a", "b"}),
        ({"inner": 'refine:locked="false"'}, ["g", "a"], {"a", "b", "c"}),
    ],
)
def test_what_is_locked_is_context_and_stays_equal_to_the_last_character(locks, ids, free):
    svg, drawing = read(body(**locks), ids)
    before = text_of(svg)
    kept = {name: dict(by_id(svg, name).attrib) for name in {"a", "b", "c", "out"} - free}
    flags = drawing.table.free
    drawing.table.check()

    rows = rows_by_id(drawing)
    drawing.write(moved(drawing.table, 0.01))

    assert set(rows) == {"a", "b", "c", "out"}
    assert {name for name, index in rows.items() if flags[index]} == free
    assert {name: dict(by_id(svg, name).attrib) for name in kept} == kept
    assert text_of(svg) != before


def test_it_is_said_what_was_left_alone_because_of_a_lock():
    _, drawing = read(body('refine:locked="true"'), ["g", "a"])

    assert [(item.id, item.reason) for item in drawing.left_out] == [("b", Reason.KEPT), ("c", Reason.KEPT)]
    assert drawing.remark == (
        "Left alone: 2 objects locked for refining (“Unlock for refining” frees them). "
        "Locked for refining: “Face”."
    )


def test_only_locked_objects_are_nothing_to_refine():
    with pytest.raises(RefineError) as caught:
        read(body('refine:locked="true"'), ["g"])

    assert caught.value.code is ErrorCode.NOTHING_REFINABLE
    assert "2 objects locked for refining" in caught.value.detail


def test_the_frame_is_around_all_that_is_selected_locked_or_not():
    _, all_free = read(body(), ["a", "b", "c"])
    _, partly = read(body('refine:locked="true"'), ["a", "b", "c"])

    assert partly.frame == all_free.frame
    assert read(body('refine:locked="true"'), ["a"])[1].frame.side < all_free.frame.side


@pytest.mark.parametrize(
    "attribute", ['mask="url(#m)"', 'style="mix-blend-mode:multiply"', 'clip-path="url(#k)"']
)
def test_what_is_not_seen_whole_is_not_shown_when_it_is_locked(attribute):
    defs = '<mask id="m"/><clipPath id="k"><path d="M0 0h15v15h-15z"/></clipPath>'
    locked = f'<path id="b" {attribute} {REFINE} refine:locked="true" d="M10 10h30v30"/>'

    _, drawing = read(f'{defs}<path id="a" d="M5 5h30v30"/>{locked}')

    assert set(rows_by_id(drawing)) == {"a"}
    assert [item.reason for item in drawing.left_out] == [Reason.KEPT]


def test_locks_can_be_named_for_one_run():
    svg = document(body())

    drawing = Drawing.read(svg, None, CHANGES, ["inner", "a"])

    rows = rows_by_id(drawing)
    assert {name for name, index in rows.items() if drawing.table.free[index]} == {"b", "out"}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a menu entry; returns (the root of what was handed over or None, display)."""

    def run(svg, action, *ids):
        path = tmp_path / "drawing.svg"
        path.write_text(text_of(svg), encoding="utf-8")
        display, host = NotingDisplay(), NotingHost()
        monkeypatch.setattr("inkscape_ext.menu_effect.choose_display", lambda *_: display)
        arguments = [f"--action={action}", *(f"--id={name}" for name in ids), str(path)]
        run_in_inkscape(effect_for(arguments), host, "extension.log", arguments)
        return load_svg(host.document).getroot() if host.document else None, display

    return run


def locked(svg):
    return {element.get("id") for element in svg.iter() if element.attrib.get(LOCKED)}


def test_locking_marks_the_selected_objects_and_nothing_else(run):
    svg = document(body())

    after, display = run(svg, "lock", "g", "a")

    assert locked(after) == {"g", "a"}
    assert 'refine:locked="true"' in text_of(after)
    for name in ("g", "a"):
        del by_id(after, name).attrib[LOCKED]
    assert [dict(each.attrib) for each in after.iter()] == [dict(each.attrib) for each in svg.iter()]
    assert (display.told, display.said) == ([], [])


def test_unlocking_frees_the_selected_objects_and_all_inside(run):
    svg = document(body('refine:locked="true"', 'refine:locked="true"'))

    after, display = run(svg, "unlock", "g")

    assert locked(after) == set()
    assert (display.told, display.said) == ([], [])


def test_a_lock_of_the_group_around_is_named(run):
    after, display = run(document(body('refine:locked="true"')), "unlock", "c")

    assert after is None
    assert "“Face”" in display.said[0][1]


def test_locking_twice_makes_no_undo_step(run):
    after, display = run(document(body('refine:locked="true"')), "lock", "g")

    assert after is None
    assert display.said == [("Nothing was changed", "What is selected is locked for refining already.")]


def test_unlocking_what_is_free_makes_no_undo_step(run):
    after, display = run(document(body()), "unlock", "a")

    assert after is None
    assert display.said == [("Nothing was changed", "Nothing in the selection is locked for refining.")]


@pytest.mark.parametrize(("action", "note"), [("lock", ""), ("unlock", "Locked for refining: “Face”.")])
def test_with_nothing_selected_there_is_nothing_to_lock(run, action, note):
    after, display = run(document(body('refine:locked="true"')), action)

    assert after is None
    assert display.told == [(ErrorCode.NOTHING_SELECTED, note, "")]
