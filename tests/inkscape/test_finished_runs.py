"""Runs that finish by themselves, in one Inkscape with the real daemon and the embedded model."""

import shutil
from pathlib import Path

import pytest
from driver import DIALOG, Inkscape, changed, install

pytestmark = pytest.mark.inkscape

BOAT = Path(__file__).with_name("boat.svg")


@pytest.fixture(scope="module")
def inkscape(desk, tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished")
    install(folder / "profile", prompt="a sailing boat", steps=4)
    inkscape = Inkscape(desk, folder / "profile", shutil.copy(BOAT, folder / "boat.svg"))
    inkscape.wait_started()
    yield inkscape
    inkscape.end()


def finish(inkscape):
    """Refine, and return the drawing afterwards; nothing may have popped up."""
    inkscape.refine()
    inkscape.wait_free()
    assert inkscape.message_boxes() == []
    return inkscape.drawing()


def test_the_dialog_refines_and_one_undo_restores(inkscape):
    before = inkscape.drawing()
    inkscape.select("hull", "mast")

    inkscape.begin(DIALOG)
    inkscape.type_in_dialog("a red sailing boat")
    inkscape.press_in_dialog("Apply")
    inkscape.wait_extension()
    inkscape.wait_free()

    once = inkscape.drawing()
    assert changed(before, once) == {"hull", "mast"}
    assert inkscape.selected() == ["hull", "mast"]
    assert inkscape.message_boxes() == []

    inkscape.press_in_dialog("Apply")
    inkscape.wait_extension()
    inkscape.wait_free()

    assert changed(once, inkscape.drawing()) == {"hull", "mast"}
    inkscape.do("undo")
    assert changed(once, inkscape.drawing()) == set()
    inkscape.do("undo")
    assert changed(before, inkscape.drawing()) == set()
    inkscape.press_in_dialog("Close")


def test_alt_q_repeats(inkscape, desk):
    inkscape.select("waves")
    once = finish(inkscape)

    inkscape.focus()
    desk.keys("alt+q")
    inkscape.wait_extension()
    inkscape.wait_free()

    assert changed(once, inkscape.drawing()) == {"waves"}
    assert inkscape.message_boxes() == []


def test_the_same_start_gives_the_same_result(inkscape):
    inkscape.select("sail")
    first = finish(inkscape)
    inkscape.do("undo")
    inkscape.select("sail")

    assert changed(first, finish(inkscape)) == set()


def test_a_group_stands_for_the_paths_in_it(inkscape):
    before = inkscape.drawing()
    inkscape.select("rig")

    assert changed(before, finish(inkscape)) == {"mast", "sail"}


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ((), "Nothing is selected."),
        (("words",), "Nothing in the selection can be refined."),
    ],
)
def test_what_cannot_be_refined_is_said_and_nothing_changes(inkscape, selection, message):
    before = inkscape.drawing()
    inkscape.select(*selection)

    inkscape.refine()
    inkscape.dismiss(message)

    assert changed(before, inkscape.drawing()) == set()
    assert inkscape.message_boxes() == []


def test_an_empty_prompt_is_said_and_nothing_changes(inkscape):
    before = inkscape.drawing()
    inkscape.select("hull")

    inkscape.begin(DIALOG)
    inkscape.type_in_dialog("")
    inkscape.press_in_dialog("Apply")
    inkscape.dismiss("There is no prompt.")

    assert changed(before, inkscape.drawing()) == set()
    assert inkscape.message_boxes() == []
    inkscape.press_in_dialog("Close")
