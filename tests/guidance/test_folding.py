"""Batch normalisation folded into convolutions."""

import pytest
import torch
from torch import nn

from daemon.guidance.folding import fold_batch_norms

SIDE = 16
CPU = torch.device("cpu")


class Net(nn.Module):
    """Two convolutions with their normalisations; the first output has a second use if `twice`."""

    def __init__(self, twice):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 8, 3, bias=False), nn.Conv2d(8, 8, 3)
        self.norms = nn.ModuleList([nn.BatchNorm2d(8), nn.BatchNorm2d(8, affine=False)])
        self.twice = twice

    def forward(self, picture):
        made = self.first(picture)
        found = self.norms[1](self.second(self.norms[0](made).relu()))
        return (found + made[..., 2:, 2:] if self.twice else found).mean((2, 3))


def net(twice=False):
    torch.manual_seed(0)
    found = Net(twice)
    found(torch.rand(64, 3, SIDE, SIDE) * 3)  # in training mode: gathers its statistics
    return found.eval().requires_grad_(False)


def norms_of(model):
    return sum(isinstance(module, nn.BatchNorm2d) for module in model.modules())


def output_and_slope(model, picture):
    picture = picture.clone().requires_grad_()
    found = model(picture)
    (slope,) = torch.autograd.grad(found.square().sum(), picture)
    return found.detach(), slope


def test_a_folded_model_gives_the_same_numbers_and_slopes():
    model, picture = net(), torch.rand(4, 3, SIDE, SIDE)

    folded = fold_batch_norms(model, SIDE, CPU)

    assert (norms_of(model), norms_of(folded)) == (2, 0)
    for before, after in zip(
        output_and_slope(model, picture), output_and_slope(folded, picture), strict=True
    ):
        assert torch.allclose(before, after, atol=1e-5)


@pytest.mark.parametrize("model", [net(twice=True), nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten())])
def test_a_model_that_cannot_be_folded_comes_back_as_it_is(model):
    assert fold_batch_norms(model, SIDE, CPU) is model
