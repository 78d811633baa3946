"""Frozen convolutions on a processor: their weights lie from the start as its kernels want them.

oneDNN otherwise lays out all weights anew in every pass, there and back. The way there computes the same
numbers; the way back, gradients by pictures, is taken in bfloat16 where the processor has it.
"""

import logging

import torch
from torch import nn
from torch.autograd.function import once_differentiable

log = logging.getLogger(__name__)

PICTURES = 5  # as many as are usually judged at once: layouts are chosen for them, and serve any number
FEWEST = 2  # convolutions
TOLERANCE = 1e-4  # of the largest output
ALIKE = 0.99  # cosine between gradients, at least


def lay_out_convolutions(model, side):
    """Replace the plain Conv2d of a model on the CPU, in place; whether that was done.

    model: frozen, in eval mode, takes pictures [B, 3, side, side]. It stays as it was where oneDNN does not
    take its convolutions, where outputs or gradients to the pictures would be others, and where there are
    too few to matter: a transformer has one, for its patches.
    """
    convolutions = [module for module in model.modules() if type(module) is nn.Conv2d and _is_plain(module)]
    if len(convolutions) < FEWEST:
        return False
    pictures = torch.rand(PICTURES, 3, side, side, generator=torch.Generator().manual_seed(0))
    pictures = pictures.contiguous(memory_format=torch.channels_last)
    sizes = _sizes(model, convolutions, pictures)
    before = _answer(model, pictures)
    laid_out = {}
    try:
        laid_out |= {conv: LaidOutConvolution(conv, size) for conv, size in sizes.items()}
        _exchange(model, laid_out)
        if _is_alike(before, _answer(model, pictures)):
            return True
        reason = "differs"
    except (RuntimeError, AttributeError) as error:  # oneDNN refuses, or this torch is built without it
        reason = str(error).splitlines()[0]
    _exchange(model, {own: conv for conv, own in laid_out.items()})
    log.warning("event=convolutions_kept model=%s reason=%s", type(model).__name__, reason)
    return False


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
        conv = ctx.conv
        padding, *others = conv.way
        rest = conv.rest(ctx.size, slope.shape[2:])
        short = slope.to(conv.slope_type).contiguous(memory_format=torch.channels_last)
        found = torch.ops.mkldnn._convolution_transpose_pointwise(
            short, conv.weight_back, None, padding, rest, *others, 1, "none", [], ""
        )
        return found.to(slope.dtype), None


def _has_bfloat16():
    return bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def _sizes(model, convolutions, pictures):
    """{convolution: the size of what it takes}, of those that are called."""
    sizes = {}

    def before_convolution(conv, inputs):
        sizes[conv] = inputs[0].shape

    hooks = [conv.register_forward_pre_hook(before_convolution) for conv in convolutions]
    try:
        with torch.no_grad():
            model(pictures)
    finally:
        for hook in hooks:
            hook.remove()
    return sizes


def _is_plain(conv):
    return conv.groups == 1 and conv.padding_mode == "zeros" and not isinstance(conv.padding, str)


def _exchange(model, instead):
    """Put modules where others are ({module: its successor})."""
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if child in instead:
                setattr(parent, name, instead[child])


def _answer(model, pictures):
    """(output, gradient of a fixed measure of it by the pictures)."""
    leaf = pictures.detach().requires_grad_()
    output = model(leaf)
    measure = torch.linspace(-1, 1, output.numel()).reshape(output.shape)
    return output.detach(), torch.autograd.grad(output, leaf, measure)[0]


def _is_alike(before, after):
    (wanted, wanted_slope), (found, found_slope) = before, after
    is_same = (found - wanted).abs().max() <= TOLERANCE * wanted.abs().max()
    cosine = torch.cosine_similarity(found_slope.flatten(), wanted_slope.flatten(), dim=0)
    return bool(is_same and cosine >= ALIKE)
