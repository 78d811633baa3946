"""Who draws: the GPU's kernels or the processor."""

import importlib.util
import logging
import sys
from dataclasses import replace

import numpy as np
import pytest

from daemon.cuda import working
from daemon.raster import gpu, outlines_of, scene_of
from tests.support.gpu_cases import DRAWINGS
from tests.support.tables import table_of


class OnGpu:
    """Stands for points on a GPU, where there is none."""

    is_cuda = True


@pytest.fixture
def scene():
    return scene_of(table_of(*DRAWINGS["hairline"]))


@pytest.fixture(autouse=True)
def _forget():
    working.cache_clear()
    yield
    working.cache_clear()


def test_processor_draws_what_lies_in_its_memory(scene):
    assert gpu.kernels_for(scene) is None
    assert outlines_of(scene, 20, 20) is None


def test_log_says_once_why_the_gpu_does_not_draw(scene, monkeypatch, caplog):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    there = replace(scene, points=OnGpu())

    with caplog.at_level(logging.WARNING):
        found = [gpu.kernels_for(there) for _ in range(2)]

    assert found == [None, None]
    (message,) = caplog.messages
    assert "numba-cuda is not installed" in message
    assert "run install.py again" in message


def test_kernels_that_do_not_run_are_not_used(scene, monkeypatch, caplog):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: "there")
    monkeypatch.setitem(sys.modules, "daemon.raster.cuda", None)  # its import fails

    found = gpu.kernels_for(replace(scene, points=OnGpu()))

    assert found is None
    assert "processor draws" in caplog.text


def test_gpu_draws_gradient_paints(scene, monkeypatch):
    monkeypatch.setattr(gpu, "working", lambda *_: "the GPU's kernels")
    topology = replace(scene.topology, paint_gradient=np.array([-1, 0], np.int32))

    assert gpu.kernels_for(replace(scene, points=OnGpu(), topology=topology)) == "the GPU's kernels"
