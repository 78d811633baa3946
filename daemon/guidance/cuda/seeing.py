"""Views by the GPU's kernels: the same as views.Views.of computes with torch."""

import torch
from torch.autograd.function import once_differentiable

from daemon.cuda.kernels import pointer_of, pointers_of, stream_of

from . import warp


def see(images, chance, page, field):
    """[B, V + 1, 3, S, S] of images [B, 3, S, S] and chance [B, V, CHANCE], as Views.of; page: [3], field:
    [3, 2 S, 2 S]. Nothing is copied to the host, so a call can be captured in a CUDA graph."""
    return _See.apply(images.contiguous(), chance, page, field)


def try_out():
    """Make one small view with its gradient; raises whatever Numba raises where that does not work."""
    images = torch.ones(1, 3, 4, 4, device="cuda", requires_grad=True)
    plain = torch.eye(3, device="cuda").flatten()
    chance = torch.cat([plain, plain.new_zeros(2)])[None, None]
    with torch.enable_grad():
        seen = see(images, chance, plain.new_ones(3), plain.new_zeros(3, 8, 8))
        (slope,) = torch.autograd.grad(seen.sum(), images)
    found = sorted({*seen.flatten().tolist(), *slope.flatten().tolist()})
    if found != [1, 2]:
        raise RuntimeError(f"a view and its gradient are {found}")


class _See(torch.autograd.Function):
    @staticmethod
    def forward(ctx, images, chance, page, field):
        variants, views, side = len(images), chance.shape[1], images.shape[-1]
        seen = images.new_empty(variants, views + 1, 3, side, side)
        given = map(pointer_of, (images, chance, page, field))
        _launch(warp.see, views + 1, seen, *given, views, side, pointer_of(seen))
        ctx.save_for_backward(chance)
        return seen

    @staticmethod
    @once_differentiable
    def backward(ctx, slope):
        (chance,), slope = ctx.saved_tensors, slope.contiguous()
        variants, views, side = len(slope), chance.shape[1], slope.shape[-1]
        gradient = slope.new_empty(variants, 3, side, side)
        count = gradient.numel()
        room = torch.zeros(count + 1, dtype=torch.int64, device=slope.device)
        totals, given, sizes = pointers_of(room, (count, 1)), pointer_of(slope), (views, side)
        _launch(warp.unsee, views, slope, pointer_of(chance), given, *sizes, *totals)
        _launch(warp.finish, 3, slope, *totals, given, *sizes, pointer_of(gradient))
        return gradient, None, None, None


def _launch(kernel, layers, like, *arguments):
    """Run a kernel with a thread for every pixel of so many layers of each variant."""
    variants, side = like.shape[0], like.shape[-1]
    blocks = -(-side * side // warp.THREADS), layers, variants
    kernel(blocks, warp.THREADS, stream_of(like.device), *arguments)
