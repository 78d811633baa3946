"""Kernels compiled from other sources are forgotten."""

import pytest

from daemon.raster.kernel_cache import forget_stale_kernels


@pytest.fixture
def folder(tmp_path):
    """Two sources and a kernel compiled from them."""
    (tmp_path / "one.py").write_text("a = 1")
    (tmp_path / "two.py").write_text("b = 2")
    forget_stale_kernels(tmp_path)
    (tmp_path / "__pycache__" / "one.f-1.py312.nbi").write_text("index")
    (tmp_path / "__pycache__" / "one.f-1.py312.1.nbc").write_text("code")
    return tmp_path


def kept(folder):
    return len([*folder.rglob("*.nb?")])


def test_kernels_of_the_same_sources_are_kept(folder):
    forget_stale_kernels(folder)

    assert kept(folder) == 2


def test_kernels_are_forgotten_when_another_source_changes(folder):
    (folder / "two.py").write_text("b = 3")

    forget_stale_kernels(folder)

    assert kept(folder) == 0


def test_folder_that_cannot_be_written_is_no_error(folder):
    (folder / "two.py").write_text("b = 3")
    (folder / "__pycache__" / "sources.sha256").unlink()
    (folder / "__pycache__" / "sources.sha256").mkdir()

    forget_stale_kernels(folder)
