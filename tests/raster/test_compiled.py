"""Machine code is kept while sources stay as they are, and no longer."""

import pytest

from daemon.raster.compiled import forget_outdated


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "kernel.py").write_text("a = 1")
    (tmp_path / "deep" / "called.py").write_text("b = 1")
    forget_outdated(tmp_path)
    for kept in ("__pycache__/kernel.nbi", "__pycache__/kernel.1.nbc", "deep/called.nbc"):
        (tmp_path / kept).write_text("machine code")
    return tmp_path


def kept(folder):
    return sum(1 for _ in folder.rglob("*.nb?"))


def test_same_sources_keep_it(folder):
    forget_outdated(folder)

    assert kept(folder) == 3


@pytest.mark.parametrize("source", ["kernel.py", "deep/called.py", "new.py"])
def test_any_changed_source_forgets_all_of_it(folder, source):
    (folder / source).write_text("a = 2")

    forget_outdated(folder)

    assert kept(folder) == 0


def test_a_moved_source_forgets_it(folder):
    (folder / "kernel.py").rename(folder / "other.py")

    forget_outdated(folder)

    assert kept(folder) == 0
