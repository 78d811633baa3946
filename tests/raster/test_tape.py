"""What is kept for gradients has a limit; beyond it, bands are painted again to the same end."""

import importlib
from dataclasses import replace

import pytest
import torch

from daemon.raster import render, scene_of
from tests.support.tables import circle, curve, filled, stroked, table_of

SIDE = 200  # more bands than threads


@pytest.mark.parametrize("most", [0, 3000, 100_000])
def test_gradients_do_not_depend_on_how_much_is_kept(most, monkeypatch):
    wave = curve((0.1, 0.3), (0.35, 0.05), (0.55, 0.75), (0.87, 0.43))
    paths = [filled(circle(0.5, 0.5, 0.4), colour=(0.9, 0.2, 0.1, 0.7)), stroked(wave, width=0.05)]
    scene = scene_of(table_of(*paths))
    wanted = gradients(scene)
    monkeypatch.setattr(importlib.import_module("daemon.raster.render"), "MOST_KEPT", most)

    found = gradients(scene)

    assert all(torch.equal(each, other) for each, other in zip(found, wanted, strict=True))


def gradients(scene):
    names = ("points", "fill", "stroke", "stroke_width", "opacity")
    leaves = {name: getattr(scene, name).clone().requires_grad_() for name in names}
    picture = render(replace(scene, **leaves), SIDE, SIDE, torch.ones(4), ramp=2)
    return torch.autograd.grad(picture.square().sum(), leaves.values())
