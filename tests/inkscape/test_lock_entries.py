"""Locking and unlocking through Inkscape's menu, and a run that heeds it; its bridge follows a script."""

import shutil

import pytest
from driver import BOAT, MENU, Inkscape, changed, install_scripted

from inkscape_ext.namespace import LOCKED

pytestmark = pytest.mark.inkscape

LOCK, UNLOCK = (f"{MENU}.{name}-for-refining.noprefs" for name in ("lock", "unlock"))


@pytest.fixture
def inkscape(desk, tmp_path):
    install_scripted(tmp_path / "profile", ["result"], prompt="a sailing boat")
    inkscape = Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg"))
    inkscape.wait_started()
    yield inkscape
    inkscape.end()


def test_what_is_locked_is_never_changed_until_it_is_unlocked(inkscape):
    before = inkscape.drawing()
    inkscape.select("rig")
    inkscape.do(LOCK)
    locked = inkscape.drawing()
    assert changed(before, locked) == {"rig"}
    assert locked["rig"][1][LOCKED] == "true"

    inkscape.select("hull", "rig", "mast")
    inkscape.refine()
    inkscape.wait_free()
    assert changed(locked, inkscape.drawing()) == {"hull"}

    inkscape.do("undo")
    inkscape.select("rig")
    inkscape.do(UNLOCK)
    assert changed(before, inkscape.drawing()) == set()
    inkscape.refine()
    inkscape.wait_free()
    assert changed(before, inkscape.drawing()) == {"mast", "sail"}
    for _ in range(3):
        inkscape.do("undo")
    assert changed(before, inkscape.drawing()) == set()
