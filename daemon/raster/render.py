"""The one public call: a scene to a picture, with gradients."""

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch

from .cells import boxes
from .geometry import Geometry, geometry_of, layout_of, placed, shapes_of
from .paint import paint, unpaint
from .scene import Topology
from .slots import Plan
from .vertices import pull_vertices

ACCURACY = 0.05  # px between outlines and their edges
THREADS = max(1, min(16, os.cpu_count() or 1))


def render(scene, height, width, background, *, ramp=1, accuracy=ACCURACY):
    """The picture of a scene over a background: premultiplied RGBA [height, width, 4], 0..1.

    The picture's longer side is one canvas unit. background: premultiplied RGBA, [4] or
    [height, width, 4]. ramp: px (1, 2, ...) of the box around a pixel's centre that it averages;
    1 for pictures, 2 to let a pixel feel edges that do not reach it yet. accuracy: px.

    Paths are painted in order, each its fill, then its stroke, with exact areas (DESIGN.md).
    Differentiable in points, fill, stroke, stroke_width, opacity and background: the same input
    gives the same bits. A path with a number that is not finite is not drawn. Computed in float32
    on the processor, whatever the tensors are.
    """
    shape = _Shape(scene.topology, height, width, int(ramp), accuracy)
    background = background.expand(height, width, 4)
    return _Paint.apply(
        scene.points,
        scene.fill,
        scene.stroke,
        scene.stroke_width,
        scene.opacity,
        background,
        scene.pen,
        shape,
    )


def plan_of(scene, height, width, *, ramp=1, accuracy=ACCURACY):
    """The Plan of the outlines that `render` would paint."""
    shape = _Shape(scene.topology, height, width, ramp, accuracy)
    return _outlines(*_arrays(scene), shape).plan


def _arrays(scene):
    tensors = (scene.points, scene.fill, scene.stroke, scene.stroke_width, scene.opacity, scene.pen)
    return [_array(tensor) for tensor in tensors]


@dataclass(frozen=True)
class _Shape:
    """What of a call is no tensor."""

    topology: Topology
    height: int
    width: int
    ramp: int
    accuracy: float

    @property
    def scale(self):
        return np.float32(max(self.height, self.width))


@dataclass(frozen=True)
class _Outlines:
    """A scene's outlines in px, as the kernels take them."""

    plan: Plan
    vertices: np.ndarray  # [V, 2]
    boxes: np.ndarray  # [2P, 4]
    colour: np.ndarray  # [2P, 4] straight RGBA
    opacity: np.ndarray  # [P]
    evenodd: np.ndarray  # [2P] bool
    geometry: Geometry

    @property
    def kernel_arguments(self):
        """What paint and unpaint take first."""
        plan = self.plan
        return (
            self.vertices, plan.following, plan.first, self.boxes, self.colour, self.opacity, self.evenodd,
        )  # fmt: skip


class _Paint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, points, fill, stroke, stroke_width, opacity, background, pen, shape):
        arrays = [_array(tensor) for tensor in (points, fill, stroke, stroke_width, opacity, pen)]
        outlines = _outlines(*arrays, shape)
        below = _array(background)
        picture = below.copy()
        _in_threads(lambda chunk: paint(*outlines.kernel_arguments, shape.ramp, chunk, THREADS, picture))
        ctx.kept = (outlines, below, arrays[0], shape)
        return torch.from_numpy(picture).to(points.device, points.dtype)

    @staticmethod
    def backward(ctx, d_picture):
        outlines, below, points, shape = ctx.kept
        d_background = np.empty_like(below)
        sums = [
            [np.zeros_like(each) for each in (outlines.vertices, outlines.colour, outlines.opacity)]
            for _ in range(THREADS)
        ]
        arguments = (*outlines.kernel_arguments, shape.ramp)
        pictures = (below, _array(d_picture))
        _in_threads(lambda chunk: unpaint(*arguments, chunk, THREADS, *pictures, *sums[chunk], d_background))
        d_vertices, d_colour, d_opacity = (sum(parts) for parts in zip(*sums, strict=True))
        d_points, d_half_width = np.zeros_like(points), np.zeros_like(outlines.opacity)
        indices = shape.topology.controls
        pull_vertices(outlines.plan, outlines.geometry, indices, d_vertices, d_points, d_half_width)
        gradients = (
            d_points * shape.scale,
            d_colour[0::2],
            d_colour[1::2],
            d_half_width * (0.5 * shape.scale),
            d_opacity,
            d_background,
        )
        tensors = (torch.from_numpy(np.ascontiguousarray(array)) for array in gradients)
        return *(tensor.to(d_picture.device, d_picture.dtype) for tensor in tensors), None, None


@functools.cache
def _pool():
    return ThreadPoolExecutor(THREADS, thread_name_prefix="raster")


def _in_threads(work):
    """work(chunk) for every chunk of bands at once: the kernels let go of Python's lock."""
    others = _pool().map(work, range(1, THREADS))
    work(0)
    for _ in others:
        pass


def _array(tensor):
    return tensor.detach().to("cpu", torch.float32).contiguous().numpy()


def _outlines(points, fill, stroke, stroke_width, opacity, pen, shape):
    topology = shape.topology
    points, half_width = points * shape.scale, stroke_width * (0.5 * shape.scale)
    drawable = _drawable(topology, points, fill, stroke, half_width, opacity, pen)
    geometry = geometry_of(topology, points, half_width, pen, drawable)
    layout, _ = layout_of(topology, shapes_of([geometry]), topology.paint * drawable, shape.accuracy)
    plan, vertices = placed(layout, geometry)
    cells = (shape.height + shape.ramp - 1, shape.width + shape.ramp - 1)
    colour = np.stack([fill, stroke], 1).reshape(-1, 4)
    return _Outlines(
        plan=plan,
        vertices=vertices,
        boxes=boxes(vertices, plan.first, np.float32(0.5 * (shape.ramp - 1)), *cells),
        colour=colour,
        opacity=opacity,
        evenodd=np.repeat(topology.stroke_style[:, 0] == 1, 2) & (np.arange(len(colour)) % 2 == 0),
        geometry=geometry,
    )


def _drawable(topology, points, fill, stroke, half_width, opacity, pen):
    """[P] bool: paths whose numbers are all finite."""
    numbers = [fill, stroke, half_width[:, None], opacity[:, None], pen.reshape(-1, 4)]
    drawable = np.isfinite(np.concatenate(numbers, 1)).all(1)
    is_finite = np.isfinite(points).all(1)
    drawable[topology.segment_path[~is_finite[topology.controls].all(1)]] = False
    return drawable
