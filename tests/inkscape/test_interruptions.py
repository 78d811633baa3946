"""Long runs that end early, in one Inkscape with the real daemon and the embedded model."""

import shutil
from pathlib import Path

import pytest
from desk import until
from driver import Inkscape, changed, install

pytestmark = pytest.mark.inkscape

BOAT = Path(__file__).with_name("boat.svg")
MAIN = "_main"


@pytest.fixture(scope="module")
def inkscape(desk, tmp_path_factory):
    folder = tmp_path_factory.mktemp("interrupted")
    install(folder / "profile", prompt="a sailing boat", steps=1000)
    inkscape = Inkscape(desk, folder / "profile", shutil.copy(BOAT, folder / "boat.svg"))
    inkscape.wait_started()
    yield inkscape
    inkscape.end()


@pytest.fixture
def running(inkscape):
    """A run of "hull" and "mast" that has taken its first steps and shows a picture."""
    before = inkscape.drawing()
    inkscape.select("hull", "mast")
    inkscape.refine()
    until("the first step", lambda: steps_shown(inkscape), 60)
    return before


def steps_shown(inkscape):
    """How many steps the window counts under its live picture; 0 before both are there."""
    names = [item["name"] for item in inkscape.window()]
    counts = [int(name.split()[1]) for name in names if name.startswith("Step ")]
    return counts[0] if counts and "Live picture of the drawing" in names else 0


def stop_and_keep(inkscape):
    # The first step judges the drawing as it is; from the third on there is something better to keep.
    until("the third step", lambda: steps_shown(inkscape) >= 3, 60)
    inkscape.press("Stop and keep")
    inkscape.wait_free()


def test_cancel_changes_nothing(inkscape, running):
    inkscape.press("Cancel")
    inkscape.wait_free()

    assert changed(running, inkscape.drawing()) == set()
    assert inkscape.selected() == ["hull", "mast"]
    assert inkscape.message_boxes() == []


def test_stop_and_keep_keeps_in_one_undo_step(inkscape, running):
    stop_and_keep(inkscape)

    assert changed(running, inkscape.drawing()) == {"hull", "mast"}
    assert inkscape.selected() == ["hull", "mast"]
    assert inkscape.message_boxes() == []
    inkscape.do("undo")
    assert changed(running, inkscape.drawing()) == set()


@pytest.mark.parametrize(
    ("victim", "message"),
    [
        ("worker", "The part that computes the drawing stopped in the middle of the work."),
        ("serve", "The helper program stopped in the middle of the work."),
        ("bridge", "The helper program stopped in the middle of the work."),
    ],
)
def test_a_killed_process_is_explained_and_the_next_run_works(inkscape, desk, running, victim, message):
    for process in desk.processes(MAIN, victim):
        process.kill()

    until(message, lambda: message in inkscape.texts(), 10)
    inkscape.press("Close")
    inkscape.wait_free()

    assert changed(running, inkscape.drawing()) == set()
    assert inkscape.message_boxes() == []
    inkscape.select("sail")
    inkscape.refine()
    stop_and_keep(inkscape)
    assert changed(running, inkscape.drawing()) == {"sail"}


def test_the_end_of_inkscape_ends_extension_and_bridge(desk, tmp_path):
    install(tmp_path / "profile", prompt="a sailing boat", steps=1000)
    inkscape = Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg"))
    inkscape.wait_started()
    inkscape.select("hull")
    inkscape.refine()
    until("the first step", lambda: steps_shown(inkscape), 60)

    inkscape.process.kill()

    def are_gone():
        return not inkscape.extension() and not desk.processes(MAIN, "bridge")

    until("the end of extension and bridge", are_gone)
    assert desk.processes(MAIN, "serve")
