"""The loop, with a guide that wants one particular picture."""

from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from daemon.optim.loop import Refinement
from daemon.optim.parameters import Parameters
from daemon.raster import Stage, scene_of
from protocol.geometry import Free
from tests.support.tables import curve, stroked, table_of

SIDE = 32
PAGE = (1.0, 1.0, 1.0)


def wave(lift):
    return stroked(
        curve((0.1, 0.5), (0.35, 0.3 + lift), (0.6, 0.7 - lift), (0.9, 0.5)), width=0.05, free=Free.LINES
    )


@dataclass(frozen=True)
class Verdict:
    loss: Tensor
    plain_loss: Tensor
    similarity: Tensor


class Wanted:
    """Wants the picture of a drawing. spoil: what becomes of its loss at each call."""

    def __init__(self, table, spoil=lambda call, loss: loss):
        self._picture = stage_of(table, ramp=2.0).draw(scene_of(table))
        self._spoil = spoil
        self._calls = 0

    def judge(self, picture, generator):
        self._calls += 1
        noise = 1 + 0.01 * torch.rand((), generator=generator)
        loss = 100 * (picture - self._picture).square().mean()
        plain = loss.detach()
        return Verdict(self._spoil(self._calls, loss * noise), plain, 1 - plain)


def stage_of(table, ramp):
    return Stage(scene_of(table), torch.tensor([True]), PAGE, SIDE, SIDE, ramp=ramp)


def refinement(guide, *, steps=40, seed=0, freedom=1.0):
    table = table_of(wave(0.0))
    parameters = Parameters(table, scene_of(table), freedom)
    run = Refinement(parameters, stage_of(table, 2.0), guide, steps=steps, seed=seed)
    return run, parameters


def test_gets_nearer_to_what_is_wanted():
    run, parameters = refinement(Wanted(table_of(wave(0.08))))

    reports = list(run.run())

    assert [report.step for report in reports] == list(range(1, 41))
    assert run.similarity_after > run.similarity_before + 0.3 * (1 - run.similarity_before)
    assert run.reason == "finished"
    assert float(parameters.scene(run.best).points[1, 1]) > 0.31


def test_same_seed_gives_the_same_bits():
    results = []
    for seed in (1, 1, 2):
        run, _ = refinement(Wanted(table_of(wave(0.08))), seed=seed, steps=15)
        list(run.run())
        results.append(run.best)

    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])


def test_more_freedom_moves_further():
    movements = []
    for freedom in (0.1, 0.5, 1.0):
        run, parameters = refinement(Wanted(table_of(wave(0.2))), freedom=freedom, steps=25)
        list(run.run())
        start = parameters.scene(torch.zeros_like(run.best)).points
        movements.append(float((parameters.scene(run.best).points - start).norm()))

    assert movements == sorted(movements)
    assert movements[0] < 0.5 * movements[-1]


def test_best_is_kept_when_the_drawing_gets_worse():
    def backwards_after_ten(call, loss):
        return loss if call <= 10 else -loss

    run, _ = refinement(Wanted(table_of(wave(0.08)), backwards_after_ten), steps=30)

    similarities = [report.similarity for report in run.run()]

    assert run.similarity_after == pytest.approx(max(similarities), abs=0.02)
    assert similarities[-1] < run.similarity_after


def test_ends_early_when_nothing_improves():
    run, _ = refinement(Wanted(table_of(wave(0.0))), steps=300)

    reports = list(run.run())

    assert len(reports) < 150
    assert run.reason == "converged"
    assert torch.equal(run.best, torch.zeros_like(run.best))


def test_gradient_that_is_not_finite_costs_one_step():
    def spoil(call, loss):
        return loss * float("nan") if call == 5 else loss

    run, _ = refinement(Wanted(table_of(wave(0.08)), spoil))

    accepted = [report.is_accepted for report in run.run()]

    assert accepted.count(False) == run.rejected == 1
    assert not accepted[4]
    assert run.similarity_after > run.similarity_before
    assert bool(torch.isfinite(run.best).all())


def test_guide_that_is_never_finite_leaves_the_drawing_as_it_is():
    run, _ = refinement(Wanted(table_of(wave(0.08)), lambda call, loss: loss * float("nan")))

    list(run.run())

    assert torch.equal(run.best, torch.zeros_like(run.best))
    assert run.reason == "converged"
