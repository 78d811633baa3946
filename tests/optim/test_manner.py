"""The pull of a sample: widths, colours and directions of strokes towards those of the sample's."""

import math

import pytest
import torch

from daemon.optim.manner import MannerPull
from daemon.optim.outline import outline_of
from daemon.optim.parameters import Parameters
from daemon.raster import scene_of
from protocol.geometry import Free
from protocol.pictures import manner
from tests.support.tables import Path, polyline, stroked, table_of

LEVEL, UPRIGHT = [1, 0, 1, 0, 1, 0], [-1, 0, 1, 0, -1, 0]
PATHS = Free.LINES | Free.STROKE | Free.FILL | Free.WIDTH


def line(angle, width=0.01, colour=(0, 0, 0, 1), free=PATHS, middle=0.5):
    x, y = 0.2 * math.cos(angle), 0.2 * math.sin(angle)
    ends = ((middle - x, middle - y), (middle + x, middle + y))
    return Path([polyline(*ends)], None, colour, width=width, free=free)


def pull(table, *columns, **more):
    return MannerPull.of(manner(*columns, **more), 1.0, table, scene_of(table), outline_of(table))


def settle(table, sample, steps=60, freedom=0.5):
    """The scene that gradient descent on the restraint alone leads to."""
    scene = scene_of(table)
    parameters = Parameters(table, scene, freedom, manner=(sample, 1.0))
    values = parameters.values.clone().requires_grad_()
    optimiser = torch.optim.Adam([values], lr=0.5)
    for _ in range(steps):
        optimiser.zero_grad()
        parameters.restraint(values).backward()
        optimiser.step()
        with torch.no_grad():
            values.copy_(parameters.limit(values))
    return parameters.scene(values.detach())


def test_a_drawing_that_is_like_the_sample_feels_no_pull():
    table = table_of(line(0.0, width=0.02, colour=(1, 0, 0, 1)))

    assert float(pull(table, [0.02], [1, 0, 0, 1], (), LEVEL).loss(scene_of(table))) == pytest.approx(
        0, abs=1e-6
    )


def test_widths_keep_their_order_and_equal_ones_stay_equal():
    table = table_of(*(line(0.1, width=width) for width in (0.03, 0.01, 0.01)))

    log_widths = pull(table, [0.001, 0.002, 0.05]).log_widths

    assert log_widths.exp().tolist() == pytest.approx(
        [0.05, math.sqrt(0.001 * 0.002), math.sqrt(0.001 * 0.002)], rel=1e-3
    )


def test_colours_are_used_in_about_the_shares_of_the_sample():
    near_red, near_blue = (0.9, 0.1, 0.1, 1), (0.1, 0.1, 0.9, 1)
    table = table_of(*[line(0.1, colour=near_red)] * 3, line(0.1, colour=near_blue))

    strokes = pull(table, (), [1, 0, 0, 0.75, 0, 0, 1, 0.25]).strokes

    assert strokes.tolist() == [[1, 0, 0]] * 3 + [[0, 0, 1]]


def test_only_what_may_change_is_pulled():
    table = table_of(line(0.3, free=Free.LINES), line(0.3, free=0))
    felt = pull(table, [0.5], [1, 0, 0, 1], [1, 0, 0, 1], LEVEL)

    counts = [len(each) for each in (felt.width_paths, felt.stroke_paths, felt.fill_paths, felt.controls)]
    assert counts == [0, 0, 0, 1]


def test_strokes_move_towards_the_sample_in_all_three_ways():
    table = table_of(line(1.2, middle=0.3), line(1.2, middle=0.7, width=0.012))
    start = scene_of(table)

    end = settle(table, manner([0.03], [1, 0, 0, 1], (), LEVEL))

    assert bool((end.stroke_width > 1.3 * start.stroke_width).all())
    assert bool((end.stroke[:, 0] > start.stroke[:, 0] + 0.2).all())
    felt = pull(table, (), (), (), LEVEL)
    assert float(felt.loss(end)) < 0.9 * float(felt.loss(start))


def test_at_freedom_0_nothing_changes():
    table = table_of(line(1.2))
    parameters = Parameters(table, scene_of(table), 0.0, manner=(manner([0.03], (), (), UPRIGHT), 1.0))

    assert parameters.count == 0 or float(parameters.restraint(parameters.values)) == 0.0
    assert torch.equal(parameters.scene(parameters.values).points, scene_of(table).points)


def test_variants_are_pulled_alike():
    table = table_of(line(1.2), stroked(polyline((0.1, 0.1), (0.4, 0.2)), free=PATHS))
    parameters = Parameters(
        table, scene_of(table), 0.5, manner=(manner([0.03], [1, 0, 0, 1], (), LEVEL), 0.5)
    )
    values = torch.zeros(2, parameters.count)

    found = parameters.restraint(values, torch.zeros(1))

    assert found.tolist() == pytest.approx([float(parameters.restraint(values[0]))] * 2)
