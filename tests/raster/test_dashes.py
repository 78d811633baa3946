"""Dashed strokes: against another SVG renderer, against differences, and where the answer is known."""

import itertools

import pytest
import torch

from daemon.raster import render, scene_of
from protocol.geometry import Cap, Join
from tests.support.independent import independent_picture
from tests.support.tables import circle, curve, polyline, stroked, table_of

SIDE = 96
WAVE = curve((0.1, 0.3), (0.35, 0.05), (0.55, 0.75), (0.87, 0.43))
UNEVEN = curve((0.1, 0.8), (0.12, 0.8), (0.95, 0.4), (0.9, 0.95))  # t runs slowly at its start
ZIGZAG = polyline((0.1, 0.2), (0.5, 0.15), (0.3, 0.6), (0.85, 0.5), (0.82, 0.7))
TRIANGLE = polyline((0.2, 0.75), (0.8, 0.7), (0.55, 0.2), closed=True)
BLUE = (0.1, 0.2, 0.6, 0.7)


def dashed(*subpaths, dashes=(0.08, 0.05), cap=Cap.BUTT, join=Join.MITER, **fields):
    fields = {"width": 0.04, "colour": BLUE, "style": (cap, join, 4.0)} | fields
    return stroked(*subpaths, dashes=dashes, **fields)


DRAWINGS = {
    **{
        f"{cap.name} caps, {join.name} joins".lower(): [dashed(WAVE, ZIGZAG, cap=cap, join=join)]
        for cap, join in itertools.product(Cap, Join)
    },
    "uneven curve": [dashed(UNEVEN, dashes=(0.03, 0.02, 0.01, 0.02))],
    "offset": [dashed(WAVE, dash_offset=0.1), dashed(ZIGZAG, dash_offset=-0.03)],
    "closed, starting within a dash": [dashed(TRIANGLE, dash_offset=0.04, dashes=(0.13, 0.05))],
    "closed, starting in a gap": [dashed(TRIANGLE, dash_offset=0.14, dashes=(0.13, 0.05))],
    "closed curves": [dashed(circle(0.5, 0.5, 0.35), circle(0.45, 0.5, 0.2), cap=Cap.ROUND)],
    "longer than the path": [dashed(WAVE, dashes=(5.0, 1.0))],
    "gap at first, longer than the path": [dashed(WAVE, dashes=(1.0, 9.0), dash_offset=2.0)],
    "dots": [dashed(ZIGZAG, dashes=(0.0, 0.07), cap=Cap.ROUND)],
    "butt dots": [dashed(ZIGZAG, dashes=(0.0, 0.07))],
    "no gaps": [dashed(WAVE, dashes=(0.05, 0.0))],
    "deformed pen": [dashed(WAVE, ZIGZAG, pen=(1.6, 0.3, 0.0, 0.625))],
    "corner within a dash": [dashed(ZIGZAG, dashes=(0.3, 0.1), join=Join.ROUND, width=0.08)],
}


def picture(paths, side=SIDE):
    return render(scene_of(table_of(*paths)), side, side, torch.ones(4))[0, ..., :3]


@pytest.mark.parametrize("name", DRAWINGS)
def test_picture_is_that_of_another_renderer(name):
    ours, theirs = picture(DRAWINGS[name]), independent_picture(DRAWINGS[name], SIDE)

    assert (ours - theirs).abs().mean() < 0.25 / 255
    assert (ours - theirs).abs().max() < 0.3  # where edges of one path cross within a pixel


def test_comparison_notices_another_offset():
    theirs = independent_picture([dashed(WAVE, dash_offset=0.01)], SIDE)

    assert (picture([dashed(WAVE)]) - theirs).abs().mean() > 0.25 / 255


NO_PATTERNS = {
    "no length": (0.0, 0.0),
    "negative": (0.1, -0.05),
    "not finite": (float("nan"), 0.1),
    "endless": (float("inf"), 0.1),
    "too many dashes": (1e-6, 1e-6),
    "nearly nothing": (1e-30, 1e-30),
    "longer than the path": (5.0, 1.0),
}


@pytest.mark.parametrize("subpath", [WAVE, TRIANGLE], ids=["open", "closed"])
@pytest.mark.parametrize("name", NO_PATTERNS)
def test_pattern_without_an_effect_is_solid(name, subpath):
    solid = stroked(subpath, width=0.04, colour=BLUE, style=(Cap.BUTT, Join.MITER, 4.0))

    assert torch.equal(picture([dashed(subpath, dashes=NO_PATTERNS[name])]), picture([solid]))


def test_square_dots_lie_along_the_line():
    """As Cairo, with which Inkscape draws, has them; resvg does not turn them."""
    line = dashed(polyline((0.2, 0.2), (0.8, 0.8)), dashes=(0.0, 1.0), cap=Cap.SQUARE, width=0.2)
    x, y = 0.2 * SIDE, 0.2 * SIDE

    out = picture([line])

    corner = round(x + 0.09 * 2**0.5 * SIDE)  # of a square that stands on its corner
    assert float(out[round(y), corner, 2]) < 0.95
    assert float(out[round(y + 0.09 * SIDE), round(x + 0.09 * SIDE), 2]) == 1


def test_gradient_moves_the_ends_of_dashes():
    """A horizontal dashed line: moving its end to the right stretches its dashes where they are."""
    scene = scene_of(
        table_of(dashed(polyline((0.1, 0.5), (0.9, 0.5)), dashes=(0.2, 0.2), colour=(0, 0, 0, 1)))
    )
    scene.points.requires_grad_()

    ink = (1 - render(scene, SIDE, SIDE, torch.ones(4))[0, ..., 0]).sum()
    (slope,) = torch.autograd.grad(ink, scene.points)

    # two dashes make half of the line's length of 0.8, 0.04 wide; ends move with the line: t of each is fixed
    assert slope[1, 0] == pytest.approx(0.5 * 0.04 * SIDE**2, rel=0.01)
