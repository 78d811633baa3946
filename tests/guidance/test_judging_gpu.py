"""Embeddings judged by the GPU's kernels, against the processor: pytest -m gpu."""

import pytest
import torch
from torch.nn.functional import normalize

from daemon.guidance.gpu import judge_kernels
from tests.support.judged import EMBEDDINGS, WEIGHTS, objective_of

pytestmark = pytest.mark.gpu


def answers(weights, device):
    """(losses, likeness, the gradient of a measure of the losses) on a device."""
    embeddings = EMBEDDINGS.clone().to(device).requires_grad_()
    kernels = judge_kernels(embeddings)
    assert (kernels is None) == (device == "cpu"), "the log says why the GPU's kernels are not used"
    flat = embeddings.flatten(0, 1)
    unit = kernels.unit(flat) if kernels else normalize(flat, dim=1)
    losses, likeness = objective_of(weights, device)(unit.view_as(embeddings))
    slope = torch.linspace(-1, 1, losses.numel(), device=device).view_as(losses)
    return losses.detach(), likeness, torch.autograd.grad(losses, embeddings, slope)[0]


@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=WEIGHTS)
def test_gpu_judges_as_the_processor_does(weights):
    for found, wanted in zip(answers(weights, "cuda"), answers(weights, "cpu"), strict=True):
        torch.testing.assert_close(found.cpu(), wanted, atol=1e-4, rtol=1e-4)


def test_the_same_embeddings_give_the_same_bits():
    for first, second in zip(answers([3.0, -1.0], "cuda"), answers([3.0, -1.0], "cuda"), strict=True):
        assert torch.equal(first, second)
