"""Launches the kernels on torch's tensors and current stream: no copy to the host and no waiting, so a call
can be captured in a CUDA graph."""

import numpy as np
import torch
from numba import cuda
from torch.autograd.function import once_differentiable

from .backward import unpaint
from .forward import paint
from .placing import bound, finish, place, pull
from .sizes import CHUNK, PAINT, SIDE, THREADS


def array_of(tensor):
    """A tensor's memory as the kernels take it."""
    return cuda.as_cuda_array(tensor.detach(), sync=False)


def stream_of(device):
    """torch's current stream as the kernels take it."""
    return cuda.external_stream(torch.cuda.current_stream(device).cuda_stream)


def _blocks(count):
    return -(-count // THREADS)


def _tiles(shape):
    """(how many tiles make a row, how many a picture)."""
    inner = SIDE + 1 - shape.ramp
    across = -(-shape.width // inner)
    return np.int32(across), across * -(-shape.height // inner)


class PaintOnGpu(torch.autograd.Function):
    """(points [B, N, 2], fill, stroke [B, P, 4], stroke_width, opacity [B, P], background [B, H, W, 4],
    Outlines, layers.Shape) to pictures [B, H, W, 4]. All float32, contiguous and on one device."""

    @staticmethod
    def forward(ctx, points, fill, stroke, stroke_width, opacity, background, outlines, shape):
        ctx.outlines, ctx.shape = outlines, shape
        given = points, stroke_width, fill, stroke, opacity, background
        if not outlines.chunk_count:  # nothing to draw, and a kernel wants at least one block
            ctx.save_for_backward(*given)
            return background.clone()
        variants, chunks, paths = len(points), outlines.chunk_count, outlines.path_count
        across, tiles = _tiles(shape)
        shift = np.float32(0.5 * (shape.ramp - 1))
        vertices = points.new_empty(variants, chunks, CHUNK, 2)
        chunk_boxes = points.new_empty(variants, chunks, 4)
        path_boxes = points.new_empty(variants, paths, 4)
        picture = torch.empty_like(background)
        passed = points.new_empty(picture.shape[:3])
        dimmed = torch.empty_like(passed, dtype=torch.int32)
        made = vertices, chunk_boxes, path_boxes, passed, dimmed
        stream = stream_of(points.device)
        points_, width_, fill_, stroke_, opacity_, background_ = map(array_of, given)
        vertices_, chunk_boxes_, path_boxes_, passed_, dimmed_ = map(array_of, made)

        place[(_blocks(chunks * CHUNK), variants), THREADS, stream](
            *outlines.placing, points_, width_, shape.scale, shift, vertices_, chunk_boxes_
        )
        bound[(_blocks(paths * 32), variants), THREADS, stream](
            outlines.layers, chunk_boxes_, fill_, stroke_, width_, opacity_, path_boxes_
        )
        paint[(tiles, variants), THREADS, stream](
            vertices_, chunk_boxes_, path_boxes_, outlines.layers, fill_, stroke_, opacity_, outlines.evenodd,
            background_, np.int32(shape.ramp), across, array_of(picture), passed_, dimmed_,
        )  # fmt: skip
        ctx.save_for_backward(*given, *made)
        return picture

    @staticmethod
    @once_differentiable
    def backward(ctx, d_picture):
        outlines, shape = ctx.outlines, ctx.shape
        if not outlines.chunk_count:
            points, width, fill, stroke, opacity, _ = map(torch.zeros_like, ctx.saved_tensors)
            return points, fill, stroke, width, opacity, d_picture, None, None
        across, tiles = _tiles(shape)
        points, *_ = tensors = ctx.saved_tensors
        points_, width_, fill_, stroke_, opacity_, background_, *made_ = map(array_of, tensors)
        vertices_, chunk_boxes_, path_boxes_, passed_, dimmed_ = made_
        d_picture = d_picture.contiguous()
        peak = torch.linalg.vector_norm(d_picture, torch.inf).reshape(1)
        sums = _Sums(points, outlines)
        d_background = torch.empty_like(d_picture)
        stream, variants = stream_of(points.device), len(points)
        peak_ = array_of(peak)

        unpaint[(tiles, variants), THREADS, stream](
            vertices_, chunk_boxes_, path_boxes_, outlines.layers, fill_, stroke_, opacity_, outlines.evenodd,
            background_, np.int32(shape.ramp), across, passed_, dimmed_,
            array_of(d_picture), peak_, array_of(sums.vertices), array_of(sums.paints),
            array_of(d_background),
        )  # fmt: skip
        pull[(_blocks(outlines.chunk_count * CHUNK), variants), THREADS, stream](
            *outlines.placing, points_, width_, shape.scale,
            array_of(sums.vertices), array_of(sums.points), array_of(sums.width),
        )  # fmt: skip
        gradients = sums.empty_results()
        finish[_blocks(len(gradients)), THREADS, stream](
            array_of(sums.all), peak_, shape.scale, np.int32(sums.points.numel()),
            np.int32(sums.width.numel()), array_of(gradients),
        )  # fmt: skip
        d_points, d_width, d_paints = sums.split(gradients)
        d_fill, d_stroke, d_opacity = d_paints[..., :4], d_paints[..., 4:8], d_paints[..., 8]
        return d_points, d_fill, d_stroke, d_width, d_opacity, d_background, None, None


class _Sums:
    """Room for gradients in fixed point, all 0: one piece of memory and its parts."""

    def __init__(self, points, outlines):
        variants, paths = len(points), outlines.path_count
        self._shapes = (tuple(points.shape), (variants, paths), (variants, paths, PAINT))
        shapes = (*self._shapes, (variants, outlines.chunk_count, CHUNK, 2))
        self._sizes = [int(np.prod(shape)) for shape in self._shapes]
        total = sum(int(np.prod(shape)) for shape in shapes)
        self.all = torch.zeros(total, dtype=torch.int64, device=points.device)
        parts = self.all.split([*self._sizes, total - sum(self._sizes)])
        views = (part.view(shape) for part, shape in zip(parts, shapes, strict=True))
        self.points, self.width, self.paints, self.vertices = views

    def empty_results(self):
        """Room for the gradients that leave: by points, widths and paints."""
        return torch.empty(sum(self._sizes), device=self.all.device)

    def split(self, results):
        """(d_points, d_width, d_paints)."""
        parts = results.split(self._sizes)
        return [part.view(shape) for part, shape in zip(parts, self._shapes, strict=True)]
