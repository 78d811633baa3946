"""Values of the dialog's fields, and what a run may then change; its bridge moves points and nothing else."""

import shutil

import pytest
from driver import BOAT, Inkscape, changed, install_scripted

pytestmark = pytest.mark.inkscape


@pytest.mark.parametrize(("preset", "names"), [("lines", {"hull"}), ("colours", set())])
def test_a_preset_decides_what_may_change(desk, tmp_path, preset, names):
    install_scripted(tmp_path / "profile", ["result"], prompt="a boat", preset=preset)
    inkscape = Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg"))
    inkscape.wait_started()
    before = inkscape.drawing()
    inkscape.select("hull")

    inkscape.refine()
    inkscape.wait_free()

    assert changed(before, inkscape.drawing()) == names
    inkscape.end()
