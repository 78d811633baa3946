"""Gradients of the rasteriser against central differences of its own pictures, in float64."""

from dataclasses import replace

import pytest
import torch

from daemon.raster import render, scene_of
from protocol.geometry import Cap, FillRule, GradientKind, Join
from tests.support.tables import Gradient, Path, circle, curve, filled, polyline, stroked, table_of

SIDE = 40
RING = (circle(0.5, 0.5, 0.3), circle(0.52, 0.47, 0.15))
WAVE = curve((0.1, 0.3), (0.35, 0.05), (0.55, 0.75), (0.87, 0.43))
BOW = polyline((0.2, 0.2), (0.83, 0.71), (0.81, 0.24), (0.17, 0.77), closed=True)
STOPS = ((0.1, (0.9, 0.2, 0.1, 1)), (0.4, (0.1, 0.8, 0.3, 0.4)), (0.9, (0.1, 0.2, 0.9, 0.7)))
SHADES = Gradient(STOPS, GradientKind.RADIAL, to_unit=(1.8, -0.7, 0.9, 2.1, -0.9, -0.6))

SCENES = {
    "curved stroke": [stroked(WAVE, width=0.08)],
    "hairline": [stroked(WAVE, width=0.006)],
    "corner and end": [stroked(polyline((0.2, 0.7), (0.5, 0.21), (0.83, 0.64)), width=0.1)],
    **{
        f"{cap.name} caps, {join.name} joins".lower(): [
            stroked(polyline((0.2, 0.7), (0.5, 0.21), (0.83, 0.64)), width=0.1, style=(cap, join, 4.0))
        ]
        for cap, join in ((Cap.BUTT, Join.MITER), (Cap.SQUARE, Join.BEVEL))
    },
    "deformed pen": [stroked(polyline((0.15, 0.3), (0.8, 0.62)), width=0.08, pen=(2.0, 0.3, 0.0, 0.5))],
    "fill": [filled(circle(0.47, 0.52, 0.31))],
    "hole, even-odd": [filled(*RING, rule=FillRule.EVENODD)],
    "open fill": [filled(WAVE)],
    "self-crossing fill": [
        filled(polyline((0.2, 0.2), (0.83, 0.71), (0.81, 0.24), (0.17, 0.77), closed=True))
    ],
    "gradient paints": [
        filled(circle(0.4, 0.45, 0.27), colour=(0.9, 0.2, 0.1, 0.7)),
        Path(
            [circle(0.6, 0.55, 0.23)],
            fill_gradient=SHADES,
            stroke_gradient=SHADES,
            stroke=(0, 0, 0, 0.8),
            width=0.05,
        ),
    ],
    "fill and stroke over another": [
        filled(circle(0.4, 0.45, 0.27), colour=(0.9, 0.2, 0.1, 0.7)),
        Path([circle(0.6, 0.55, 0.23)], (0.1, 0.4, 0.9, 0.6), (0.2, 0.7, 0.3, 0.8), width=0.05, opacity=0.7),
    ],
}
KINDS = ("points", "fill", "stroke", "stroke_width", "opacity")


def setting(name):
    """(scene in float64, weights of a smooth measure of its picture)."""
    scene = scene_of(table_of(*SCENES[name]), dtype=torch.float64)
    y, x = torch.meshgrid(torch.linspace(0, 1, SIDE), torch.linspace(0, 1, SIDE), indexing="ij")
    channels = [torch.sin(3 * x + 2 * y + phase) for phase in range(4)]
    return scene, torch.stack(channels, -1).double()


def measure(scene, weights):
    paper = torch.tensor([0.9, 0.95, 1.0, 1.0], dtype=torch.float64)
    return (render(scene, SIDE, SIDE, paper, ramp=2, accuracy=0.01)[0] * weights).sum()


def differences(scene, weights, kind, step):
    """Central differences of the measure for every number of one kind."""
    start = getattr(scene, kind)
    out = torch.zeros_like(start).reshape(-1)
    for index in range(out.numel()):
        offset = torch.zeros_like(out)
        offset[index] = step
        moved = (start + sign * offset.reshape(start.shape) for sign in (1, -1))
        high, low = (measure(replace(scene, **{kind: value}), weights) for value in moved)
        out[index] = (high - low) / (2 * step)
    return out.reshape(start.shape)


def gradient(scene, weights, kind):
    leaf = getattr(scene, kind).clone().requires_grad_()
    (out,) = torch.autograd.grad(measure(replace(scene, **{kind: leaf}), weights), leaf)
    return out


def disagreement(found, wanted):
    """(1 - cosine, relative L2 error, bias of the length along the wanted direction)."""
    cosine = (found * wanted).sum() / (found.norm() * wanted.norm())
    error = (found - wanted).norm() / wanted.norm()
    bias = (found * wanted).sum() / wanted.square().sum() - 1
    return 1 - float(cosine), float(error), float(bias)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("kind", KINDS)
def test_gradients_agree_with_differences(name, kind):
    scene, weights = setting(name)
    # the step is long enough for flattening (0.01 px) and pixels changing their nearest piece to average out
    wanted = differences(scene, weights, kind, 2e-4)
    found = gradient(scene, weights, kind)

    if wanted.norm() < 1e-9:
        assert found.norm() < 1e-9
        return
    turn, error, bias = disagreement(found, wanted)
    assert turn < 1e-4
    assert error < 0.01
    assert abs(bias) < 0.005


def test_comparison_notices_a_wrong_gradient():
    scene, weights = setting("fill")
    wanted = differences(scene, weights, "points", 2e-4)
    found = gradient(scene, weights, "points")

    assert disagreement(found.flip(0), wanted)[0] > 1e-4
    assert disagreement(found * 1.02, wanted)[1] > 0.01
    assert disagreement(found * 1.02, wanted)[2] > 0.005
