"""Any numbers give a picture of finite numbers in 0..1, and finite gradients."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.raster import render, scene_of
from protocol.geometry import CUBIC, LINE, GradientKind, Spread
from tests.support.tables import Gradient, Path, Subpath, polyline, table_of

SIDE = 24
NUMBERS = st.one_of(
    st.sampled_from([0.0, 0.5, 1.0, 0.25, 1e-30, 1e6, -1e6, 1e-4, 1e30, -3e38]),
    st.floats(-2, 3, width=32, allow_subnormal=False),
)
SHARES = st.floats(0, 1, width=32)
COLOURS = st.tuples(SHARES, SHARES, SHARES, SHARES)
LENGTHS = st.sampled_from([0.0, 1e-30, 1e-5, 0.01, 0.3, 1e6])


@st.composite
def subpaths(draw):
    kinds = draw(st.lists(st.sampled_from([LINE, CUBIC]), min_size=1, max_size=4))
    closed = draw(st.booleans())
    count = sum(kinds) + (not closed)
    points = [draw(st.tuples(NUMBERS, NUMBERS)) for _ in range(count)]
    if draw(st.booleans()):
        points = [points[0]] * count
    return Subpath(points, kinds, closed)


@st.composite
def gradients(draw):
    return Gradient(
        stops=tuple(
            (offset, draw(COLOURS)) for offset in sorted(draw(st.lists(SHARES, min_size=1, max_size=4)))
        ),
        kind=draw(st.sampled_from(GradientKind)),
        spread=draw(st.sampled_from(Spread)),
        to_unit=tuple(draw(st.sampled_from([0.0, 1.0, -3.0, 1e6, 1e-30])) for _ in range(6)),
        focus=draw(st.sampled_from([(0.0, 0.0), (0.999, 0.0), (-0.3, 0.7)])),
    )


@st.composite
def paths(draw):
    return Path(
        draw(st.lists(subpaths(), min_size=1, max_size=3)),
        fill=draw(st.none() | COLOURS),
        stroke=draw(st.none() | COLOURS),
        fill_gradient=draw(st.none() | gradients()),
        stroke_gradient=draw(st.none() | gradients()),
        dashes=draw(
            st.just(()) | st.tuples(LENGTHS, LENGTHS) | st.tuples(LENGTHS, LENGTHS, LENGTHS, LENGTHS)
        ),
        dash_offset=draw(st.sampled_from([0.0, -0.02, 0.3, 1e6])),
        style=(draw(st.integers(0, 2)), draw(st.integers(0, 2)), 4.0),
        width=draw(st.sampled_from([0.0, 1e-6, 0.01, 0.3, 5.0])),
        pen=draw(st.sampled_from([(1, 0, 0, 1), (3, 1, 0, 1 / 3), (-1, 0, 0, 1)])),
        opacity=draw(SHARES),
        rule=draw(st.integers(0, 1)),
    )


def draw_with_gradients(scene, ramp=2):
    """(picture, gradients of everything that has one)."""
    names = ("points", "fill", "stroke", "stroke_width", "opacity")
    leaves = {name: getattr(scene, name).clone().requires_grad_() for name in names}
    picture = render(replace(scene, **leaves), SIDE, SIDE, torch.ones(4), ramp=ramp)
    # where nothing shows, nothing has a gradient
    loss = picture.square().sum() + sum(0 * torch.nan_to_num(leaf).sum() for leaf in leaves.values())
    return picture, torch.autograd.grad(loss, leaves.values())


@settings(max_examples=60, deadline=None)
@given(st.lists(paths(), min_size=0, max_size=3))
def test_any_drawing_gives_finite_numbers(drawn):
    scene = scene_of(table_of(*drawn))

    picture, gradients = draw_with_gradients(scene)

    assert_sound(picture, gradients)


def assert_sound(picture, gradients):
    assert bool(((picture >= -1e-5) & (picture <= 1 + 1e-5)).all())
    assert all(bool(torch.isfinite(each).all()) for each in gradients)


LINES = polyline((0.1, 0.1), (0.9, 0.2), (0.2, 0.5), closed=True)
INK = (0, 0, 0, 1)
CRUSHED = (1e-20, 0, 0, 1e20)
HOSTILE = {
    "edge that hardly rises": Path([polyline((0, 0), (50, 1e-40), (0.2, 0.5), closed=True)], fill=INK),
    "edge that is hardly wide": Path([polyline((1e-42, 0), (0, 0.9), (0.1, 0.5), closed=True)], fill=INK),
    "steep edge without end": Path([polyline((0.5, -1e20), (0.6, 1e20), (0.6, 0.5), closed=True)], fill=INK),
    "dashes of endless width": Path([LINES], stroke=INK, width=1e10, dashes=(0.01, 0.01)),
    "crushed pen": Path([LINES], stroke=INK, width=1e30, pen=CRUSHED),
    "crushed pen far away": Path([polyline((0, 0), (1e30, 1e30), (0.2, 0.5))], stroke=INK, pen=CRUSHED),
}


@pytest.mark.parametrize("ramp", [1, 2])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_path_gives_finite_numbers(name, ramp):
    assert_sound(*draw_with_gradients(scene_of(table_of(HOSTILE[name])), ramp))


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_path_with_a_number_that_is_not_finite_is_left_out(bad):
    line = polyline((0.1, 0.2), (0.9, 0.7))
    ink = (0, 0, 0, 1)
    scene = scene_of(table_of(Path([line], stroke=ink), Path([line], stroke=ink)))
    points = scene.points.clone()
    points[0, 0] = bad
    alone = render(scene.span(1, 2), SIDE, SIDE, torch.ones(4))

    broken = replace(scene, points=points)
    picture, gradients = draw_with_gradients(broken)

    assert torch.equal(render(broken, SIDE, SIDE, torch.ones(4)), alone)
    assert bool(torch.isfinite(picture).all())
    assert all(bool(torch.isfinite(each).all()) for each in gradients)


@pytest.mark.parametrize("size", [1e-38, 1e-30, 1e-12, 1e12, 1e30, 1e38])
def test_curve_of_any_size_is_drawn(size):
    points = [(0.5 + size * x, 0.5 + size * y) for x, y in ((0, 0), (0.3, 1), (-1, 0.2), (0.1, -0.4))]
    at_origin = [(size * x, size * y) for x, y in ((0, 0), (0.3, 1), (-1, 0.2), (0.1, -0.4))]
    ink = (0.1, 0.2, 0.3, 0.9)
    drawn = [
        Path([Subpath(each, [CUBIC])], fill=ink, stroke=ink, width=0.02, dashes=dashes)
        for each in (points, at_origin)
        for dashes in ((), (0.02, 0.01))
    ]

    picture, gradients = draw_with_gradients(scene_of(table_of(*drawn)))

    assert_sound(picture, gradients)
