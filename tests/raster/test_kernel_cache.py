"""Compiled kernels are never those of other sources."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.raster.kernel_cache import SETTING, folder_for, forget_others

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sources(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "one.py").write_text("a = 1")
    (tmp_path / "inner" / "two.py").write_text("b = 2")
    return tmp_path


@pytest.mark.parametrize("name", ["one.py", "inner/two.py", "three.py"])
def test_a_change_of_any_source_is_another_folder(sources, name):
    before = folder_for(sources)
    assert folder_for(sources) == before

    (sources / name).write_text("c = 3")

    assert folder_for(sources) != before


def test_what_earlier_sources_left_is_removed_and_nothing_else(sources):
    ours = folder_for(sources)
    earlier = ours.with_name("kernels-0123456789abcdef")
    other = ours.with_name("one.cpython-311.pyc")
    for folder in (ours, earlier, other):
        folder.mkdir(parents=True)

    forget_others(ours)

    assert sorted(path.name for path in ours.parent.iterdir()) == sorted([ours.name, other.name])


@pytest.mark.parametrize("chosen", [None, "elsewhere"])
def test_numba_takes_the_folder_unless_the_user_has_set_another(chosen, tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != SETTING}
    if chosen:
        environment[SETTING] = str(tmp_path / chosen)
    code = "import daemon.raster, numba; print(numba.config.CACHE_DIR)"

    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()

    assert said == (str(tmp_path / chosen) if chosen else str(folder_for(ROOT / "daemon" / "raster")))
