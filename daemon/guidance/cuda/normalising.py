"""Tokens to which something is added before they are normalised, in one launch each way."""

import torch
from torch.autograd.function import once_differentiable

from daemon.cuda.kernels import pointer_of, stream_of
from daemon.cuda.warps import LANES

from .norms import WARPS, add_and_norm, pull

PADDING = 8  # numbers that follow those of a token: a 1, which biases are multiplied with, and zeros


def add_norm(tokens, added, bias, norm):
    """(tokens + added + bias, the same normalised and followed by PADDING).

    tokens: [..., W] bfloat16 on a GPU; W is even. added: the same, or None: nothing is added. bias: [W].
    norm: (weight [W], shift [W], what is added to variances). Differentiable in tokens and what is added.
    Waits for nothing.
    """
    return _AddNorm.apply(tokens, added, bias, norm)


class _AddNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, tokens, added, bias, norm):
        weight, shift, least = norm
        tokens = tokens.contiguous()
        *shape, width = tokens.shape
        rows = tokens.numel() // width
        other = tokens if added is None else added.contiguous()
        moved, seen = torch.empty_like(tokens), tokens.new_empty(*shape, width + PADDING)
        scale = torch.empty(rows, 2, device=tokens.device)
        sizes = int(added is not None), rows, width // 2, PADDING // 2
        given = map(pointer_of, (tokens, other, bias, weight, shift))
        made = map(pointer_of, (moved, seen, scale))
        _launch(add_and_norm, rows, tokens, *given, *sizes, least, *made)
        ctx.save_for_backward(moved, weight, scale)
        ctx.set_materialize_grads(False)
        ctx.adds = added is not None
        return moved, seen

    @staticmethod
    @once_differentiable
    def backward(ctx, d_moved, d_seen):
        moved, weight, scale = ctx.saved_tensors
        if d_seen is None:
            return d_moved, d_moved if ctx.adds else None, None, None
        d_seen, slope = d_seen.contiguous(), torch.empty_like(moved)
        other = moved if d_moved is None else d_moved.contiguous()
        width, rows = moved.shape[-1], len(scale)
        sizes = int(d_moved is not None), rows, width // 2, PADDING // 2
        given = map(pointer_of, (d_seen, other, moved, weight, scale))
        _launch(pull, rows, moved, *given, *sizes, pointer_of(slope))
        return slope, slope if ctx.adds else None, None, None


def try_out():
    """Normalise a small token with its gradient; raises whatever Numba raises where that does not work."""
    weight = torch.ones(4, dtype=torch.bfloat16, device="cuda")
    tokens = torch.tensor([[1.0, 2.0, 3.0, 6.0]], device="cuda").bfloat16().requires_grad_()
    with torch.enable_grad():
        _, seen = add_norm(tokens, tokens, weight, (weight, weight, 1e-5))
        (slope,) = torch.autograd.grad(seen[0, 0], tokens)
    found = [*seen[0].tolist(), *slope[0].tolist()]
    wanted = torch.nn.functional.layer_norm(2 * tokens + 1, (4,), weight, weight)
    (wanted_slope,) = torch.autograd.grad(wanted[0, 0], tokens)
    wanted = [*wanted[0].tolist(), 1, *[0] * (PADDING - 1), *wanted_slope[0].tolist()]
    if max(abs(one - other) for one, other in zip(found, wanted, strict=True)) > 0.05:
        raise RuntimeError(f"a token and its gradient are {found}")


def _launch(kernel, rows, like, *arguments):
    kernel(-(-rows // WARPS), (LANES, WARPS), stream_of(like.device), *arguments)
