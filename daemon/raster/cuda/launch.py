"""Launches the kernels on torch's tensors and current stream: no copy to the host and no waiting, so that
what is done here can be captured in a CUDA graph."""

from typing import NamedTuple

import numpy as np
import torch
from numba import cuda

from .backward import unpaint
from .forward import paint
from .placing import bound, finish, place, pull
from .sizes import CHUNK, PAINT, SIDE, THREADS


class Given(NamedTuple):
    """Tensors of a call, all float32, contiguous and on one device."""

    points: torch.Tensor  # [B, N, 2]
    fill: torch.Tensor  # [B, P, 4]
    stroke: torch.Tensor  # [B, P, 4]
    stroke_width: torch.Tensor  # [B, P]
    opacity: torch.Tensor  # [B, P]
    background: torch.Tensor  # [B, H, W, 4]


class Painted:
    """A picture and what its way back needs, as parts of one tensor, `memory`."""

    def __init__(self, memory, shapes):
        """memory: float32, or None for a new one. shapes: of the parts."""
        sizes = [int(np.prod(shape)) for shape in shapes]
        self.memory, self.shapes = memory, shapes
        parts = [part.view(shape) for part, shape in zip(memory.split(sizes), shapes, strict=True)]
        self.picture, self.vertices, self.chunk_boxes, self.path_boxes, self.passed = parts[:5]
        self.dimmed = parts[5].view(torch.int32)

    def take_picture(self):
        """The picture, which this then no longer holds: as an output it holds what leads back to this."""
        picture, self.picture = self.picture, None
        return picture

    @classmethod
    def empty(cls, given, outlines):
        """Room for what `run_paint` makes."""
        variants, picture = len(given.points), given.background.shape
        shapes = (
            picture,
            (variants, outlines.chunk_count, CHUNK, 2),
            (variants, outlines.chunk_count, 4),
            (variants, outlines.path_count, 4),
            picture[:3],
            picture[:3],
        )
        return cls(given.points.new_empty(sum(int(np.prod(shape)) for shape in shapes)), shapes)


class Gradients:
    """Room for gradients: `results`, those by points, widths and paints in one tensor, and `background`."""

    def __init__(self, given, outlines):
        variants, paths = len(given.points), outlines.path_count
        self._shapes = (tuple(given.points.shape), (variants, paths), (variants, paths, PAINT))
        self._sizes = [int(np.prod(shape)) for shape in self._shapes]
        vertices = (variants, outlines.chunk_count, CHUNK, 2)
        total = sum(self._sizes) + int(np.prod(vertices))
        self.sums = torch.zeros(total, dtype=torch.int64, device=given.points.device)
        parts = self.sums.split([*self._sizes, total - sum(self._sizes)])
        views = (part.view(shape) for part, shape in zip(parts, (*self._shapes, vertices), strict=True))
        self.points, self.width, self.paints, self.vertices = views
        self.results = given.points.new_empty(sum(self._sizes))
        self.background = torch.empty_like(given.background)

    def by_argument(self, results, background):
        """Gradients in the order of Given. results, background: those here, or copies."""
        parts = results.split(self._sizes)
        points, width, paints = (part.view(shape) for part, shape in zip(parts, self._shapes, strict=True))
        return Given(points, paints[..., :4], paints[..., 4:8], width, paints[..., 8], background)


def array_of(tensor):
    """A tensor's memory as the kernels take it."""
    return cuda.as_cuda_array(tensor.detach(), sync=False)


def stream_of(device):
    """torch's current stream as the kernels take it."""
    return cuda.external_stream(torch.cuda.current_stream(device).cuda_stream)


def run_paint(given, outlines, shape, painted):
    """Fill `painted`. shape: layers.Shape."""
    variants, stream = len(given.points), stream_of(given.points.device)
    points, fill, stroke, width, opacity, background = map(array_of, given)
    boxes, path_boxes, vertices = map(array_of, (painted.chunk_boxes, painted.path_boxes, painted.vertices))
    shift = np.float32(0.5 * (shape.ramp - 1))
    place[(_blocks(outlines.chunk_count * CHUNK), variants), THREADS, stream](
        *outlines.placing, points, width, shape.scale, shift, vertices, boxes
    )
    bound[(_blocks(outlines.path_count * 32), variants), THREADS, stream](
        outlines.layers, boxes, fill, stroke, width, opacity, path_boxes
    )
    paint[(*_tiles(shape), variants), THREADS, stream](
        vertices, boxes, path_boxes, outlines.layers, fill, stroke, opacity, outlines.evenodd, background,
        np.int32(shape.ramp), *map(array_of, (painted.picture, painted.passed, painted.dimmed)),
    )  # fmt: skip


def run_unpaint(given, outlines, shape, painted, d_picture, gradients):
    """Fill the results and the background of `gradients`, whose sums are 0. d_picture: [B, H, W, 4]."""
    variants, stream = len(given.points), stream_of(given.points.device)
    points, fill, stroke, width, opacity, background = map(array_of, given)
    peak = array_of(torch.linalg.vector_norm(d_picture, torch.inf).reshape(1))
    d_vertices = array_of(gradients.vertices)
    unpaint[(*_tiles(shape), variants), THREADS, stream](
        *map(array_of, (painted.vertices, painted.chunk_boxes, painted.path_boxes)), outlines.layers, fill,
        stroke, opacity, outlines.evenodd, background, np.int32(shape.ramp),
        *map(array_of, (painted.passed, painted.dimmed, d_picture)), peak, d_vertices,
        *map(array_of, (gradients.paints, gradients.background)),
    )  # fmt: skip
    pull[(_blocks(outlines.chunk_count * CHUNK), variants), THREADS, stream](
        *outlines.placing, points, width, shape.scale, d_vertices,
        *map(array_of, (gradients.points, gradients.width)),
    )  # fmt: skip
    finish[_blocks(len(gradients.results)), THREADS, stream](
        array_of(gradients.sums), peak, shape.scale, np.int32(gradients.points.numel()),
        np.int32(gradients.width.numel()), array_of(gradients.results),
    )  # fmt: skip


def _blocks(count):
    return -(-count // THREADS)


def _tiles(shape):
    """(how many tiles make a row, how many rows there are)."""
    inner = SIDE + 1 - shape.ramp
    return -(-shape.width // inner), -(-shape.height // inner)
