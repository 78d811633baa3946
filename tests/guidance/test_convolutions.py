"""Convolutions whose weights are laid out once."""

import pytest
import torch
from torch import nn

from daemon.guidance.convolutions import LaidOutConvolution, lay_out_convolutions

SIDE = 17  # px: a stride of 2 leaves a row over where the padding does not take it


def model(**options):
    torch.manual_seed(0)
    layers = [nn.Conv2d(3, 8, 3, **options), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2), nn.Flatten()]
    return nn.Sequential(*layers).eval().requires_grad_(False)


def output_and_slope(model, pictures):
    pictures = pictures.clone().requires_grad_()
    found = model(pictures)
    (slope,) = torch.autograd.grad(found.square().sum(), pictures)
    return found.detach(), slope


def kinds_of(model):
    return [type(module) for module in model.children()]


@pytest.mark.parametrize(
    "options", [{}, {"bias": False}, {"stride": 2, "padding": 1}, {"dilation": 2}, {"stride": (3, 1)}]
)
@pytest.mark.parametrize("count", [1, 7])
def test_outputs_stay_and_slopes_are_rounded_at_most(options, count):
    changed, pictures = model(**options), torch.rand(count, 3, SIDE, SIDE)
    wanted, wanted_slope = output_and_slope(changed, pictures)

    assert lay_out_convolutions(changed, SIDE)

    found, slope = output_and_slope(changed, pictures)
    assert kinds_of(changed).count(LaidOutConvolution) == 2
    assert torch.allclose(found, wanted, atol=1e-5)
    # bfloat16 has 8 bits
    assert (slope - wanted_slope).norm() < 0.01 * wanted_slope.norm()


def test_the_same_pictures_give_the_same_bits():
    changed, pictures = model(), torch.rand(3, 3, SIDE, SIDE)
    lay_out_convolutions(changed, SIDE)

    one, other = output_and_slope(changed, pictures), output_and_slope(changed, pictures)

    assert all(map(torch.equal, one, other))


@pytest.mark.parametrize("options", [{"groups": 3, "padding": 1}, {"padding_mode": "reflect", "padding": 1}])
def test_what_is_no_plain_convolution_stays(options):
    torch.manual_seed(0)
    special, changed = nn.Conv2d(3, 3, 3, **options), model()
    mixed = nn.Sequential(special, *changed.children()).requires_grad_(False)

    assert lay_out_convolutions(mixed, SIDE)
    assert mixed[0] is special
    assert kinds_of(mixed).count(LaidOutConvolution) == 2


def test_a_single_convolution_stays():
    patches = nn.Sequential(nn.Conv2d(3, 8, 8, 8), nn.Flatten()).requires_grad_(False)

    assert not lay_out_convolutions(patches, SIDE)
    assert kinds_of(patches) == [nn.Conv2d, nn.Flatten]


def test_a_model_whose_answer_would_change_stays(monkeypatch):
    kept, pictures = model(), torch.rand(2, 3, SIDE, SIDE)
    wanted = output_and_slope(kept, pictures)
    monkeypatch.setattr(LaidOutConvolution, "forward", lambda conv, given: 1.01 * _right(conv, given))

    assert not lay_out_convolutions(kept, SIDE)

    assert kinds_of(kept).count(nn.Conv2d) == 2
    assert all(map(torch.equal, output_and_slope(kept, pictures), wanted))


_right = LaidOutConvolution.forward
