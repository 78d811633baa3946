"""The loop on a GPU, replayed as a graph, against the same steps one by one: pytest -m gpu."""

import pytest
import torch

from daemon.guidance.clip_encoder import ClipEncoder
from daemon.guidance.guide import Guide
from daemon.guidance.model_store import find_model
from daemon.optim.gpu import kernels_for
from daemon.optim.linear import Linear
from daemon.optim.loop import Refinement
from daemon.optim.matrix import Matrix
from daemon.optim.parameters import Parameters
from daemon.optim.runner import Called, Replayed
from daemon.raster import Stage, scene_of
from daemon.worker.job_executor import make_repeatable
from protocol.messages import Prompt
from tests.support.tables import curve, stroked, table_of

pytestmark = pytest.mark.gpu
PAGE = (1.0, 1.0, 1.0)
STEPS = 40


@pytest.fixture(scope="module")
def guide():
    make_repeatable()
    encoder = ClipEncoder(find_model("embedded"), torch.device("cuda"))
    return Guide(encoder, [Prompt("a fish")], (), PAGE, view_count=3)


def refinement(guide, runner_of=Replayed, seeds=(0,), steps=STEPS):
    table = table_of(
        stroked(curve((0.1, 0.5), (0.35, 0.2), (0.6, 0.8), (0.9, 0.5)), width=0.03),
        stroked(curve((0.2, 0.6), (0.3, 0.3), (0.6, 0.3), (0.7, 0.6)), colour=(0.8, 0.2, 0.1, 0.9)),
    )
    scene = scene_of(table, device="cuda")
    parameters = Parameters(table, scene, 0.5, PAGE)
    stage = Stage(scene, parameters.changing, PAGE, guide.side, guide.side, ramp=2)
    each = [parameters] * len(seeds)
    return Refinement(each, stage, guide, steps=steps, seeds=seeds, runner_of=runner_of)


def one_by_one(function, device):
    return Called(function)


def test_products_by_the_kernel_are_those_of_the_processor():
    chance = torch.Generator().manual_seed(0)
    row, column = (torch.randint(0, most, (20000,), generator=chance) for most in (40, 3000))
    matrix = Matrix.of(row, column, torch.randn(20000, generator=chance), 41, 3000)
    values = torch.randn(2, 3000, generator=chance)
    on_gpu = values.cuda().requires_grad_()

    found = Linear(matrix, on_gpu)(on_gpu)
    (gradient,) = torch.autograd.grad(found.square().sum(), on_gpu)

    assert kernels_for("products", on_gpu), "the log says why the GPU's kernels are not used"
    values.requires_grad_()
    wanted = Linear(matrix, values)(values)
    assert torch.allclose(found.cpu(), wanted, atol=1e-4)
    assert torch.allclose(
        gradient.cpu(), torch.autograd.grad(wanted.square().sum(), values)[0], rtol=1e-3, atol=1e-3
    )
    assert torch.equal(found, Linear(matrix, on_gpu)(on_gpu))


def test_a_step_waits_for_nothing(guide):
    run = refinement(guide, one_by_one)
    list(run.run())

    torch.cuda.set_sync_debug_mode("error")
    try:
        run._take_step()
    finally:
        torch.cuda.set_sync_debug_mode("default")


def test_steps_are_replayed_as_a_graph(guide):
    captured = []

    class Watched(Replayed):
        def _capture(self):
            super()._capture()
            captured.append(self._graph is not None)

    reports = list(refinement(guide, Watched).run())

    assert captured == [True]
    assert [report.step for report in reports] == list(range(1, STEPS + 1))


def test_replayed_steps_do_what_single_steps_do(guide):
    replayed, single = refinement(guide), refinement(guide, one_by_one)

    reports = [list(run.run()) for run in (replayed, single)]

    assert replayed.similarity_after[0] > replayed.similarity_before[0] + 0.01
    for one, other in zip(*reports, strict=True):
        assert one.similarity == pytest.approx(other.similarity, abs=0.01)


def test_the_same_seed_gives_the_same_bits_and_steps(guide):
    runs = [refinement(guide, seeds=(5,), steps=STEPS) for _ in range(2)]
    reports = [list(run.run()) for run in runs]

    assert reports[0] == reports[1]
    assert torch.equal(runs[0].best, runs[1].best)


def test_every_replay_sees_other_views(guide):
    run = refinement(guide, steps=16)
    see = guide._views.of
    spy = torch.zeros(16, device="cuda")

    def seen_and_summed(images, chance):
        views = see(images, chance)
        spy.copy_(torch.cat([views.detach()[0, 1:].sum().reshape(1), spy[:-1]]))
        return views

    guide._views.of = seen_and_summed
    try:
        list(run.run())
    finally:
        del guide._views.of

    assert len(set(spy.tolist())) == len(spy)


def test_a_variant_of_many_goes_as_it_goes_alone(guide):
    together = refinement(guide, seeds=(1, 2))
    alone = refinement(guide, seeds=(2,))

    both, single = list(together.run()), list(alone.run())

    for one, other in zip(both[:10], single[:10], strict=True):
        assert one.similarities[1] == pytest.approx(other.similarities[0], abs=0.01)


def test_what_can_not_be_captured_goes_on_one_by_one(guide, caplog):
    run = refinement(guide)
    judge = guide.judge
    waited = []

    def judge_and_wait(pictures, chance):
        waited.append(float(pictures.sum()))
        return judge(pictures, chance)

    run._guide = type("Waits", (), {"judge": staticmethod(judge_and_wait)})()
    reports = list(run.run())

    assert len(reports) == STEPS
    assert len(waited) > STEPS
    assert "not_captured" in caplog.text
