"""Nodes, ends and whole lines that a run must leave alone, and nodes that it may spare, in real documents."""

import pytest
from drawing_support import by_id, document, moved, read, row_points, text_of
from history_support import refine
from inkex import load_svg
from noting import NotingDisplay, NotingHost
from test_simplify import pencil

from inkscape_ext.drawing import Drawing
from inkscape_ext.held_nodes import NodeChoice
from inkscape_ext.history.going_back import go_back
from inkscape_ext.line_rules import LineRules
from inkscape_ext.menu import effect_for
from inkscape_ext.menu_effect import run_in_inkscape
from inkscape_ext.namespace import HELD
from inkscape_ext.path_data import parse_path
from protocol.messages import CHANGES

REFINE = 'xmlns:refine="urn:refine-with-clip"'
# 3 nodes of an open line, and 3 each of closed ones whose last line is implicit and written
D = "m 10.125,10 c 10,5 20,5 30,0 10,-5 20,-5 30,0 M 10,40 L 40,40 40,70 z M 60,40 L 90,40 90,70 60,40 z"
MARKED = f'<path id="a" inkscape:label="Hair" {{}} d="{D}" fill="none" stroke="black"/>'
PATH = MARKED.format("")
OTHER = '<path id="b" d="M 10,80 L 90,80" stroke="black"/>'
TYPES = f'sodipodi:nodetypes="c{"s" * 120}"'
LONG_MARKED = f'<path id="p" {{}} d="{pencil()}" fill="none" stroke="black" {TYPES}/>'
LONG = LONG_MARKED.format("")


def nodes(svg, name="a"):
    """[[node, ...] of each subpath] of a path in the document."""
    out = []
    for subpath in parse_path(by_id(svg, name).attrib["d"]):
        at, own = 0, [subpath.points[0]]
        for kind in subpath.kinds:
            at += kind
            own.append(subpath.points[at])
        out.append(own[:-1] if subpath.is_joined else own)
    return out


def refined(body, rules, ids=None):
    """(the root after a run that moves everything, its Drawing)."""
    svg = document(body)
    drawing = Drawing.read(svg, ids, CHANGES, rules=rules)
    drawing.table.check()
    drawing.write(moved(drawing.table, 0.01))
    return svg, drawing


def same(before, after):
    """{(subpath, node)} that are equal to the last digit."""
    pairs = [
        (subpath, node, *pair)
        for subpath, both in enumerate(zip(before, after, strict=True))
        for node, pair in enumerate(zip(*both, strict=True))
    ]
    return {(subpath, node) for subpath, node, one, other in pairs if one == other}


@pytest.mark.parametrize("chosen", [{(0, 0)}, {(0, 1), (1, 2)}, {(2, 0), (0, 2)}])
def test_selected_nodes_stay_to_the_last_digit(chosen):
    before = nodes(document(PATH))

    svg, drawing = refined(PATH, LineRules(NodeChoice("hold", {"a": chosen})))

    assert same(before, nodes(svg)) == chosen
    assert sum(drawing.table.held) == len(chosen)


def test_only_the_selected_nodes_move():
    before = nodes(document(PATH))

    svg, _ = refined(PATH + OTHER, LineRules(NodeChoice("only", {"a": {(0, 1), (2, 1)}})))

    all_nodes = {(s, n) for s, subpath in enumerate(before) for n in range(len(subpath))}
    assert same(before, nodes(svg)) == all_nodes - {(0, 1), (2, 1)}
    assert by_id(svg, "b").attrib["d"] == "M 10,80 L 90,80"


def test_handles_between_nodes_that_stay_stay_as_well():
    path = (
        '<path id="a" d="M 10,10 C 20,20 30,20 40,10 C 50,0 60,0 70,10 C 75,15 80,15 85,10" stroke="black"/>'
    )

    svg, _ = refined(path, LineRules(NodeChoice("only", {"a": {(0, 3)}})))

    text = by_id(svg, "a").attrib["d"]
    assert text.startswith("M 10,10 C 20,20 30,20 40,10 50,0 60,0 70,10 ")
    assert not text.endswith("75,15 80,15 85,10")


def test_line_ends_stay_on_request_and_closed_lines_have_none():
    before = nodes(document(PATH))

    svg, _ = refined(PATH, LineRules(hold_ends=True))

    assert same(before, nodes(svg)) == {(0, 0), (0, 2)}


def test_arcs_are_refused_where_nodes_are_chosen():
    arc = '<path id="a" inkscape:label="Ear" d="M 10,10 A 30 30 0 0 1 60 60 L 80,80" stroke="black"/>' + OTHER

    svg, drawing = refined(arc, LineRules(NodeChoice("hold", {"a": {(0, 0)}})))

    assert by_id(svg, "a").attrib["d"] == "M 10,10 A 30 30 0 0 1 60 60 L 80,80"
    assert "Of “Ear” no node moves: it holds arcs." in drawing.remark


def test_locked_nodes_are_held_and_named():
    before = nodes(document(PATH))
    marked = MARKED.format(f'{REFINE} refine:held="1 4 of 9"')

    svg, drawing = refined(marked, LineRules())

    assert same(before, nodes(svg)) == {(0, 1), (1, 1)}
    assert drawing.remark == "Locked for refining: 2 nodes of “Hair”."


@pytest.mark.parametrize("value", ["1 of 5", "nonsense", "7"])
def test_a_path_with_other_nodes_than_when_they_were_locked_keeps_its_lines(value):
    marked = MARKED.format(f'{REFINE} refine:held="{value}"')

    svg, drawing = refined(marked + OTHER, LineRules())

    assert by_id(svg, "a").attrib["d"] == D
    assert "nodes were added or removed since" in drawing.remark


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a menu entry; returns (the root of what was handed over or None, what was said)."""

    def run(svg, action, *ids, chosen=()):
        path = tmp_path / "drawing.svg"
        path.write_text(text_of(svg), encoding="utf-8")
        display, host = NotingDisplay(), NotingHost()
        monkeypatch.setattr("inkscape_ext.menu_effect.choose_display", lambda *_: display)
        arguments = [f"--action={action}", *(f"--id={name}" for name in ids)]
        arguments += [f"--selected-nodes={word}" for word in chosen]
        run_in_inkscape(effect_for(arguments), host, "extension.log", [*arguments, str(path)])
        return load_svg(host.document).getroot() if host.document else None, display.said

    return run


def test_nodes_are_locked_and_unlocked_from_the_menu(run):
    locked, _ = run(document(PATH), "lock_nodes", "a", chosen=["a:0:1", "a:2:2"])
    more, _ = run(locked, "lock_nodes", "a", chosen=["a:0:1", "a:1:0"])
    again, said = run(more, "lock_nodes", "a", chosen=["a:1:0"])
    fewer, _ = run(more, "unlock", "a", chosen=["a:0:1"])
    free, _ = run(fewer, "unlock", "a")

    assert by_id(locked, "a").attrib[HELD] == "1 8 of 9"
    assert by_id(more, "a").attrib[HELD] == "1 3 8 of 9"
    assert again is None
    assert "locked for refining already" in said[0][1]
    assert by_id(fewer, "a").attrib[HELD] == "3 8 of 9"
    assert HELD not in by_id(free, "a").attrib
    assert by_id(locked, "a").attrib["d"] == D


@pytest.mark.parametrize(
    ("body", "chosen", "said"),
    [
        (PATH, [], "No nodes are selected."),
        ('<path id="a" d="M 1,1 a 5 5 0 0 1 9 9" stroke="black"/>', ["a:0:0"], "it holds arcs"),
        ('<path id="a" sodipodi:type="star" d="M 1,1 L 5,5" stroke="black"/>', ["a:0:0"], "no plain path"),
    ],
)
def test_what_can_not_be_locked_is_said(run, body, chosen, said):
    after, told = run(document(body), "lock_nodes", "a", chosen=chosen)

    assert after is None
    assert said in told[0][1]


def test_long_paths_are_simplified_on_request_and_it_is_said():
    svg, drawing = refined(LONG, LineRules(simplify=0.005))
    kept, other = refined(LONG, LineRules())

    (now,) = parse_path(by_id(svg, "p").attrib["d"])
    (then,) = parse_path(by_id(kept, "p").attrib["d"])
    assert len(now.kinds) < len(then.kinds) / 5 == 24
    assert f"Simplified first: 1 path from 121 to {len(now.kinds) + 1} nodes." in drawing.remark
    assert "sodipodi:nodetypes" not in text_of(svg)
    assert other.remark.startswith("1 path has very many nodes (121 in all).")


def test_a_simplified_path_is_written_even_if_nothing_moves():
    svg = document(LONG)
    drawing = Drawing.read(svg, None, CHANGES, rules=LineRules(simplify=0.005))

    (change,) = drawing.write(moved(drawing.table, 0.0))

    assert change.is_changed
    assert len(parse_path(by_id(svg, "p").attrib["d"])[0].kinds) < 24


def test_held_nodes_survive_simplifying_under_their_new_numbers():
    before = nodes(document(LONG), "p")[0]
    marked = LONG_MARKED.format(f'{REFINE} refine:held="0 50 of 121"')
    turned = f'<g transform="rotate(30) scale(2 1)">{marked}</g>'

    svg, drawing = refined(turned, LineRules(simplify=0.005))
    again = Drawing.read(svg, None, CHANGES)

    after = nodes(svg, "p")[0]
    earlier, now = by_id(svg, "p").attrib[HELD].split("; ")
    numbers = [int(word) for word in now.split(" of ")[0].split()]
    assert earlier == "0 50 of 121"
    assert [after[number] for number in numbers] == [before[0], before[50]]
    assert [point for point, held in enumerate(again.table.held) if held] == [
        3 * number for number in numbers
    ]
    assert len(row_points(drawing, "p")) == len(drawing.table.held)


def test_the_record_keeps_all_nodes_of_a_simplified_path():
    svg = document(LONG)
    original = by_id(svg, "p").attrib["d"]

    refine(svg, None, rules=LineRules(simplify=0.005))
    refine(svg, None)
    fewer = by_id(svg, "p").attrib["d"]
    done = go_back(svg, ["p"])

    assert len(fewer) < len(original) / 3
    assert done.changed == 1
    assert by_id(svg, "p").attrib["d"] == original


def test_the_rest_of_the_document_is_as_it_was():
    svg, _ = read(PATH + OTHER)
    before = text_of(svg)

    drawing = Drawing.read(
        svg, ["a"], CHANGES, rules=LineRules(NodeChoice("hold", {"a": {(0, 0)}}), True, 0.001)
    )
    assert text_of(svg) == before
    drawing.write(moved(drawing.table, 0.0))
    assert text_of(svg) == before
