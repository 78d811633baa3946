"""A frozen model on a processor, as its kernels want it: the same numbers in less time."""

import logging

import torch
from torch import nn

from .convolutions import LaidOutConvolution
from .residual import LaidOutBlock, is_plain_block

log = logging.getLogger(__name__)

PICTURES = 5  # as many as are usually judged at once: layouts are chosen for them, and serve any number
FEWEST = 2  # convolutions
TOLERANCE = 1e-4  # of the largest output
ALIKE = 0.99  # cosine between gradients, at least


def lay_out_convolutions(model, side):
    """Replace the plain Conv2d and residual blocks of a model on the CPU, in place; whether that was done.

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
    exchanges = []
    try:
        blocks = [module for module in model.modules() if is_plain_block(module, sizes)]
        inner = {conv for block in blocks for conv in (block.conv1, block.conv2)}
        exchanges += [
            {block: LaidOutBlock(block, sizes) for block in blocks},
            {conv: LaidOutConvolution(conv, size) for conv, size in sizes.items() if conv not in inner},
        ]
        for each in exchanges:
            _exchange(model, each)
        if _is_alike(before, _answer(model, pictures)):
            return True
        reason = "differs"
    except (RuntimeError, AttributeError) as error:  # oneDNN refuses, or this torch is built without it
        reason = str(error).splitlines()[0]
    for each in reversed(exchanges):
        _exchange(model, {own: module for module, own in each.items()})
    log.warning("event=convolutions_kept model=%s reason=%s", type(model).__name__, reason)
    return False


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
