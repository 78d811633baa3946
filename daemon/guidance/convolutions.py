"""Frozen convolutions on a processor: their weights lie from the start as its kernels want them.

oneDNN otherwise lays out all weights anew in every pass, there and back. The way there computes the same
numbers; the way back, gradients by pictures, is taken in bfloat16 where the processor has it.
"""

import torch
from torch import nn
from torch.autograd.function import once_differentiable


class LaidOutConvolution(nn.Module):
    """A Conv2d of one group, with frozen weights, for inputs of about this size ([B, C, H, W])."""

    def __init__(self, conv, size):
        super().__init__()
        self.bias = conv.bias
        self.kernel = conv.kernel_size
        self.way = [list(each) for each in (conv.padding, conv.stride, conv.dilation)]
        weight, (padding, *others) = conv.weight.detach(), self.way
        self.weight = torch.ops.mkldnn._reorder_convolution_weight(weight, *self.way, 1, list(size))
        after = [self._length(length, axis) for axis, length in enumerate(size[2:])]
        self.slope_type = torch.bfloat16 if _has_bfloat16() else torch.float32
        self.weight_back = torch.ops.mkldnn._reorder_convolution_transpose_weight(
            weight.to(self.slope_type),
            padding,
            self.rest(size[2:], after),
            *others,
            1,
            [size[0], conv.out_channels, *after],
        )

    def forward(self, pictures):
        """As the Conv2d does."""
        return _Convolve.apply(pictures, self)

    def pull(self, slope, size):
        """The gradient by pictures of this size (rows, columns), from that by what it put out; rounded."""
        padding, *others = self.way
        rest = self.rest(size, slope.shape[2:])
        short = slope.to(self.slope_type).contiguous(memory_format=torch.channels_last)
        return torch.ops.mkldnn._convolution_transpose_pointwise(
            short, self.weight_back, None, padding, rest, *others, 1, "none", [], ""
        )

    def rest(self, before, after):
        """Rows and columns, [H, W] in `before`, of which nothing gets into `after`."""
        return [
            length + 2 * padding - dilation * (kernel - 1) - 1 - (count - 1) * stride
            for length, count, kernel, padding, stride, dilation in zip(
                before, after, self.kernel, *self.way, strict=True
            )
        ]

    def _length(self, length, axis):
        padding, stride, dilation = (each[axis] for each in self.way)
        return (length + 2 * padding - dilation * (self.kernel[axis] - 1) - 1) // stride + 1


class _Convolve(torch.autograd.Function):
    @staticmethod
    def forward(ctx, pictures, conv):
        ctx.conv, ctx.size = conv, pictures.shape[2:]
        return torch.ops.mkldnn._convolution_pointwise(
            pictures, conv.weight, conv.bias, *conv.way, 1, "none", [], ""
        )

    @staticmethod
    @once_differentiable
    def backward(ctx, slope):
        return ctx.conv.pull(slope, ctx.size).to(slope.dtype), None


def _has_bfloat16():
    return bool(torch.cpu.get_capabilities().get("avx512_bf16"))
