"""Convolutions whose weights are laid out once."""

import pytest
import torch
from torch import nn

from daemon.guidance.convolutions import LaidOutConvolution
from daemon.guidance.layouts import lay_out_convolutions
from daemon.guidance.residual import LaidOutBlock

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


class BasicBlock(nn.Module):
    """As timm's, with its normalisation folded."""

    def __init__(self, downsample=None, stride=1):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(8, 8, 3, stride, 1), nn.Conv2d(8, 8, 3, 1, 1)
        self.bn1, self.bn2, self.drop_block, self.aa = (nn.Identity() for _ in range(4))
        self.act1, self.act2 = nn.ReLU(inplace=True), nn.ReLU(inplace=True)
        self.se = self.drop_path = None
        self.downsample = downsample

    def forward(self, given):
        shortcut = given if self.downsample is None else self.downsample(given)
        made = self.conv2(self.act1(self.conv1(given)))
        made = made if self.drop_path is None else self.drop_path(made)
        made += shortcut
        return self.act2(made)


def residual():
    torch.manual_seed(0)
    blocks = [BasicBlock(), BasicBlock(nn.Conv2d(8, 8, 1, 2), 2), BasicBlock()]
    return nn.Sequential(nn.Conv2d(3, 8, 3), *blocks).eval().requires_grad_(False)


@pytest.mark.parametrize("count", [1, 7])
def test_residual_blocks_stay_what_they_were(count):
    changed, pictures = residual(), torch.rand(count, 3, SIDE, SIDE)
    wanted, wanted_slope = output_and_slope(changed, pictures)

    assert lay_out_convolutions(changed, SIDE)

    found, slope = output_and_slope(changed, pictures)
    assert kinds_of(changed) == [LaidOutConvolution, *3 * [LaidOutBlock]]
    assert type(changed[2].downsample) is LaidOutConvolution
    assert torch.allclose(found, wanted, atol=1e-5)
    assert (slope - wanted_slope).norm() < 0.01 * wanted_slope.norm()


def test_a_residual_block_with_more_in_it_stays():
    changed = residual()
    changed[1].drop_path = nn.Dropout().eval()

    assert lay_out_convolutions(changed, SIDE)

    assert kinds_of(changed) == [LaidOutConvolution, BasicBlock, LaidOutBlock, LaidOutBlock]
    assert type(changed[1].conv1) is LaidOutConvolution


def test_a_block_of_another_make_still_gets_its_convolutions_laid_out():
    changed = residual()
    del changed[1].drop_block
    changed[1].forward = lambda given: changed[1].conv2(changed[1].conv1(given))

    assert lay_out_convolutions(changed, SIDE)

    assert kinds_of(changed) == [LaidOutConvolution, BasicBlock, LaidOutBlock, LaidOutBlock]
    assert type(changed[1].conv2) is LaidOutConvolution


def test_blocks_go_back_to_what_they_were_where_the_answer_would_change(monkeypatch):
    kept, pictures = residual(), torch.rand(2, 3, SIDE, SIDE)
    wanted = output_and_slope(kept, pictures)
    right = LaidOutBlock.forward
    monkeypatch.setattr(LaidOutBlock, "forward", lambda block, given: 1.01 * right(block, given))

    assert not lay_out_convolutions(kept, SIDE)

    assert kinds_of(kept) == [nn.Conv2d, *3 * [BasicBlock]]
    assert type(kept[2].downsample) is nn.Conv2d
    assert all(map(torch.equal, output_and_slope(kept, pictures), wanted))


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
