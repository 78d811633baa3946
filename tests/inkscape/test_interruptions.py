"""Long runs that end early, in one Inkscape with the real daemon and the embedded model."""

import shutil
from pathlib import Path

import pytest
from desk import until
from driver import Inkscape, changed, install

pytestmark = pytest.mark.inkscape

BOAT = Path(__file__).with_name("boat.svg")
MAIN = "_main"
MESSAGE_S = 3  # promised; ten times what it takes, so that a busy machine keeps the promise as well


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
    inkscape.wait_step(1)
    return before


def stop_and_keep(inkscape):
    # The first step judges the drawing as it is; from the third on there is something better to keep.
    inkscape.wait_step(3)
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
    victims = desk.processes(MAIN, victim)
    assert victims

    seconds = inkscape.time_to_new_window(lambda: [process.kill() for process in victims])

    assert seconds < MESSAGE_S
    inkscape.dismiss(message)

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
    inkscape.wait_step(1)

    inkscape.process.kill()

    def are_gone():
        return not inkscape.extension() and not desk.processes(MAIN, "bridge")

    until("the end of extension and bridge", are_gone)
    assert desk.processes(MAIN, "serve")
