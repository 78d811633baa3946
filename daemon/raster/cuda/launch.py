"""Launches the kernels on torch's tensors and current stream: no copy to the host and no waiting, so a call
can be captured in a CUDA graph."""

import functools

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
    """The numbers of a call of `PaintOnGpu` and its grids of blocks."""

    def __init__(self, variants, points, outlines, shape):
        inner = SIDE + 1 - shape.ramp
        self.size = Size(
            points,
            outlines.path_count,
            outlines.room,
            shape.height,
            shape.width,
            shape.ramp,
            shape.scale,
            outlines.accuracy,
        )
        self.paths = (outlines.path_count, variants)
        self.tiles = (-(-shape.width // inner), -(-shape.height // inner), variants)
        chunks, paths = variants * outlines.room, variants * outlines.path_count
        numbers, pixels = 2 * variants * points, variants * shape.height * shape.width
        self.work = (2 * CHUNK * chunks, 4 * chunks, 4 * paths, pixels, pixels)  # Placed, Shown
        self.totals = (numbers, paths, PAINT * paths, 2 * CHUNK * chunks)
        self.found = (PEAKS, numbers, paths, 4 * paths, 4 * paths, paths)  # peaks, Found


class PaintOnGpu(torch.autograd.Function):
    """(points [B, N, 2], stroke_width [B, P], fill, stroke [B, P, 4], opacity [B, P], background [B, H, W,
    4], Outlines, layers.Shape) to pictures [B, H, W, 4]. All float32, contiguous and on one device."""

    @staticmethod
    def forward(ctx, points, stroke_width, fill, stroke, opacity, background, outlines, shape):
        tensors = points, stroke_width, fill, stroke, opacity, background
        call = Call(len(points), points.shape[1], outlines, shape)
        ctx.outlines, ctx.call = outlines, call
        if not outlines.path_count:  # nothing to draw, and a kernel wants at least one block
            ctx.save_for_backward(*tensors)
            return background.clone()
        picture = torch.empty_like(background)
        work = torch.empty(sum(call.work), device=points.device)
        ctx.save_for_backward(*tensors, work)
        given, placed, shown = _pointers(tensors, work, call)
        slots, shades, size, stream = outlines.slots, outlines.shades, call.size, stream_of(points.device)
        outgrown = pointer_of(outlines.outgrown)
        place[call.paths, PATH_THREADS, stream](slots, given, size, outlines.kept, placed, outgrown)
        paint[call.tiles, THREADS, stream](slots, shades, given, placed, size, pointer_of(picture), shown)
        return picture

    @staticmethod
    @once_differentiable
    def backward(ctx, d_picture):
        outlines, call = ctx.outlines, ctx.call
        *tensors, work = ctx.saved_tensors
        if not outlines.path_count:
            return *(torch.zeros_like(tensor) for tensor in tensors), d_picture, None, None
        d_picture = d_picture.contiguous()
        wants_background = ctx.needs_input_grad[5]
        d_background = torch.empty_like(d_picture) if wants_background else d_picture
        given, placed, shown = _pointers(tensors, work, call)
        sums = torch.empty(sum(call.totals), dtype=torch.int64, device=work.device)
        peaks, *gradients = torch.empty(sum(call.found), device=work.device).split(call.found)
        totals, found = Totals(*map(pointer_of, sums.split(call.totals))), Found(*map(pointer_of, gradients))
        slots, shades, size, stream = outlines.slots, outlines.shades, call.size, stream_of(work.device)
        slope, peaks = pointer_of(d_picture), pointer_of(peaks)
        begin[PEAKS, THREADS, stream](slope, d_picture.numel(), peaks, pointer_of(sums), sums.numel())
        unpaint[call.tiles, THREADS, stream](
            slots, shades, given, placed, size, shown, slope, peaks, totals, pointer_of(d_background),
            int(wants_background),
        )  # fmt: skip
        pull[call.paths, PATH_THREADS, stream](slots, given, size, peaks, totals, found)
        gradients = [part.view(tensor.shape) for part, tensor in zip(gradients, tensors, strict=False)]
        return *gradients, d_background if wants_background else None, None, None


def _pointers(tensors, work, call):
    """(Given, Placed, Shown) of a call's tensors and the memory that it works in."""
    parts = [pointer_of(part) for part in work.split(call.work)]
    return Given(*map(pointer_of, tensors)), Placed(*parts[:3]), Shown(*parts[3:])
