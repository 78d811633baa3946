"""The kernels against the plain reference in float64, forward and backward, for every cap and join."""

import itertools
import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.raster import scene_of
from daemon.raster.reference import render_reference
from daemon.raster.render import plan_of, render
from protocol.geometry import CUBIC, LINE, Cap, FillRule, GradientKind, Join, Spread
from tests.support.gpu_cases import BOW, CORNERS, HAIRPIN, NAMES, path
from tests.support.tables import Gradient, Subpath, circle, polyline, table_of

SIDE = 36
STOPS = ((0.1, (0.9, 0.2, 0.1, 1)), (0.4, (0.1, 0.8, 0.3, 0.4)), (0.9, (0.1, 0.2, 0.9, 0.7)))
TILTED = (1.8, -0.7, 0.9, 2.1, -0.9, -0.6)
RADIAL = Gradient(STOPS, GradientKind.RADIAL, Spread.REFLECT, TILTED, (0.5, -0.3))

DRAWINGS = {
    **{
        f"{cap.name} {join.name}".lower(): [path(HAIRPIN, CORNERS, cap=cap, join=join)]
        for cap, join in itertools.product(Cap, Join)
    },
    "closed": [path(BOW, join=Join.MITER, rule=FillRule.EVENODD), path(circle(0.5, 0.5, 0.3), opacity=0.5)],
    "hairline": [path(HAIRPIN, width=0.003, fill=None)],
    "deformed pen": [path(CORNERS, pen=(2.0, 0.3, 0.0, 0.5), fill=None)],
    "leaves the picture": [path(polyline((-3, -2), (4, -2.1), (4, 0.61), (-3, 0.7), closed=True))],
    "dashes": [
        path(HAIRPIN, CORNERS, dashes=(0.12, 0.07), dash_offset=0.05, join=Join.MITER, fill=None),
        path(BOW, dashes=(0.2, 0.05, 0.0, 0.05), width=0.04, fill=None),
    ],
    "gradients": [
        path(HAIRPIN, fill_gradient=Gradient(STOPS, to_unit=TILTED), opacity=0.7),
        path(BOW, fill=None, stroke_gradient=RADIAL, dashes=(0.2, 0.1)),
        path(circle(0.5, 0.5, 0.3), fill_gradient=RADIAL, stroke=None),
    ],
    "dots": [path(polyline((0.3, 0.3), (0.3, 0.3)), width=0.2, fill=None)],
}


def drawn(scene, draw):
    """(picture, gradients of a smooth measure of it) in float64."""
    leaves = {name: getattr(scene, name).clone().requires_grad_() for name in NAMES}
    picture = draw(replace(scene, **leaves))
    y, x = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    weights = torch.stack([torch.sin(0.2 * x + 0.13 * y + channel) for channel in range(4)], -1)
    gradients = torch.autograd.grad((picture * weights).sum(), leaves.values(), allow_unused=True)
    zeros = [torch.zeros_like(leaf) for leaf in leaves.values()]
    gradients = [zero if each is None else each for each, zero in zip(gradients, zeros, strict=True)]
    return picture.double(), [each.double() for each in gradients]


@pytest.mark.parametrize("ramp", [1, 2])
@pytest.mark.parametrize("name", DRAWINGS)
def test_kernels_agree_with_the_reference(name, ramp):
    table = table_of(*DRAWINGS[name])
    single, double = scene_of(table), scene_of(table, dtype=torch.float64)
    plan = plan_of(single, SIDE, SIDE, ramp=ramp)

    picture, gradients = drawn(single, lambda scene: render(scene, SIDE, SIDE, torch.ones(4), ramp=ramp)[0])
    wanted, slopes = drawn(
        double, lambda scene: render_reference(scene, plan, SIDE, SIDE, torch.ones(4).double(), ramp=ramp)
    )

    assert (picture - wanted).abs().max() < 2e-5
    for kind, found, slope in zip(NAMES, gradients, slopes, strict=True):
        # where outlines overlap, coverage has a kink, and float32 may fall on its other side
        assert (found - slope).norm() < 0.04 * slope.norm() + 1e-3, kind


def test_comparison_notices_another_join():
    bevel, miter = (
        render(scene_of(table_of(*DRAWINGS[name])), SIDE, SIDE, torch.ones(4))
        for name in ("butt bevel", "butt miter")
    )

    assert (bevel - miter).abs().max() > 0.1


NUMBERS = st.floats(-0.25, 1.25, width=32)
SHARES = st.floats(0.125, 1, width=32)


@st.composite
def paths(draw):
    kinds = draw(st.lists(st.sampled_from([LINE, CUBIC]), min_size=1, max_size=4))
    closed = draw(st.booleans())
    count = sum(kinds) + (not closed)
    # where a tangent is exactly 0, single and double precision take different directions: keep off
    points = [
        (draw(NUMBERS) + 0.03 * math.sin(9 * k), draw(NUMBERS) + 0.03 * math.cos(5 * k)) for k in range(count)
    ]
    return path(
        Subpath(points, kinds, closed),
        cap=draw(st.sampled_from(Cap)),
        join=draw(st.sampled_from(Join)),
        width=draw(st.sampled_from([0.004, 0.03, 0.2])),
        dashes=draw(st.sampled_from([(), (0.1, 0.05), (0.0, 0.1)])),
        rule=draw(st.sampled_from(FillRule)),
        opacity=draw(SHARES),
        fill_gradient=draw(st.sampled_from([None, RADIAL])),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(paths(), min_size=1, max_size=3), st.sampled_from([1, 2, 3]))
def test_kernels_draw_any_scene_as_the_reference_does(drawn, ramp):
    table = table_of(*drawn)
    single, double = scene_of(table), scene_of(table, dtype=torch.float64)
    plan = plan_of(single, SIDE, SIDE, ramp=ramp)

    picture = render(single, SIDE, SIDE, torch.ones(4), ramp=ramp)[0]

    wanted = render_reference(double, plan, SIDE, SIDE, torch.ones(4).double(), ramp=ramp)
    assert (picture - wanted).abs().max() < 1e-3
