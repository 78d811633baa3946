"""The loop, with a guide that wants one particular picture."""

import gc
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from daemon.optim.loop import Refinement
from daemon.optim.parameters import Parameters
from daemon.optim.runner import Called, runner_of
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

    def chances(self, steps, generator):
        return torch.rand(steps, 1, generator=generator)

    def judge(self, pictures, chance):
        self._calls += 1
        loss = 100 * (pictures - self._picture).square().mean((1, 2, 3))
        plain = loss.detach()
        return Verdict(self._spoil(self._calls, loss * (1 + 0.01 * chance[:, 0])), plain, 1 - plain)


def stage_of(table, ramp):
    return Stage(scene_of(table), torch.tensor([True]), PAGE, SIDE, SIDE, ramp=ramp)


class Strides(Called):
    """Calls as a GPU is called: one looks what became of them several calls later."""

    stride = 4


def refinement(guide, *, steps=40, seeds=(0,), freedoms=(1.0,), runner_of=runner_of):
    """(a Refinement of a variant for each seed, the Parameters of the first)."""
    table = table_of(wave(0.0))
    kinds = {freedom: Parameters(table, scene_of(table), freedom) for freedom in freedoms}
    each = [kinds[freedoms[index % len(freedoms)]] for index in range(len(seeds))]
    run = Refinement(each, stage_of(table, 2.0), guide, steps=steps, seeds=seeds, runner_of=runner_of)
    return run, each[0]


def test_gets_nearer_to_what_is_wanted():
    run, parameters = refinement(Wanted(table_of(wave(0.08))))

    reports = list(run.run())

    (before,), (after,) = run.similarity_before, run.similarity_after
    assert [report.step for report in reports] == list(range(1, 41))
    assert after > before + 0.3 * (1 - before)
    assert run.reason == "finished"
    assert float(parameters.scene(run.best[0]).points[1, 1]) > 0.31


def test_same_seed_gives_the_same_bits():
    results = []
    for seed in (1, 1, 2):
        run, _ = refinement(Wanted(table_of(wave(0.08))), seeds=(seed,), steps=15)
        list(run.run())
        results.append(run.best)

    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])


def test_more_freedom_moves_further():
    movements = []
    for freedom in (0.1, 0.5, 1.0):
        run, parameters = refinement(Wanted(table_of(wave(0.2))), freedoms=(freedom,), steps=25)
        list(run.run())
        (best,) = run.best
        start = parameters.scene(torch.zeros_like(best)).points
        movements.append(float((parameters.scene(best).points - start).norm()))

    assert movements == sorted(movements)
    assert movements[0] < 0.5 * movements[-1]


def test_best_is_kept_when_the_drawing_gets_worse():
    def backwards_after_ten(call, loss):
        return loss if call <= 10 else -loss

    run, _ = refinement(Wanted(table_of(wave(0.08)), backwards_after_ten), steps=30)

    similarities = [report.similarity for report in run.run()]

    (after,) = run.similarity_after
    assert after == pytest.approx(max(similarities), abs=0.02)
    assert similarities[-1] < after


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

    assert [accepted.count(False)] == run.rejected == [1]
    assert not accepted[4]
    assert run.similarity_after > run.similarity_before
    assert bool(torch.isfinite(run.best).all())


def test_guide_that_is_never_finite_leaves_the_drawing_as_it_is():
    run, _ = refinement(Wanted(table_of(wave(0.08)), lambda call, loss: loss * float("nan")))

    list(run.run())

    assert torch.equal(run.best, torch.zeros_like(run.best))
    assert run.reason == "converged"


def test_a_run_looked_at_later_takes_the_same_steps():
    wanted = Wanted(table_of(wave(0.08)))
    at_once, _ = refinement(wanted, steps=18)
    later, _ = refinement(wanted, steps=18, runner_of=lambda *given: Strides(given[0]))

    reports = [list(run.run()) for run in (at_once, later)]

    assert reports[0] == reports[1]
    assert torch.equal(at_once.best, later.best)
    assert torch.equal(at_once.values, later.values)


def test_a_run_looked_at_later_ends_at_a_fixed_step_after_it_converged():
    at_once, _ = refinement(Wanted(table_of(wave(0.0))), steps=300)
    later, _ = refinement(Wanted(table_of(wave(0.0))), steps=300, runner_of=lambda *given: Strides(given[0]))

    first, second = (len(list(run.run())) for run in (at_once, later))

    assert later.reason == "converged"
    assert first <= second < first + 2 * Strides.stride
    assert second % Strides.stride == 0


@pytest.mark.parametrize("freedoms", [(1.0,), (1.0, 0.4)], ids=["the same freedom", "different freedoms"])
def test_a_variant_of_many_becomes_what_it_becomes_alone(freedoms):
    wanted = Wanted(table_of(wave(0.08)))
    together, _ = refinement(wanted, seeds=(3, 4), freedoms=freedoms, steps=12)
    list(together.run())

    for index, seed in enumerate((3, 4)):
        freedom = freedoms[index % len(freedoms)]
        alone, _ = refinement(wanted, seeds=(seed,), freedoms=(freedom,), steps=12)
        list(alone.run())
        assert torch.allclose(together.best[index], alone.best[0], atol=1e-5)
        assert together.similarity_after[index] == pytest.approx(alone.similarity_after[0], abs=1e-5)
    assert not torch.allclose(together.best[0], together.best[1], atol=1e-4)


class Refreshed:
    """A stage that notes when it may keep up with the drawing."""

    def __init__(self, stage, *, stays):
        self.draw = stage.draw
        self.refreshed = []
        self._stays = stays

    def refresh(self, scene):
        self.refreshed.append(scene.points.shape)
        return self._stays


@pytest.mark.parametrize("stays", [True, False])
def test_what_was_captured_is_renewed_where_the_stage_moved(stays):
    table = table_of(wave(0.0))
    stage = Refreshed(stage_of(table, 2.0), stays=stays)
    renewed = []

    class Renewed(Strides):
        def renew(self):
            renewed.append(True)

    parameters = [Parameters(table, scene_of(table), 1.0)]
    guide = Wanted(table_of(wave(0.08)))
    run = Refinement(
        parameters, stage, guide, steps=70, seeds=[0], runner_of=lambda *given: Renewed(given[0])
    )
    list(run.run())

    assert stage.refreshed == [(1, 4, 2)] * 2
    assert len(renewed) == (0 if stays else 2)


@pytest.mark.parametrize("looked_at", [3, 12], ids=["abandoned", "finished"])
def test_what_a_run_kept_is_given_back(looked_at):
    ended = []

    class Ended(Strides):
        def end(self):
            ended.append(True)

    run, _ = refinement(Wanted(table_of(wave(0.08))), steps=12, runner_of=lambda *given: Ended(given[0]))
    for report in run.run():
        assert not ended
        if report.step == looked_at:
            break
    gc.collect()

    assert ended == [True]
