"""Linear and radial gradients as paints: against another SVG renderer, and what has gradients by them."""

import pytest
import torch

from daemon.raster import render, scene_of
from protocol.geometry import GradientKind, Spread
from tests.support.independent import independent_picture
from tests.support.tables import Gradient, Path, circle, curve, polyline, table_of

SIDE = 96
SQUARE = polyline((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), closed=True)
WAVE = curve((0.1, 0.3), (0.35, 0.05), (0.55, 0.75), (0.87, 0.43))
STOPS = (
    (0.1, (0.9, 0.2, 0.1, 1)),
    (0.4, (0.1, 0.8, 0.3, 0.4)),
    (0.7, (0.1, 0.2, 0.9, 0.7)),
    (0.9, (0.9, 0.2, 0.1, 1)),
)  # a repeated gradient does not jump: at a jump, pixels of the two renderers can't be compared
TILTED = (1.8, -0.7, 0.9, 2.1, -0.9, -0.6)  # canvas units to the gradient's


def painted(kind, spread, **fields):
    gradient = Gradient(STOPS, kind, spread, **{"to_unit": TILTED} | fields)
    return [Path([SQUARE], fill=(0, 0, 0, 0.9), fill_gradient=gradient)]


DRAWINGS = {
    **{f"linear, {spread.name}".lower(): painted(GradientKind.LINEAR, spread) for spread in Spread},
    **{f"radial, {spread.name}".lower(): painted(GradientKind.RADIAL, spread) for spread in Spread},
    "focus": painted(GradientKind.RADIAL, Spread.REPEAT, focus=(0.5, -0.3)),
    "one stop": [Path([SQUARE], fill_gradient=Gradient(((0.5, (0.2, 0.6, 0.4, 0.5)),)))],
    "stroke over fill": [
        Path([circle(0.5, 0.5, 0.4)], (0.1, 0.2, 0.9, 0.8)),
        Path(
            [circle(0.5, 0.5, 0.3), WAVE],
            fill_gradient=Gradient(STOPS, to_unit=(0.0, 1.0, 1.0, 0.0, 0.0, 0.0)),
            stroke_gradient=Gradient(STOPS, GradientKind.RADIAL, to_unit=TILTED),
            stroke=(0, 0, 0, 0.7),
            width=0.1,
            opacity=0.8,
        ),
    ],
    "deformed pen": [
        Path([WAVE], stroke_gradient=Gradient(STOPS, to_unit=TILTED), width=0.1, pen=(2.0, 0.3, 0.0, 0.5))
    ],
}


def picture(paths):
    return render(scene_of(table_of(*paths)), SIDE, SIDE, torch.ones(4))[0, ..., :3]


@pytest.mark.parametrize("name", DRAWINGS)
def test_picture_is_that_of_another_renderer(name):
    ours, theirs = picture(DRAWINGS[name]), independent_picture(DRAWINGS[name], SIDE)

    assert (ours - theirs).abs().mean() < 0.5 / 255  # which rounds colours to 1/255 several times
    assert torch.quantile((ours - theirs).abs(), 0.97) < 3 / 255  # but at edges


def test_last_of_stops_at_one_offset_counts_from_there_on():
    black, red, blue = ((0, 0, 0, 1), (1, 0, 0, 1), (0, 0, 1, 1))
    gradient = Gradient(((0.5, black), (0.5, red), (0.5, blue)))

    row = picture([Path([SQUARE], fill_gradient=gradient)])[SIDE // 2]

    assert row[SIDE // 2 - 1].tolist() == list(black[:3])
    assert row[SIDE // 2].tolist() == list(blue[:3])


def test_comparison_notices_another_spread():
    theirs = independent_picture(DRAWINGS["linear, repeat"], SIDE)

    assert (picture(DRAWINGS["linear, reflect"]) - theirs).abs().mean() > 0.5 / 255


def test_colour_under_a_gradient_has_no_gradient_but_its_alpha_has():
    scene = scene_of(table_of(*DRAWINGS["stroke over fill"]))
    leaves = [scene.fill.requires_grad_(), scene.stroke.requires_grad_()]

    fill, stroke = torch.autograd.grad(render(scene, SIDE, SIDE, torch.ones(4)).square().sum(), leaves)

    assert bool((fill[1, :3] == 0).all())
    assert bool((stroke[1, :3] == 0).all())
    assert float(fill[1, 3].abs()) > 1
    assert float(stroke[1, 3].abs()) > 1
    assert float(fill[0, :3].abs().min()) > 1


def test_gradient_stays_where_it_is_while_its_path_moves():
    drawing = painted(GradientKind.LINEAR, Spread.PAD)
    scene = scene_of(table_of(*drawing))
    here = render(scene, SIDE, SIDE, torch.ones(4))[0]
    scene.points.add_(0.1)

    there = render(scene, SIDE, SIDE, torch.ones(4))[0]

    both = slice(SIDE // 4, 3 * SIDE // 4)  # inside the path before and after
    assert torch.equal(here[both, both], there[both, both])


def test_span_keeps_its_gradients():
    drawing = [Path([WAVE], stroke=(0, 0, 0, 1)), *painted(GradientKind.RADIAL, Spread.PAD)]

    part = render(scene_of(table_of(*drawing)).span(1, 2), SIDE, SIDE, torch.ones(4))[0, ..., :3]

    assert torch.equal(part, picture(drawing[1:]))
