"""Frozen batch normalisation taken into the convolutions before it: the same numbers with less work."""

import copy
import logging

import torch
from torch import nn

log = logging.getLogger(__name__)

TOLERANCE = 1e-4  # of the largest output


@torch.no_grad()
def fold_batch_norms(model, side, device):
    """A copy of the model without the plain BatchNorm2d that take what a Conv2d has just put out.

    model: in eval mode, takes pictures [B, 3, side, side]. Gradients to the pictures stay what they were.
    The model itself comes back where there is nothing to fold, or where the copy computes something else,
    as where a convolution's output has a second use.
    """
    if not any(type(module) is nn.BatchNorm2d for module in model.modules()):
        return model
    picture = torch.rand(1, 3, side, side, device=device)
    folded = copy.deepcopy(model)
    replaced = {norm: nn.Identity() for norm in (_fold(*pair) for pair in _find_pairs(folded, picture))}
    for parent in list(folded.modules()):
        for name, child in parent.named_children():
            if child in replaced:
                setattr(parent, name, replaced[child])
    with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):  # which rounds as much
        before, after = model(picture), folded(picture)
    if (before - after).abs().max() > TOLERANCE * before.abs().max():
        log.warning("event=batch_norms_kept model=%s", type(model).__name__)
        return model
    return folded


def _find_pairs(model, picture):
    """(convolution, normalisation) that follow each other and are called once, seen in one forward pass."""
    made, pairs, calls = [], [], []

    def after_convolution(module, _, output):
        made.append((module, output))
        calls.append(module)

    def after_norm(module, inputs, _):
        calls.append(module)
        pairs.extend((conv, module) for conv, output in made if output is inputs[0])

    hooks = [
        module.register_forward_hook(after_norm if type(module) is nn.BatchNorm2d else after_convolution)
        for module in model.modules()
        if type(module) in (nn.BatchNorm2d, nn.Conv2d)
    ]
    try:
        model(picture)
    finally:
        for hook in hooks:
            hook.remove()
    return [pair for pair in pairs if all(calls.count(module) == 1 for module in pair)]


def _fold(conv, norm):
    """Gives the convolution the normalisation's scale and shift, and returns the latter."""
    scale = (norm.running_var + norm.eps).rsqrt()
    shift = -norm.running_mean * scale
    if norm.affine:
        scale, shift = scale * norm.weight, shift * norm.weight + norm.bias
    if conv.bias is not None:
        shift = shift + conv.bias * scale
    conv.weight.mul_(scale[:, None, None, None])
    conv.bias = nn.Parameter(shift, requires_grad=False)
    return norm
