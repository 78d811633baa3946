"""Views by the GPU's kernels: the same as views.Views.of computes with torch."""

import torch
from numba import cuda
from torch.autograd.function import once_differentiable

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
        see(images, chance, plain.new_ones(3), plain.new_zeros(3, 8, 8)).sum().backward()
    torch.cuda.synchronize()


class _See(torch.autograd.Function):
    @staticmethod
    def forward(ctx, images, chance, page, field):
        variants, views, side = len(images), chance.shape[1], images.shape[-1]
        seen = images.new_empty(variants, views + 1, 3, side, side)
        _launch(warp.see, views + 1, seen, images, chance, page, field, seen)
        ctx.save_for_backward(chance)
        return seen

    @staticmethod
    @once_differentiable
    def backward(ctx, slope):
        (chance,) = ctx.saved_tensors
        slope = slope.contiguous()
        variants, side = len(slope), slope.shape[-1]
        gradient = slope.new_empty(variants, 3, side, side)
        room = torch.zeros(gradient.numel() + 1, dtype=torch.int64, device=slope.device)
        sums, is_lost = room[:-1].view_as(gradient), room[-1:]
        _launch(warp.unsee, chance.shape[1], slope, chance, slope, sums, is_lost)
        _launch(warp.finish, 3, slope, sums, is_lost, slope, gradient)
        return gradient, None, None, None


def _launch(kernel, layers, like, *tensors):
    """Run a kernel with a thread for every pixel of so many layers of each variant."""
    variants, side = like.shape[0], like.shape[-1]
    blocks = -(-side * side // warp.THREADS), layers, variants
    kernel[blocks, warp.THREADS, stream_of(like.device)](*map(array_of, tensors))


def array_of(tensor):
    """A tensor's memory as the kernels take it."""
    return cuda.as_cuda_array(tensor.detach(), sync=False)


def stream_of(device):
    """torch's current stream as the kernels take it."""
    return cuda.external_stream(torch.cuda.current_stream(device).cuda_stream)
