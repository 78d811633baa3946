"""Large PNG files and frames of a run, by a real Inkscape."""

import io
import os
import subprocess
import sys

import pytest
from desk import until
from driver import BOAT, MENU, ROOT, Inkscape, changed, contents, install
from PIL import Image

from inkscape_ext.export.command import ExportError
from inkscape_ext.export.effects import MADE
from inkscape_ext.export.large_png import export_png
from inkscape_ext.stages.frames import even_size, frames

pytestmark = pytest.mark.inkscape

BOAT_SHAPE = (200.0, 150.0)


def refine(*arguments):
    command = [sys.executable, "-m", "daemon.cli.main", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_the_command_writes_the_page_in_the_size_that_was_asked_for(tmp_path):
    target = tmp_path / "boat.png"

    done = refine("png", BOAT, "--side", 900, "-o", target)

    assert (done.returncode, done.stderr) == (0, "")
    assert "900 × 675 px" in done.stdout
    with Image.open(target) as image:
        assert image.size == (900, 675)
        assert image.convert("RGB").getpixel((450, 10)) == (0xCF, 0xE8, 0xF5)
    assert os.listdir(tmp_path) == ["boat.png"]


def test_all_that_is_drawn_may_be_higher_than_wide(tmp_path):
    drawing, target = tmp_path / "tower.svg", tmp_path / "tower.png"
    body = '<rect x="40" width="10" height="200"/>'
    drawing.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">{body}</svg>')

    export_png(drawing, None, target, side=400, area="drawing")

    assert Image.open(target).size == (20, 400)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ([sys.executable, "-c", "import time; time.sleep(60)"], "took longer than 0.5 s"),
        ([sys.executable, "-c", "raise SystemExit(-9)"], "There may not be enough memory or disk"),
        ([sys.executable, "-c", "pass"], "Inkscape made no picture."),
    ],
)
def test_a_picture_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, command, said):
    target = tmp_path / "boat.png"
    target.write_bytes(b"old")

    with pytest.raises(ExportError, match=said):
        export_png(BOAT, BOAT_SHAPE, target, side=100, command=command, time_limit_s=0.5)

    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["boat.png"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--side", 20001), "choose 1 to 20,000"),
        (("--side", 0), "choose 1 to 20,000"),
    ],
)
def test_a_size_that_can_not_be_is_refused(tmp_path, arguments, said):
    done = refine("png", BOAT, *arguments, "-o", tmp_path / "x.png")

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert os.listdir(tmp_path) == []


def test_the_menu_entry_writes_beside_the_drawing_and_changes_nothing(desk, tmp_path):
    entry = f"{MENU.replace('-', '_')}.export_large_png"
    install(tmp_path / "profile", entry=entry, side=600)
    drawing, after = tmp_path / "boat.svg", tmp_path / "after.svg"
    drawing.write_bytes(BOAT.read_bytes())
    actions = f"{MENU}.export-large-png.noprefs;export-filename:{after};export-do"

    inkscape = Inkscape(desk, tmp_path / "profile", drawing, batch_actions=actions)
    inkscape.wait_extension()
    until(MADE, lambda: MADE in inkscape.texts(), 40)
    inkscape.press("Close")
    inkscape.wait_end()

    assert Image.open(tmp_path / "boat-600.png").size == (600, 450)
    assert changed(contents(BOAT), contents(after)) == set()


def test_frames_are_numbered_and_of_one_even_size():
    documents = [BOAT.read_bytes(), BOAT.read_bytes().replace(b"#cfe8f5", b"#ff0000")]

    made = frames(documents, BOAT_SHAPE, 101)

    images = [Image.open(io.BytesIO(content)).convert("RGB") for _, content in made]
    assert [name for name, _ in made] == ["frame_0001.png", "frame_0002.png"]
    assert {image.size for image in images} == {(100, 74)}
    assert [image.getpixel((50, 3)) for image in images] == [(0xCF, 0xE8, 0xF5), (255, 0, 0)]


def test_sizes_of_frames_are_even_and_never_nothing():
    assert even_size((200, 150), 801) == (800, 600)
    assert even_size((1, 300), 100) == (2, 100)
