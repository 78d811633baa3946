"""The way back through Inkscape's menu; what refines is a bridge that follows a script."""

import shutil
import subprocess

import pytest
from driver import BOAT, MENU, Inkscape, changed, install_scripted
from lxml import etree

from inkscape_ext.history.metadata import read_record

pytestmark = pytest.mark.inkscape

RESTORE, BLEND, RUNS, FORGET = (
    f"{MENU}.{name}"
    for name in ("restore-original", "blend-with-original", "runs-of-this-drawing", "forget-runs")
)


@pytest.fixture(scope="module")
def profile(desk, tmp_path_factory):
    folder = tmp_path_factory.mktemp("way-back")
    install_scripted(folder / "profile", ["result"], prompt="a sailing boat")
    return folder / "profile"


@pytest.fixture
def open_drawing(desk, profile):
    """Opens a drawing in an Inkscape of its own, which ends with the test."""
    opened = []

    def open_drawing(path):
        opened.append(Inkscape(desk, profile, path))
        opened[-1].wait_started()
        return opened[-1]

    yield open_drawing
    for inkscape in opened:
        inkscape.end()


@pytest.fixture
def refined(open_drawing, tmp_path):
    """(Inkscape, contents before, contents after a run on hull and mast)."""
    inkscape = open_drawing(shutil.copy(BOAT, tmp_path / "boat.svg"))
    before = inkscape.drawing()
    inkscape.select("hull", "mast")
    inkscape.refine()
    inkscape.wait_free()
    return inkscape, before, inkscape.drawing()


def test_restore_original_is_one_undo_step_and_keeps_the_rest(refined):
    inkscape, before, after = refined
    inkscape.select("rig")

    inkscape.do(RESTORE + ".noprefs")

    assert changed(before, inkscape.drawing()) == {"hull"}
    assert inkscape.selected() == ["rig"]
    inkscape.select()
    inkscape.do(RESTORE + ".noprefs")
    assert changed(before, inkscape.drawing()) == set()
    inkscape.do("undo")
    inkscape.do("undo")
    assert changed(after, inkscape.drawing()) == set()
    assert inkscape.message_boxes() == []


def test_the_record_survives_saving_closing_and_opening(refined, open_drawing, tmp_path):
    inkscape, before, _ = refined
    saved, plain = tmp_path / "saved.svg", tmp_path / "plain.svg"
    inkscape.do("export-filename", str(saved))
    inkscape.do("export-do")
    subprocess.run(
        ["inkscape", saved, "--export-plain-svg", f"--export-filename={plain}"],
        check=True, capture_output=True, env=inkscape.desk.environment,
    )  # fmt: skip

    for path in (saved, plain):
        (run,) = read_record(etree.parse(path).getroot()).runs
        assert run.settings["prompts"][0]["text"] == "a sailing boat"
        assert {key: state.d for key, state in run.before.items()} == {
            name: before[name][1]["d"] for name in ("hull", "mast")
        }
    again = open_drawing(saved)
    again.do(RESTORE + ".noprefs")
    assert changed(before, again.drawing()) == set()


def test_a_path_moved_in_inkscape_gets_its_original_where_it_is_now(refined):
    inkscape, before, _ = refined
    inkscape.select("hull")
    inkscape.do("transform-translate", "10,-5")
    moved = inkscape.drawing()["hull"][1]["d"]

    inkscape.do(RESTORE + ".noprefs")

    assert moved.startswith(("M 4", "m 4"))
    assert inkscape.drawing()["hull"][1]["d"].startswith("M 40,85 C 70,115 140,115 170,83")
    assert inkscape.extension() == []
    inkscape.do("undo")
    inkscape.do("undo")
    inkscape.do(RESTORE + ".noprefs")
    assert changed(before, inkscape.drawing()) == set()


def test_blend_asks_how_far(refined):
    inkscape, before, after = refined
    inkscape.select("hull")

    inkscape.begin(BLEND)
    inkscape.press_in_dialog("Apply")
    inkscape.wait_free()

    half = inkscape.drawing()
    assert changed(after, half) == {"hull"}
    assert changed(before, half) == {"hull", "mast"}
    inkscape.press_in_dialog("Close")
    inkscape.do("undo")
    assert changed(after, inkscape.drawing()) == set()


def test_runs_of_this_drawing_lists_them_and_goes_back(refined):
    inkscape, before, after = refined

    inkscape.begin(RUNS + ".noprefs")
    inkscape.wait_extension()
    inkscape.press("Copy settings of run 1")
    assert any("Run 1, 2" in text and "“a sailing boat”" in text for text in inkscape.texts())
    inkscape.press("Go back before run 1")
    inkscape.wait_free()

    assert changed(before, inkscape.drawing()) == set()
    inkscape.do("undo")
    assert changed(after, inkscape.drawing()) == set()


def test_forget_says_so_and_then_there_is_nothing_to_restore(refined, tmp_path):
    inkscape, _, after = refined

    inkscape.begin(FORGET + ".noprefs")
    inkscape.wait_extension()
    inkscape.dismiss("Forgotten")
    inkscape.begin(RESTORE + ".noprefs")
    inkscape.wait_extension()
    inkscape.dismiss("Nothing was changed")

    assert changed(after, inkscape.drawing()) == set()
    inkscape.do("export-filename", str(tmp_path / "forgotten.svg"))
    inkscape.do("export-do")
    assert b"sailing" not in (tmp_path / "forgotten.svg").read_bytes()


def test_the_settings_of_an_earlier_run_can_be_used_again(desk, tmp_path):
    install_scripted(tmp_path / "profile", ["result"], prompt="a rowing boat", seed=5)
    first = Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg"))
    first.wait_started()
    first.select("hull")
    first.refine()
    first.wait_free()
    first.do("export-filename", str(tmp_path / "once.svg"))
    first.do("export-do")
    first.end()
    install_scripted(tmp_path / "profile", ["result"], prompt="", seed=0, like_run=1)
    again = Inkscape(desk, tmp_path / "profile", tmp_path / "once.svg")
    again.wait_started()
    again.select("mast")

    again.refine()
    again.wait_free()

    again.do("export-filename", str(tmp_path / "twice.svg"))
    again.do("export-do")
    again.end()
    runs = read_record(etree.parse(tmp_path / "twice.svg").getroot()).runs
    assert [list(run.before) for run in runs] == [["hull"], ["mast"]]
    first, second = ({**run.settings, "pictures": None} for run in runs)  # each saw what was around it
    assert first == second
    assert runs[1].settings["seed"] == 5
