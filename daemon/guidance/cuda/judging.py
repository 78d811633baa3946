"""Embeddings of unit length, and what an Objective says of them, in few launches each way."""

import torch
from torch.autograd.function import once_differentiable

from daemon.cuda.kernels import pointer_of, stream_of
from daemon.cuda.warps import LANES

from . import naming


def unit(embeddings):
    """Embeddings [B, D] float32 on a GPU, divided by their lengths. Waits for nothing."""
    return _Unit.apply(embeddings)


def judge(embeddings, texts, others, weights, scale):
    """(losses [...], likeness [...] without a gradient) of unit embeddings [..., D] float32 on a GPU, as
    Objective says them. texts: [D, K], the T targets first. others: [T, K], 0 or -inf. weights: [4, T], of
    naming.judge. scale: logits per unit of cosine. Waits for nothing."""
    losses, likeness = _Judged.apply(embeddings.flatten(0, -2), texts, others, weights, scale)
    return losses.view(embeddings.shape[:-1]), likeness.view(embeddings.shape[:-1])


class _Unit(torch.autograd.Function):
    @staticmethod
    def forward(ctx, embeddings):
        embeddings = embeddings.contiguous()
        rows, width = embeddings.shape
        found, length = torch.empty_like(embeddings), embeddings.new_empty(rows)
        _launch(naming.lengthen, found, pointer_of(embeddings), width, *map(pointer_of, (found, length)))
        ctx.save_for_backward(found, length)
        return found

    @staticmethod
    @once_differentiable
    def backward(ctx, slope):
        (made, length), slope = ctx.saved_tensors, slope.contiguous()
        found = torch.empty_like(made)
        given = map(pointer_of, (slope, made, length))
        _launch(naming.pull, found, *given, made.shape[1], pointer_of(found))
        return found


class _Judged(torch.autograd.Function):
    @staticmethod
    def forward(ctx, embeddings, texts, others, weights, scale):
        cosines = embeddings @ texts
        losses, likeness = cosines.new_empty(2, len(cosines)).unbind()
        slopes = torch.empty_like(cosines)
        given, made = (cosines, others, weights), (losses, likeness, slopes)
        _launch(naming.judge, cosines, *map(pointer_of, given), scale, *others.shape, *map(pointer_of, made))
        ctx.save_for_backward(slopes, texts)
        ctx.mark_non_differentiable(likeness)
        return losses, likeness

    @staticmethod
    @once_differentiable
    def backward(ctx, d_losses, _):
        slopes, texts = ctx.saved_tensors
        return (slopes * d_losses[:, None]) @ texts.T, None, None, None, None


def try_out():
    """Judge two small embeddings; raises whatever Numba raises where that does not work."""
    given = torch.tensor([[3.0, 4.0], [0.0, 2.0]], device="cuda", requires_grad=True)
    texts, weights = torch.eye(2, device="cuda"), torch.ones(4, 1, device="cuda")
    with torch.enable_grad():
        losses, likeness = judge(unit(given), texts, texts.new_zeros(1, 2), weights, 1.0)
        (slope,) = torch.autograd.grad(losses.sum(), given)
    found = [*likeness.tolist(), *slope.sum(1).tolist()]
    if max(abs(one - other) for one, other in zip(found, [0.6, 0.0, -0.0308, -0.3655], strict=True)) > 0.001:
        raise RuntimeError(f"likeness and gradients are {found}")


def _launch(kernel, rows, *arguments):
    kernel(len(rows), LANES, stream_of(rows.device), *arguments)
