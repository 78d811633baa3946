"""What setting up a run costs where strokes lie close, in pairs looked at: no clock."""

import math
import random

import pytest
import torch

from daemon.optim import joints as joints_module
from daemon.optim import vertices
from daemon.optim.joints import joints_of
from daemon.optim.outline import outline_of
from daemon.optim.parameters import Parameters
from daemon.optim.proximity import near_pairs
from daemon.optim.smooth import MOST_PAIRED, smooth_joints
from daemon.optim.tidy import MOST_SECTIONS, tidied
from daemon.raster import scene_of
from tests.support.tables import curve, polyline, stroked, table_of


def joints_and_pairs(strokes, monkeypatch):
    """(Outline, Joints, how many pairs were looked at)."""
    seen = []

    def counted(*arguments):
        for pair in near_pairs(*arguments):
            seen.append(len(pair[0]))
            yield pair

    monkeypatch.setattr(joints_module, "near_pairs", counted)
    outline = outline_of(table_of(*(stroked(stroke) for stroke in strokes)))
    free = torch.ones(len(strokes), dtype=torch.bool)
    half_width = torch.full((len(strokes),), 0.02, dtype=torch.float64)
    return outline, joints_of(outline, half_width, free), sum(seen)


def scribble(count):
    """`count` short strokes all over the canvas."""
    chance = random.Random(1)
    strokes = []
    for _ in range(count):
        points = [(chance.random(), chance.random())]
        for _ in range(3):
            x, y = points[-1]
            points.append((x + chance.uniform(-0.05, 0.05), y + chance.uniform(-0.05, 0.05)))
        strokes.append(curve(*points))
    return strokes


def test_pairs_looked_at_grow_no_faster_than_a_dense_drawing(monkeypatch):
    *_, few = joints_and_pairs(scribble(4000), monkeypatch)
    outline, joints, many = joints_and_pairs(scribble(8000), monkeypatch)

    assert many < 1.3 * 2 * few
    assert len(smooth_joints(outline, joints, torch.ones(8000, dtype=torch.bool))) < 8 * 8000


def test_ends_in_a_crowd_go_on_in_their_opposite():
    count = 2 * MOST_PAIRED
    turns = [2 * math.pi * index / count for index in range(count)]
    spokes = [
        polyline((0.5, 0.5), (0.5 + 0.3 * math.cos(turn), 0.5 + 0.3 * math.sin(turn))) for turn in turns
    ]
    outline = outline_of(table_of(*(stroked(spoke, width=0.002) for spoke in spokes)))
    free = torch.ones(count, dtype=torch.bool)
    joints = joints_of(outline, torch.full((count,), 0.001, dtype=torch.float64), free)

    pairs = smooth_joints(outline, joints, free) // 2

    assert sorted(map(tuple, pairs.tolist())) == [(one, one + count // 2) for one in range(count // 2)]


@pytest.mark.parametrize("count", [20, 1500])
def test_strokes_may_ride_on_each_other_without_end(count):
    """A staircase: each stroke ends on the middle of the next."""
    half, steps = 0.0006, []
    x = y = 0.0
    for index in range(count):
        across, down = (half, 0.0) if index % 2 else (0.0, half)
        steps.append(polyline((x - across, y - down), (x + across, y + down)))
        x, y = x + across, y + down
    table = table_of(*(stroked(step, width=0.0001) for step in steps))

    parameters = Parameters(table, scene_of(table, dtype=torch.float64), 1.0)
    moved = parameters.scene(torch.full((parameters.count,), 0.5, dtype=torch.float64)).points

    assert torch.isfinite(moved).all()
    ends, starts = moved[1:-2:2], moved[2::2]
    middles = (starts + moved[3::2]) / 2
    assert (ends - middles).norm(dim=1).max() < 1e-3


def test_ends_of_a_drawing_that_is_too_large_to_tidy_are_not_compared(monkeypatch):
    outline, joints, _ = joints_and_pairs(scribble(MOST_SECTIONS + 1), monkeypatch)
    free = torch.ones(MOST_SECTIONS + 1, dtype=torch.bool)
    compared = []
    monkeypatch.setattr(vertices, "_may_meet", lambda *pair: compared.append(pair))

    move = tidied(outline, joints, free, ~free)

    assert not move.any()
    assert compared == []
