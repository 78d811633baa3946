"""The extension run by Inkscape's command line, with the real daemon and the embedded model."""

import shutil
from pathlib import Path

import pytest
from driver import REFINE, Inkscape, changed, contents, install

pytestmark = pytest.mark.inkscape

BOAT = Path(__file__).with_name("boat.svg")


def test_only_the_selected_elements_differ(desk, tmp_path):
    install(tmp_path / "profile", prompt="a sailing boat on the sea", steps=5)
    drawing, refined = tmp_path / "boat.svg", tmp_path / "refined.svg"
    shutil.copy(BOAT, drawing)
    actions = f"select-by-id:hull,sail;{REFINE};export-filename:{refined};export-do"

    inkscape = Inkscape(desk, tmp_path / "profile", drawing, batch_actions=actions)
    inkscape.wait_extension()
    inkscape.wait_end()

    assert inkscape.process.returncode == 0
    assert changed(contents(BOAT), contents(refined)) == {"hull", "sail"}
    assert drawing.read_bytes() == BOAT.read_bytes()
