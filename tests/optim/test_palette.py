"""Colours that end as a palette's: where they are drawn to, what they become, and what stays."""

from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from daemon.optim.freedoms import Colouring
from daemon.optim.palette import Oklab
from daemon.optim.palette_run import run_of
from daemon.optim.parameters import Parameters
from daemon.optim.settling import Settling
from daemon.raster import Stage, scene_of
from protocol.geometry import Free
from tests.support.tables import filled, polyline, table_of

SIDE = 24
PAGE = (1.0, 1.0, 1.0)
RED, SAND, NAVY = (0.9, 0.1, 0.2), (0.9, 0.8, 0.5), (0.05, 0.1, 0.4)
PALETTE = (RED, SAND, NAVY)


def square(left, colour, free=Free.FILL):
    corners = ((left, 0.2), (left + 0.25, 0.2), (left + 0.25, 0.7), (left, 0.7))
    return filled(polyline(*corners, closed=True), colour=(*colour, 1.0), free=free)


@dataclass(frozen=True)
class Verdict:
    loss: Tensor
    plain_loss: Tensor
    similarity: Tensor


class Wanted:
    """Wants the picture of a drawing."""

    side = SIDE

    def __init__(self, *paths):
        table = table_of(*paths)
        self.picture = stage_of(table).draw(scene_of(table))

    def chances(self, steps, generator):
        return torch.rand(steps, 1, generator=generator)

    def judge(self, pictures, chance):
        loss = 100 * (pictures - self.picture).square().mean((1, 2, 3))
        return Verdict(loss, loss.detach(), -loss.detach())


def stage_of(table):
    changing = torch.ones(len(table.paint), dtype=torch.bool)
    return Stage(scene_of(table), changing, PAGE, SIDE, SIDE, ramp=2.0)


def given(*paths, freedom=1.0, **colouring):
    """(Parameters, Stage) of a drawing."""
    table = table_of(*paths)
    return Parameters(table, scene_of(table), freedom, PAGE, colouring=Colouring(**colouring)), stage_of(
        table
    )


def finished(guide, *paths, steps=30, **wishes):
    """(the Parameters of a finished run, its best values, its Reports)."""
    parameters, stage = given(*paths, **wishes)
    run = run_of([parameters], stage, guide, steps=steps, seeds=[0])
    reports = list(run.run())
    return parameters, run.best[0], reports


def nearest(rgb, palette=PALETTE):
    return min(palette, key=lambda each: sum((a - b) ** 2 for a, b in zip(rgb, each, strict=True)))


def test_the_colour_space_has_its_published_values():
    rgb = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], dtype=torch.float64)

    lab = Oklab.like(rgb).of(rgb)

    expected = [[1.0, 0.0, 0.0], [0.62796, 0.22486, 0.12585], [0.45201, -0.03246, -0.31153]]
    assert torch.allclose(lab, lab.new_tensor(expected), atol=2e-4)


def test_the_slope_of_the_pull_is_finite_at_black_and_white():
    parameters, _ = given(square(0.1, (0, 0, 0)), square(0.6, (1, 1, 1)), palette=PALETTE)
    values = parameters.values.clone().requires_grad_()

    parameters.pull(values).backward()

    assert bool(torch.isfinite(values.grad).all())
    assert float(values.grad.abs().max()) > 0


@pytest.mark.parametrize("freedom", [0.3, 1.0])
def test_what_may_change_ends_as_the_palette_and_the_rest_is_equal_to_the_last_bit(freedom):
    paths = [
        square(0.1, (0.3, 0.6, 0.4)),
        square(0.4, (0.9, 0.2, 0.3)),
        square(0.7, (0.3, 0.3, 0.3), Free(0)),
    ]
    guide = Wanted(square(0.1, RED), square(0.4, NAVY), square(0.7, SAND))

    parameters, best, _ = finished(guide, *paths, freedom=freedom, palette=PALETTE)

    colours = parameters.scene(best).fill[:, :3]
    gaps = (colours[:2, None] - torch.tensor(PALETTE)).abs().amax(2).amin(1)
    assert float(gaps.max()) < 1e-6
    assert torch.equal(colours[2], scene_of(table_of(*paths)).fill[2, :3])


def test_colours_are_found_that_are_wanted():
    guide = Wanted(square(0.1, NAVY), square(0.6, SAND))

    parameters, best, _ = finished(
        guide, square(0.1, (0.5, 0.5, 0.5)), square(0.6, (0.6, 0.5, 0.5)), palette=PALETTE
    )

    colours = parameters.scene(best).fill[:, :3].tolist()
    assert [nearest(colour) for colour in colours] == [NAVY, SAND]


def test_no_freedom_changes_no_colour():
    guide = Wanted(square(0.1, NAVY))

    parameters, best, _ = finished(guide, square(0.1, (0.5, 0.5, 0.5)), freedom=0.0, palette=PALETTE)

    assert parameters.scene(best).fill[0, :3].tolist() == [0.5, 0.5, 0.5]


def test_a_nearest_colour_gives_way_to_one_that_is_measured_to_be_better():
    parameters, stage = given(square(0.1, SAND), square(0.6, NAVY), palette=PALETTE)
    guide = Wanted(square(0.1, NAVY), square(0.6, RED))
    settling = Settling([parameters], stage, guide, parameters.values[None], 20)
    assert settling.choices[0].tolist() == [1, 2]

    losses = [float(settling._losses(settling.choices)) for _ in settling.run()]

    assert settling.choices[0].tolist() == [2, 0]
    assert losses == sorted(losses, reverse=True)


def test_paints_of_one_ink_change_together():
    parameters, stage = given(square(0.1, SAND), square(0.4, SAND), square(0.7, RED), palette=PALETTE)
    guide = Wanted(square(0.1, NAVY), square(0.4, NAVY), square(0.7, RED))
    settling = Settling([parameters], stage, guide, parameters.values[None], 20)

    first, *_, last = [settling.choices[0].tolist() for _ in settling.run()]

    assert (first, last) == ([1, 1, 0], [2, 2, 0])


def test_lines_go_on_with_the_colours_they_have_got():
    free = Free.FILL | Free.LINES
    guide = Wanted(square(0.15, NAVY), square(0.65, RED))

    parameters, best, reports = finished(
        guide, square(0.1, NAVY, free), square(0.6, (0.8, 0.3, 0.3), free), palette=PALETTE, steps=40
    )

    settled = parameters.settled()
    values = best.clone().requires_grad_()
    settled.scene(values).fill.sum().backward()
    assert not bool(values.grad.any())
    assert reports[-1].step == 40
    moved = parameters.scene(best).points[:, 0] - parameters.scene(parameters.values).points[:, 0]
    assert float(moved.mean()) > 0.02


def test_a_longer_pull_leaves_less_to_settle():
    guide = Wanted(square(0.1, (0.5, 0.5, 0.2)))
    gaps = []
    for pull in (0.0, 0.1, 1.0):
        parameters, stage = given(square(0.1, (0.5, 0.5, 0.5)), palette=PALETTE, pull=pull)
        run = run_of([parameters], stage, guide, steps=40, seeds=[0])
        list(run._first.run())
        colours = parameters.palette.paints(run._first.values[0])
        gaps.append(float(parameters.palette.distances(colours).amin()))

    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] > 10 * gaps[-1]


def test_colours_stay_the_closer_the_more_that_is_asked_for():
    guide = Wanted(square(0.1, NAVY))
    start = torch.tensor((0.9, 0.8, 0.5))
    changes = []
    for keep in (0.0, 0.3, 0.6, 0.9, 1.0):
        parameters, best, _ = finished(guide, square(0.1, tuple(start.tolist())), keep=keep)
        changes.append(float((parameters.scene(best).fill[0, :3] - start).abs().max()))

    assert changes == sorted(changes, reverse=True)
    assert changes[0] > 0.3
    assert 0.0 < changes[-2] <= 0.1 + 1e-6
    assert changes[-1] == 0.0


def test_variants_settle_each_for_itself():
    parameters, stage = given(square(0.1, (0.5, 0.5, 0.5)), palette=PALETTE)
    guide = Wanted(square(0.1, NAVY))
    values = torch.stack(
        [parameters.palette.painted(parameters.values, torch.tensor([index])) for index in (0, 1)]
    )
    settling = Settling([parameters] * 2, stage, guide, values, 10)
    assert [choice.tolist() for choice in settling.choices] == [[0], [1]]

    list(settling.run())

    assert [choice.tolist() for choice in settling.choices] == [[2], [2]]
