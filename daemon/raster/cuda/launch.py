"""Launches the kernels on torch's tensors and current stream: no copy to the host and no waiting, so a call
can be captured in a CUDA graph."""

import functools
import math

import torch
from torch.autograd.function import once_differentiable

from daemon.cuda.kernels import pointer_of, pointers_of, stream_of

from .backward import unpaint
from .fixed import begin
from .forward import paint
from .memory import Found, Given, Placed, Shown, Size, Totals
from .placing import place
from .pulling import pull
from .sizes import CHUNK, PAINT, PATH_THREADS, PEAKS, SIDE, THREADS


class Call:
    """What follows from the numbers of a call: grids of blocks, and how many numbers there are of what."""

    def __init__(self, size, variants):
        inner, paths = SIDE + 1 - size.ramp, variants * size.paths
        chunks, numbers = variants * size.chunks, 2 * variants * size.points
        self.paths = (size.paths, variants)
        self.tiles = (-(-size.width // inner), -(-size.height // inner), variants)
        self.picture = (variants, size.height, size.width, 4)
        pixels = math.prod(self.picture[:3])
        self.work = (2 * CHUNK * chunks, 4 * chunks, 4 * paths, pixels, pixels, PEAKS)  # Placed, Shown, peaks
        self.totals = (numbers, paths, PAINT * paths, 2 * CHUNK * chunks)


call_of = functools.lru_cache(maxsize=64)(Call)


class PaintOnGpu(torch.autograd.Function):
    """(points [N, 2], stroke_width [P], fill, stroke [P, 4], opacity [P], background [B, H, W, 4], B,
    Outlines, layers.Shape) to pictures [B, H, W, 4]. The tensors are float32, contiguous and on one device;
    those before the background have a leading dimension B unless that is 1. A background without a gradient
    may be [4]."""

    @staticmethod
    def forward(ctx, points, stroke_width, fill, stroke, opacity, background, variants, outlines, shape):
        tensors = points, stroke_width, fill, stroke, opacity, background
        size = Size(
            points.shape[-2], outlines.path_count, outlines.room, shape.height, shape.width, shape.ramp,
            0 if background.dim() == 1 else 4, shape.scale, shape.accuracy,
        )  # fmt: skip
        ctx.outlines, ctx.plan, ctx.size, ctx.call = outlines, outlines.plans, size, call_of(size, variants)
        picture = background.new_empty(ctx.call.picture)
        if not size.paths:  # nothing to draw, and a kernel wants at least one block
            ctx.save_for_backward(*tensors)
            return picture.copy_(background)
        work = points.new_empty(sum(ctx.call.work))
        ctx.save_for_backward(*tensors, work)
        given, placed, shown, _ = _pointers(tensors, work, ctx.call)
        slots, shades, stream = outlines.slots, outlines.shades, stream_of(points.device)
        outgrown = pointer_of(outlines.outgrown)
        place(ctx.call.paths, PATH_THREADS, stream, slots, given, size, outlines.kept, placed, outgrown)
        target = pointer_of(picture)
        paint(ctx.call.tiles, THREADS, stream, slots, shades, given, placed, size, target, shown)
        return picture

    @staticmethod
    @once_differentiable
    def backward(ctx, d_picture):
        outlines, size, call = ctx.outlines, ctx.size, ctx.call
        wants_background, d_picture = ctx.needs_input_grad[5], d_picture.contiguous()
        if not size.paths:
            zeros = map(torch.zeros_like, ctx.saved_tensors[:5])
            return *zeros, d_picture if wants_background else None, None, None, None
        if outlines.plans != ctx.plan:
            raise RuntimeError("the outlines were planned anew since the picture was drawn")
        *tensors, work = ctx.saved_tensors
        d_background = torch.empty_like(d_picture) if wants_background else None
        sums = work.new_empty(sum(call.totals), dtype=torch.int64)
        gradients = [torch.empty_like(tensor) for tensor in tensors[:5]]
        given, placed, shown, peaks = _pointers(tensors, work, call)
        totals, found = Totals(*pointers_of(sums, call.totals)), Found(*map(pointer_of, gradients))
        slots, shades, stream = outlines.slots, outlines.shades, stream_of(work.device)
        slope = pointer_of(d_picture)
        below = pointer_of(d_background) if wants_background else slope
        begin(PEAKS, THREADS, stream, slope, d_picture.numel(), peaks, pointer_of(sums), sums.numel())
        drawing = slots, shades, given, placed, size, shown
        unpaint(call.tiles, THREADS, stream, *drawing, slope, peaks, totals, below, int(wants_background))
        pull(call.paths, PATH_THREADS, stream, slots, given, size, peaks, totals, found)
        return *gradients, d_background, None, None, None


def _pointers(tensors, work, call):
    """(Given, Placed, Shown, to peaks) of a call's tensors and the memory that it works in."""
    *placed, passed, dimmed, peaks = pointers_of(work, call.work)
    return Given(*map(pointer_of, tensors)), Placed(*placed), Shown(passed, dimmed), peaks
