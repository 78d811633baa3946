"""The menu entries of the way back, from Inkscape's arguments to the document handed over."""

import pytest
from drawing_support import text_of
from history_support import attributes, drawn, refine
from inkex import load_svg
from noting import NotingDisplay, NotingHost

from inkscape_ext.history.metadata import read_record
from inkscape_ext.menu import effect_for
from inkscape_ext.menu_effect import run_in_inkscape


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a menu entry on a document's root; returns (the root of what was handed over or None, display)."""

    def run(svg, action, *arguments, chosen=None):
        path = tmp_path / "drawing.svg"
        path.write_text(text_of(svg), encoding="utf-8")
        display, host = NotingDisplay(), NotingHost()
        display.run = chosen
        monkeypatch.setattr("inkscape_ext.menu_effect.choose_display", lambda *_: display)
        arguments = [f"--action={action}", *arguments, str(path)]
        run_in_inkscape(effect_for(arguments), host, "extension.log", arguments)
        assert display.told == []
        return load_svg(host.document).getroot() if host.document else None, display

    return run


@pytest.fixture
def svg():
    svg = drawn()
    refine(svg, ["a", "b"], prompt="a boat")
    refine(svg, ["b", "c"], prompt="a ship")
    return svg


def test_restore_original_works_on_all_or_on_the_selection(svg, run):
    after, display = run(svg, "restore")
    assert attributes(after) == attributes(drawn())
    assert display.said == []

    after, display = run(svg, "restore", "--id=g", "--id=d")
    assert attributes(after) == {**attributes(drawn()), "a": attributes(svg)["a"]}
    assert display.said == []


def test_what_could_not_be_restored_is_said_and_the_rest_is_done(svg, run):
    svg.getElementById("a").delete()

    after, display = run(svg, "restore")

    assert [said[0] for said in display.said] == ["Done, with exceptions"]
    assert "no longer in the drawing" in display.said[0][1]
    assert attributes(after, ["b"]) == attributes(drawn(), ["b"])


def test_what_was_edited_since_is_taken_back_and_said(svg, run):
    svg.getElementById("a").set("d", "M 10,10 C 1,1 60,40 90,10")

    after, display = run(svg, "restore")

    assert [said[0] for said in display.said] == ["Done"]
    assert "1 had been edited or taken over" in display.said[0][1]
    assert attributes(after) == attributes(drawn())


@pytest.mark.parametrize("action", ["restore", "blend", "runs", "forget"])
def test_a_drawing_without_a_record_says_so_and_makes_no_undo_step(action, run):
    after, display = run(drawn(), action)

    assert after is None
    assert display.said[0][0] == "Nothing was changed"
    assert "no record" in display.said[0][1]


def test_restoring_what_is_restored_makes_no_undo_step(svg, run):
    once, _ = run(svg, "restore")

    after, display = run(once, "restore")

    assert after is None
    assert display.said == [("Nothing was changed", "3 paths are as wanted already.")]


def test_blend_goes_the_share_that_was_set(svg, run):
    assert run(svg, "blend", "--share=0")[0] is None
    half, _ = run(svg, "blend", "--share=50", "--id=a")
    whole, _ = run(svg, "blend", "--share=100")

    assert attributes(half)["a"] not in (attributes(svg)["a"], attributes(drawn())["a"])
    assert attributes(half, ["b", "c"]) == attributes(svg, ["b", "c"])
    assert attributes(whole) == attributes(drawn())


def test_the_runs_are_shown_and_the_chosen_one_is_gone_back_before(svg, run):
    after, display = run(svg, "runs", chosen=2)

    assert [entry.settings["prompts"][0]["text"] for entry in display.shown] == ["a boat", "a ship"]
    assert attributes(after, ["a"]) == attributes(svg, ["a"])
    assert attributes(after, ["c"]) == attributes(drawn(), ["c"])
    assert run(svg, "runs", chosen=None)[0] is None


def test_forget_removes_the_record_and_says_what_that_means(svg, run):
    after, display = run(svg, "forget")

    assert "urn:refine-with-clip" not in text_of(after)
    assert attributes(after) == attributes(svg)
    assert display.said[0][0] == "Forgotten"
    assert read_record(after).runs == []


@pytest.mark.parametrize("action", ["restore", "blend", "runs"])
def test_a_record_of_another_format_is_said(svg, run, action):
    next(svg.iter("{urn:refine-with-clip}record")).set("format", "2")

    after, display = run(svg, action)

    assert after is None
    assert "can't be read" in display.said[0][1]
