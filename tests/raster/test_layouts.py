"""Layouts that last: the same slots while points move, whichever way corners turn."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from daemon.raster import render, scene_of
from daemon.raster.geometry import geometry_of, lasts, layout_of, placed, shapes_of
from daemon.raster.reference import render_reference
from protocol.geometry import Cap, FillRule, Join
from tests.support.tables import Path, circle, curve, polyline, stroked, table_of

SIDE = 36
ACCURACY = 0.05
ZIGZAG = polyline((0.15, 0.8), (0.4, 0.2), (0.55, 0.75), (0.9, 0.3))
BOW = polyline((0.2, 0.2), (0.8, 0.7), (0.8, 0.2), (0.2, 0.7), closed=True)
WAVE = curve((0.1, 0.3), (0.35, 0.05), (0.55, 0.75), (0.87, 0.43))
CUSP = curve((0.2, 0.7), (0.8, 0.2), (0.2, 0.2), (0.8, 0.7))

DRAWINGS = {
    **{
        f"{join.name} joins".lower(): [
            Path([ZIGZAG, BOW, WAVE], stroke=(0.1, 0.4, 0.8, 0.7), width=0.07, style=(Cap.ROUND, join, 4.0))
        ]
        for join in Join
    },
    "cusp": [stroked(CUSP, width=0.1, style=(Cap.BUTT, Join.MITER, 4.0))],
    "fill": [Path([circle(0.5, 0.5, 0.3), BOW], fill=(0.9, 0.3, 0.1, 0.8), rule=FillRule.EVENODD)],
    "deformed pen": [stroked(ZIGZAG, width=0.06, pen=(2.0, 0.3, 0.0, 0.5))],
}


def geometry(scene):
    points, half_width = scene.points.numpy() * SIDE, scene.stroke_width.numpy() * (SIDE / 2)
    drawable = np.ones(scene.topology.path_count, bool)
    return geometry_of(scene.topology, points, half_width, scene.pen.numpy(), drawable)


def kept_layout(*scenes):
    """(Layout, Needs) that last, for all these variants."""
    topology = scenes[0].topology
    shapes = shapes_of(topology, [geometry(scene) for scene in scenes], np.float32(SIDE))
    return layout_of(topology, shapes, topology.paint, ACCURACY, headroom=1.5)


def still_lasts(kept, scene):
    topology = scene.topology
    shapes = shapes_of(topology, [geometry(scene)], np.float32(SIDE))
    return lasts(topology, *kept, shapes, topology.paint, ACCURACY)


def picture(scene, layout):
    """What a kept layout draws of a scene, in float64."""
    plan, vertices = placed(layout, geometry(scene))
    assert np.isfinite(vertices).all()
    double = {name: getattr(scene, name).double() for name in ("points", "fill", "stroke", "stroke_width")}
    scene = replace(scene, **double, pen=scene.pen.double(), opacity=scene.opacity.double())
    return render_reference(scene, plan, SIDE, SIDE, torch.ones(4).double())


def moved(scene, how):
    return replace(scene, points=how(scene.points))


MOVES = {
    "not at all": lambda points: points,
    "mirrored": lambda points: torch.stack([1 - points[:, 0], points[:, 1]], 1),
    "shaken": lambda points: points + 0.02 * torch.sin(17 * points.flip(1) + 3),
    "flattened": lambda points: torch.stack([points[:, 0], 0.5 + 0.02 * points[:, 1]], 1),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("name", DRAWINGS)
def test_kept_layout_draws_moved_points_as_a_new_one_does(name, move):
    scene = scene_of(table_of(*DRAWINGS[name]))
    layout, _ = kept_layout(scene)
    after = moved(scene, MOVES[move])

    kept = picture(after, layout)

    anew = render(after, SIDE, SIDE, torch.ones(4), accuracy=ACCURACY / 10)[0]
    # coverage within the accuracy of each of two edges, and joins are approached by chords
    assert float((kept - anew).abs().max()) < 0.12
    assert float((kept - anew).abs().mean()) < 0.003


@pytest.mark.parametrize("move", ["not at all", "mirrored"])
def test_kept_layout_of_dashes_draws_moved_points_as_a_new_one_does(move):
    scene = scene_of(table_of(stroked(ZIGZAG, WAVE, width=0.05, dashes=(0.2, 0.1), style=(0, 0, 4.0))))
    layout, _ = kept_layout(scene)
    after = moved(scene, MOVES[move])

    kept = picture(after, layout)

    anew = render(after, SIDE, SIDE, torch.ones(4), accuracy=ACCURACY / 10)[0]
    assert float((kept - anew).abs().max()) < 0.12


def test_one_layout_serves_several_variants():
    scene = scene_of(table_of(*DRAWINGS["round joins"]))
    after = moved(scene, lambda points: 0.5 + 1.6 * (points - 0.5))

    layout = kept_layout(scene, after)

    assert still_lasts(layout, scene)
    assert still_lasts(layout, after)


@pytest.mark.parametrize("name", DRAWINGS)
def test_layout_lasts_while_nothing_moves(name):
    scene = scene_of(table_of(*DRAWINGS[name]))

    assert still_lasts(kept_layout(scene), scene)


def test_layout_does_not_last_when_curves_bend_more():
    scene = scene_of(table_of(*DRAWINGS["fill"]))

    assert not still_lasts(kept_layout(scene), moved(scene, lambda points: 4 * points))


def test_layout_does_not_last_when_strokes_widen():
    scene = scene_of(table_of(*DRAWINGS["miter joins"]))

    assert not still_lasts(kept_layout(scene), replace(scene, stroke_width=4 * scene.stroke_width))


def test_layout_does_not_last_when_a_curve_gets_a_cusp():
    smooth, sharp = (
        scene_of(table_of(stroked(curve((0.2, 0.7), *handles, (0.8, 0.7)), width=0.1)))
        for handles in (((0.25, 0.2), (0.75, 0.2)), ((0.8, 0.2), (0.2, 0.2)))
    )

    assert not still_lasts(kept_layout(smooth), sharp)


def test_layout_does_not_last_when_a_segment_loses_its_length():
    scene = scene_of(table_of(*DRAWINGS["miter joins"]))
    points = scene.points.clone()
    points[1] = points[0]

    assert not still_lasts(kept_layout(scene), replace(scene, points=points))
