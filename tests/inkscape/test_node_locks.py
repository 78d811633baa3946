"""Nodes chosen with Inkscape's node tool: locked for all runs, or the only ones that move in one.

The bridge follows a script whose result moves every point.
"""

import shutil

import pytest
from desk import until
from driver import BOAT, MENU, Inkscape, changed, install_scripted

from inkscape_ext.namespace import HELD
from inkscape_ext.path_data import parse_path

pytestmark = pytest.mark.inkscape

LOCK_NODES, UNLOCK = (f"{MENU}.{name}-for-refining.noprefs" for name in ("lock-nodes", "unlock"))
NODES = (0, 3, 6)  # points of the waves that are nodes
TRIES = 5


def start(desk, tmp_path, **preferences):
    install_scripted(tmp_path / "profile", ["result"], prompt="a sailing boat", **preferences)
    inkscape = Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg"))
    inkscape.wait_started()
    return inkscape


def with_first_node(inkscape, name, run):
    """Choose the first node of a path with the node tool, by keyboard, and run an extension on it.

    A window that has not got the keyboard yet misses keys; the extension then has a message: we try again.
    """
    for _ in range(TRIES):
        inkscape.select(name)
        inkscape.focus()
        inkscape.desk.keys("F2")
        inkscape.desk.keys("Tab")
        run()
        try:
            inkscape.wait_free()
        except AssertionError as error:
            said = str(error)
            until("the end of the extension", lambda: not inkscape.extension() and inkscape.answers())
        else:
            return
    raise AssertionError(said)


def nodes(drawing, name="waves"):
    (subpath,) = parse_path(drawing[name][1]["d"])
    return [subpath.points[point] for point in NODES]


def test_a_node_is_locked_with_the_node_tool_and_stays_until_it_is_unlocked(desk, tmp_path):
    inkscape = start(desk, tmp_path)
    before = inkscape.drawing()

    with_first_node(inkscape, "waves", lambda: inkscape.begin(LOCK_NODES))
    locked = inkscape.drawing()
    assert changed(before, locked) == {"waves"}
    assert locked["waves"][1][HELD] == "0 of 3"
    inkscape.refine()
    inkscape.wait_free()
    refined = inkscape.drawing()
    is_same = [one == other for one, other in zip(nodes(before), nodes(refined), strict=True)]
    assert is_same == [True, False, False]

    inkscape.do("undo")
    inkscape.select("waves")
    inkscape.do(UNLOCK)
    assert changed(before, inkscape.drawing()) == set()
    inkscape.end()


def test_only_the_selected_node_moves_and_again_when_its_run_is_done_again(desk, tmp_path):
    inkscape = start(desk, tmp_path, nodes="only")
    before = inkscape.drawing()

    with_first_node(inkscape, "waves", inkscape.refine)

    after = inkscape.drawing()
    assert changed(before, after) == {"waves"}
    is_same = [one == other for one, other in zip(nodes(before), nodes(after), strict=True)]
    assert is_same == [False, True, True]
    inkscape.do("export-filename", str(tmp_path / "once.svg"))
    inkscape.do("export-do")
    inkscape.end()

    install_scripted(tmp_path / "profile", ["result"], like_run=1)
    again = Inkscape(desk, tmp_path / "profile", tmp_path / "once.svg")
    again.wait_started()
    again.select("waves")
    again.refine()
    again.wait_free()
    is_same = [one == other for one, other in zip(nodes(after), nodes(again.drawing()), strict=True)]
    assert is_same == [False, True, True]
    again.end()


def test_line_ends_stay_where_that_is_asked_for(desk, tmp_path):
    inkscape = start(desk, tmp_path, hold_ends=1)
    before = inkscape.drawing()
    inkscape.select("waves", "sail")

    inkscape.refine()
    inkscape.wait_free()

    after = inkscape.drawing()
    assert changed(before, after) == {"waves", "sail"}
    is_same = [one == other for one, other in zip(nodes(before), nodes(after), strict=True)]
    assert is_same == [True, False, True]
    inkscape.end()
