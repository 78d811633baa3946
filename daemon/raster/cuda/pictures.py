"""A scene on a GPU to pictures on it: the same call as `render`, which hands over to `draw`."""

import numpy as np
import torch
from torch.autograd.function import once_differentiable

from .launch import Given, Gradients, Painted, array_of, run_paint, run_unpaint
from .outlines import Outlines
from .placing import finish
from .replay import Recording
from .sizes import LARGEST_RAMP

__all__ = ["Outlines", "draw", "try_out"]


def draw(scene, shape, background, outlines):
    """What `render` returns. shape: layers.Shape; outlines: Outlines, or None to make them for this call.

    ValueError for a ramp above LARGEST_RAMP.
    """
    if not 1 <= shape.ramp <= LARGEST_RAMP:
        raise ValueError(f"a ramp on the GPU is 1 to {LARGEST_RAMP} px, not {shape.ramp}")
    outlines = outlines or Outlines(scene, shape, headroom=1.0)
    tensors = scene.batched()
    background = background.expand(len(tensors[0]), shape.height, shape.width, 4)
    if not outlines.chunk_count:  # nothing to draw, and a kernel wants at least one block
        return background.to(scene.points.dtype).clone()
    given = [tensor.to(torch.float32).contiguous() for tensor in (*tensors, background)]
    return _Paint.apply(*given, outlines, shape).to(scene.points.dtype)


def try_out():
    """Compile and run the smallest kernel; raises whatever Numba raises where that does not work."""
    sums = torch.ones(1, dtype=torch.int64, device="cuda")
    peak, out = torch.ones(1, device="cuda"), torch.empty(1, device="cuda")
    finish[1, 32](array_of(sums), array_of(peak), np.float32(1), np.int32(0), np.int32(0), array_of(out))
    torch.cuda.synchronize()


class _Paint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, points, fill, stroke, stroke_width, opacity, background, outlines, shape):
        given = Given(points, fill, stroke, stroke_width, opacity, background)
        ctx.save_for_backward(*given)
        ctx.outlines, ctx.shape = outlines, shape
        if not outlines.chunk_count:
            return background.clone()
        ctx.recording = _recording_of(given, outlines, shape)
        if ctx.recording:
            ctx.painted = ctx.recording.paint(given)
        else:
            ctx.painted = Painted.empty(given, outlines)
            run_paint(given, outlines, shape, ctx.painted)
        return ctx.painted.take_picture()

    @staticmethod
    @once_differentiable
    def backward(ctx, d_picture):
        given, d_picture = Given(*ctx.saved_tensors), d_picture.contiguous()
        if not ctx.outlines.chunk_count:
            return *map(torch.zeros_like, given[:-1]), d_picture, None, None
        if ctx.recording:
            return *ctx.recording.unpaint(given, ctx.painted, d_picture), None, None
        gradients = Gradients(given, ctx.outlines)
        run_unpaint(given, ctx.outlines, ctx.shape, ctx.painted, d_picture, gradients)
        return *gradients.by_argument(gradients.results, gradients.background), None, None


def _recording_of(given, outlines, shape):
    """The Recording for such a call, made when outlines are used for the third time alike; None before, and
    while the caller records a graph, which launches become part of."""
    if not given.points.is_cuda or torch.cuda.is_current_stream_capturing():
        return None
    key = len(given.points), shape.height, shape.width, shape.ramp, torch.cuda.current_stream().cuda_stream
    calls, recording = outlines.recordings.get(key, (0, None))
    if calls >= 2 and recording is None:
        recording = Recording(given, outlines, shape)
    outlines.recordings[key] = calls + 1, recording
    return recording
