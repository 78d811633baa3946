"""Strokes whose change brings nothing go back; the others stay where the run has put them."""

from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from daemon.optim.going_home import LEAST_GAIN, without_idle
from daemon.optim.parameters import Parameters
from daemon.optim.together import parameters_of
from daemon.raster import Stage, scene_of
from protocol.geometry import Free
from protocol.messages import Prompt, RefineRequest
from tests.support.tables import circle, curve, filled, polyline, stroked, table_of

SIDE = 48
FREE = Free.LINES | Free.STROKE | Free.WIDTH
PUSH = 1.0  # of all numbers, after tidying: what a few steps do


def stroke(*points):
    return stroked(curve(*points), width=0.03, free=FREE)


def wobbly(x, y):
    """A nearly straight stroke, which tidying makes straight."""
    return stroke((x, y), (x + 0.1, y + 0.008), (x + 0.2, y - 0.006), (x + 0.3, y + 0.002))


SEEN = wobbly(0.1, 0.2)
HIDDEN = wobbly(0.6, 0.7)
OUTSIDE = wobbly(1.4, 0.5)
COVER = filled(
    polyline((0.5, 0.6), (1, 0.6), (1, 0.8), (0.5, 0.8), closed=True), colour=(0.9, 0.8, 0.1, 1), free=0
)


@dataclass(frozen=True)
class Verdict:
    plain_loss: Tensor
    similarity: Tensor


class Likes:
    """Likes one picture, so much."""

    def __init__(self, picture, weight):
        self._picture, self._weight = picture, weight

    def glance(self, pictures):
        apart = (pictures - self._picture).square().mean((1, 2, 3))
        return Verdict(self._weight * apart, 1 - apart)


def moved(*rows, liked=1000.0, freedom=0.5, push=PUSH):
    """(the Scene at its start, as if after a run, after what is idle went back, the Kept).

    liked: by how much the guide wants what the run has made of the drawing. push: how far all numbers went.
    """
    table = table_of(*rows)
    start = scene_of(table)
    parameters = Parameters(table, start, freedom)
    values = parameters.limit(parameters.tidied + push)
    stage = Stage(start, parameters.changing, (1.0, 1.0, 1.0), SIDE, SIDE, ramp=2.0)
    after = parameters.scene(values)
    guide = Likes(stage.draw(after), liked)
    kept = without_idle([parameters], stage, guide, values[None], [0.5])
    return start, after, parameters.scene(kept.values[0]), kept


def is_same(one, other, path, points=4):
    """Whether a path is the same to the last bit in two Scenes."""
    own = slice(points * path, points * (path + 1))
    return (
        torch.equal(one.points[own], other.points[own])
        and torch.equal(one.stroke[path], other.stroke[path])
        and torch.equal(one.stroke_width[path], other.stroke_width[path])
    )


def test_what_nobody_sees_is_back_to_the_last_bit_and_what_matters_stays():
    start, after, final, kept = moved(SEEN, HIDDEN, OUTSIDE, COVER)

    for path in (1, 2):
        assert not is_same(after, start, path)
        assert is_same(final, start, path)
    assert is_same(final, after, 0)
    assert kept.counts == (2,)
    assert kept.similarities[0] == pytest.approx(1.0)


def test_tidying_counts_where_it_is_seen():
    start, after, final, kept = moved(SEEN, HIDDEN, COVER, liked=0.0)

    assert is_same(final, after, 0)
    assert is_same(final, start, 1)
    assert kept.counts == (1,)


def test_a_change_that_is_seen_and_brings_nothing_goes_back():
    straight = stroke((0.1, 0.2), (0.2, 0.2), (0.3, 0.2), (0.4, 0.2))

    start, after, final, _ = moved(straight, liked=0.0)

    assert not is_same(after, start, 0)
    assert is_same(final, start, 0)


def test_joined_strokes_go_back_together_or_not_at_all():
    out_of_sight = stroke((1.4, 0.5), (1.5, 0.6), (1.6, 0.6), (1.7, 0.5))
    joined_to_it = stroke((1.7, 0.5), (1.8, 0.4), (1.9, 0.4), (1.9, 0.5))
    half_seen = stroke((0.4, 0.2), (0.6, 0.3), (0.6, 0.6), (0.6, 0.7))
    under_cover = stroke((0.6, 0.7), (0.7, 0.75), (0.8, 0.75), (0.9, 0.7))

    start, after, final, kept = moved(out_of_sight, joined_to_it, half_seen, under_cover, COVER)

    assert all(is_same(final, start, path) for path in (0, 1))
    assert all(is_same(final, after, path) for path in (2, 3))
    assert not any(is_same(after, start, path) for path in range(4))
    assert kept.counts == (2,)


def groups_of(*rows):
    table = table_of(*rows)
    return Parameters(table, scene_of(table), 0.5).groups.of_paths.tolist()


def test_an_end_on_a_middle_and_an_area_with_its_outline_belong_together():
    bar = stroke((0.1, 0.8), (0.3, 0.8), (0.6, 0.8), (0.9, 0.8))
    post = stroke((0.5, 0.8), (0.5, 0.7), (0.5, 0.6), (0.5, 0.5))
    area, outline = filled(circle(0.2, 0.2, 0.1), free=FREE), stroked(circle(0.2, 0.2, 0.1), free=FREE)
    alone = stroked(circle(0.2, 0.2, 0.05), free=FREE)

    assert groups_of(bar, area, post, alone, outline) == [0, 1, 0, 3, 1]


def test_of_many_small_gains_only_so_many_are_given_up():
    rows = [stroke((0.1, y), (0.3, y), (0.5, y), (0.7, y)) for y in (0.1, 0.3, 0.5, 0.7, 0.9)]
    for row in rows:
        row.free = Free.LINES
    weight = weight_of_small_gains(*moved(*rows, freedom=0.99)[:2])

    start, after, final, kept = moved(*rows, SEEN, freedom=0.99, liked=weight)

    assert kept.counts == (2,)
    assert [is_same(final, start, path) for path in range(6)].count(True) == 2
    assert is_same(final, after, 5)


def test_a_drawing_that_only_moved_as_a_whole_goes_back_as_a_whole():
    rows = [stroke((0.1, y), (0.3, y), (0.5, y), (0.7, y)) for y in (0.1, 0.15, 0.2, 0.25, 0.3)]

    start, after, final, kept = moved(*rows, liked=0.0)

    assert all(is_same(final, start, path) for path in range(5))
    assert not any(is_same(after, start, path) for path in range(5))
    assert kept.counts == (5,)


def test_what_a_short_run_brings_is_little_and_stays():
    rows = [stroke((0.1, y), (0.3, y), (0.5, y), (0.7, y)) for y in (0.2, 0.5, 0.8)]

    _, after, final, kept = moved(*rows, liked=100.0, push=0.2)

    assert torch.equal(final.points, after.points)
    assert kept.counts == (0,)


def weight_of_small_gains(start, after):
    """The weight by which each of five equal strokes brings nearly as much as may be given up."""
    stage = Stage(start, torch.ones(5, dtype=torch.bool), (1.0, 1.0, 1.0), SIDE, SIDE, ramp=2.0)
    whole = (stage.draw(start) - stage.draw(after)).square().mean()
    return 0.8 * LEAST_GAIN / (float(whole) / 5)


def test_drawings_that_did_not_change_and_mere_material_are_not_looked_at():
    table = table_of(SEEN, OUTSIDE)
    start = scene_of(table)
    usual, material = (Parameters(table, start, freedom) for freedom in (0.5, 1.0))
    values = torch.stack([usual.values, usual.values])

    kept = without_idle([usual, usual], None, None, values, [0.1, 0.2])
    free = without_idle([material], None, None, material.values[None] + 1, [0.3])

    assert torch.equal(kept.values, values)
    assert (kept.similarities, kept.counts) == ((0.1, 0.2), (0, 0))
    assert torch.equal(free.values[0], material.values + 1)


def test_each_variant_keeps_its_own():
    table = table_of(SEEN, OUTSIDE)
    start = scene_of(table)
    parameters = Parameters(table, start, 0.5)
    stage = Stage(start, parameters.changing, (1.0, 1.0, 1.0), SIDE, SIDE, ramp=2.0)
    far = parameters.limit(parameters.tidied + PUSH)
    guide = Likes(stage.draw(parameters.scene(far)), 1000.0)

    kept = without_idle([parameters] * 2, stage, guide, torch.stack([far, 0 * far]), [0.9, 0.1])

    assert kept.counts == (1, 0)
    assert kept.similarities[1] == 0.1
    assert torch.equal(kept.values[1], 0 * far)
    assert is_same(parameters.scene(kept.values[0]), start, 1)


def test_new_strokes_stay_where_the_run_has_put_them():
    table = table_of(OUTSIDE, wobbly(0.5, 1.3))
    request = RefineRequest(table, (Prompt("x"),), new_paths=1)
    start = scene_of(table)
    (parameters,) = parameters_of(request, table, start)
    values = parameters.limit(parameters.values + 4.0)
    stage = Stage(start, parameters.changing, (1.0, 1.0, 1.0), SIDE, SIDE, ramp=2.0)

    kept = without_idle([parameters], stage, Likes(stage.draw(start), 1.0), values[None], [0.0])

    final, after = parameters.scene(kept.values[0]), parameters.scene(values)
    assert is_same(final, start, 0)
    assert is_same(final, after, 1)
    assert not is_same(after, start, 1)
    assert kept.counts == (1,)
