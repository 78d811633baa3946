"""Residual blocks of frozen ResNets on a processor: what follows a convolution is done as it puts out."""

import torch
from torch import nn
from torch.autograd.function import once_differentiable

from .convolutions import LaidOutConvolution


class LaidOutBlock(nn.Module):
    """timm's BasicBlock without normalisation: a convolution with ReLU, then one to which the shortcut is
    added before its ReLU. Two operations instead of five.

    sizes: {convolution: the size of what it takes, [B, C, H, W]}.
    """

    def __init__(self, block, sizes):
        super().__init__()
        self.downsample = block.downsample
        self.first, self.second = (
            LaidOutConvolution(conv, sizes[conv]) for conv in (block.conv1, block.conv2)
        )

    def forward(self, pictures):
        """As the BasicBlock does."""
        shortcut = None if self.downsample is None else self.downsample(pictures)
        return _Block.apply(pictures, shortcut, self.first, self.second)


def is_plain_block(module, sizes):
    """Whether it can be a LaidOutBlock. sizes: of all convolutions that can be LaidOutConvolutions."""

    def are(kind, *names):
        return all(type(getattr(module, name, None)) is kind for name in names)

    return (
        type(module).__name__ == "BasicBlock"
        and are(nn.ReLU, "act1", "act2")
        and are(nn.Identity, "bn1", "bn2", "drop_block", "aa")
        and are(type(None), "se", "drop_path")
        and {getattr(module, "conv1", None), getattr(module, "conv2", None)} <= sizes.keys()
    )


class _Block(torch.autograd.Function):
    @staticmethod
    def forward(ctx, pictures, shortcut, first, second):
        added = pictures if shortcut is None else shortcut
        between = torch.ops.mkldnn._convolution_pointwise(
            pictures, first.weight, first.bias, *first.way, 1, "relu", [], ""
        )
        found = torch.ops.mkldnn._convolution_pointwise.binary(
            between, added, second.weight, second.bias, *second.way, 1, "add", 1.0, "relu", [], ""
        )
        ctx.convolutions, ctx.size = (first, second), pictures.shape[2:]
        ctx.has_shortcut = shortcut is not None
        ctx.save_for_backward(between, found)
        return found

    @staticmethod
    @once_differentiable
    def backward(ctx, slope):
        (first, second), (between, found) = ctx.convolutions, ctx.saved_tensors
        slope = _by_relu(slope, found)
        inner = second.pull(slope, between.shape[2:])
        inner = first.pull(_by_relu(inner, between.to(inner.dtype)), ctx.size)
        if ctx.has_shortcut:
            return inner.to(slope.dtype), slope, None, None
        return slope.add_(inner), None, None, None


def _by_relu(slope, made):
    """The gradient by what a ReLU took, from that by what it made."""
    return torch.ops.aten.threshold_backward(slope, made, 0)
