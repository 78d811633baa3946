"""Launches the kernels on torch's tensors and current stream: no copy to the host and no waiting, so a call
can be captured in a CUDA graph."""

import functools
import math

import torch
from numba import cuda
from torch.autograd.function import once_differentiable

from .backward import unpaint
from .fixed import begin
from .forward import paint
from .memory import Found, Given, Placed, Shown, Size, Totals
from .placing import place
from .pulling import pull
from .sizes import CHUNK, PAINT, PATH_THREADS, PEAKS, SIDE, THREADS


def pointer_of(tensor):
    """A contiguous tensor's memory as the kernels take it."""
    return tensor.data_ptr()


def stream_of(device):
    """torch's current stream as the kernels take it."""
    return _stream(torch.cuda.current_stream(device).cuda_stream)


@functools.lru_cache(maxsize=16)
def _stream(handle):
    return cuda.external_stream(handle)


class Call:
    """What follows from the numbers of a call: grids of blocks, and how many numbers there are of what."""

    def __init__(self, size, variants):
        inner, paths = SIDE + 1 - size.ramp, variants * size.paths
        chunks, numbers = variants * size.chunks, 2 * variants * size.points
        self.paths = (size.paths, variants)
        self.tiles = (-(-size.width // inner), -(-size.height // inner), variants)
        self.picture = (variants, size.height, size.width, 4)
        pixels = math.prod(self.picture[:3])
        self.work = (2 * CHUNK * chunks, 4 * chunks, 4 * paths, pixels, pixels)  # Placed, Shown
        self.totals = (numbers, paths, PAINT * paths, 2 * CHUNK * chunks)
        self.found = (PEAKS, numbers, paths, 4 * paths, 4 * paths, paths)  # peaks, Found


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
        ctx.outlines, ctx.size, ctx.call = outlines, size, call_of(size, variants)
        picture = background.new_empty(ctx.call.picture)
        if not size.paths:  # nothing to draw, and a kernel wants at least one block
            ctx.save_for_backward(*tensors)
            return picture.copy_(background)
        work = points.new_empty(sum(ctx.call.work))
        ctx.save_for_backward(*tensors, work)
        given, placed, shown = _pointers(tensors, work, ctx.call)
        slots, shades, stream = outlines.slots, outlines.shades, stream_of(points.device)
        place[ctx.call.paths, PATH_THREADS, stream](
            slots, given, size, outlines.kept, placed, pointer_of(outlines.outgrown)
        )
        paint[ctx.call.tiles, THREADS, stream](slots, shades, given, placed, size, pointer_of(picture), shown)
        return picture

    @staticmethod
    @once_differentiable
    def backward(ctx, d_picture):
        outlines, size, call = ctx.outlines, ctx.size, ctx.call
        wants_background, d_picture = ctx.needs_input_grad[5], d_picture.contiguous()
        if not size.paths:
            zeros = map(torch.zeros_like, ctx.saved_tensors[:5])
            return *zeros, d_picture if wants_background else None, None, None, None
        *tensors, work = ctx.saved_tensors
        d_background = torch.empty_like(d_picture) if wants_background else None
        sums = work.new_empty(sum(call.totals), dtype=torch.int64)
        peaks, *gradients = work.new_empty(sum(call.found)).split(call.found)
        given, placed, shown = _pointers(tensors, work, call)
        totals, found = Totals(*map(pointer_of, sums.split(call.totals))), Found(*map(pointer_of, gradients))
        slots, shades, stream = outlines.slots, outlines.shades, stream_of(work.device)
        slope, peaks = pointer_of(d_picture), pointer_of(peaks)
        below = pointer_of(d_background) if wants_background else slope
        begin[PEAKS, THREADS, stream](slope, d_picture.numel(), peaks, pointer_of(sums), sums.numel())
        unpaint[call.tiles, THREADS, stream](
            slots, shades, given, placed, size, shown, slope, peaks, totals, below, int(wants_background)
        )
        pull[call.paths, PATH_THREADS, stream](slots, given, size, peaks, totals, found)
        gradients = [part.view(tensor.shape) for part, tensor in zip(gradients, tensors, strict=False)]
        return *gradients, d_background, None, None, None


def _pointers(tensors, work, call):
    """(Given, Placed, Shown) of a call's tensors and the memory that it works in."""
    parts = [pointer_of(part) for part in work.split(call.work)]
    return Given(*map(pointer_of, tensors)), Placed(*parts[:3]), Shown(*parts[3:])
