"""The one public call: a scene to a picture, with gradients."""

from dataclasses import dataclass

import numba
import numpy as np
import torch

from .outline import Plan, plan_outlines
from .cells import boxes
from .paint import paint, unpaint
from .scene import Topology
from .vertices import place_vertices, pull_vertices

ACCURACY = 0.05  # px between outlines and their edges


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
    evenodd: np.ndarray  # [2P] bool
    geometry: tuple  # what place_vertices and pull_vertices take between plan and output


class _Paint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, points, fill, stroke, stroke_width, opacity, background, pen, shape):
        arrays = [_array(tensor) for tensor in (points, fill, stroke, stroke_width, opacity, pen)]
        outlines = _outlines(*arrays, shape)
        below = _array(background)
        picture = below.copy()
        paint(outlines.vertices, outlines.plan.following, outlines.plan.first, outlines.boxes,
              outlines.colour, arrays[4], outlines.evenodd, shape.ramp, numba.get_num_threads(), picture)  # fmt: skip
        ctx.kept = (outlines, below, arrays, shape)
        return torch.from_numpy(picture).to(points.device, points.dtype)

    @staticmethod
    def backward(ctx, d_picture):
        outlines, below, (points, _, _, _, opacity, _), shape = ctx.kept
        plan, threads = outlines.plan, numba.get_num_threads()
        d_vertices = np.zeros((threads, *outlines.vertices.shape), np.float32)
        d_colour = np.zeros((threads, *outlines.colour.shape), np.float32)
        d_opacity = np.zeros((threads, *opacity.shape), np.float32)
        d_background = np.empty_like(below)
        unpaint(outlines.vertices, plan.following, plan.first, outlines.boxes, outlines.colour,
                opacity, outlines.evenodd, shape.ramp, threads, below, _array(d_picture),
                d_vertices, d_colour, d_opacity, d_background)  # fmt: skip
        d_points, d_half_width = np.zeros_like(points), np.zeros(len(opacity), np.float32)
        pull_vertices(
            plan, *outlines.geometry, shape.topology.controls, d_vertices.sum(0), d_points, d_half_width
        )
        d_colour = d_colour.sum(0)
        gradients = (
            d_points * shape.scale,
            d_colour[0::2],
            d_colour[1::2],
            d_half_width * (0.5 * shape.scale),
            d_opacity.sum(0),
            d_background,
        )
        tensors = (torch.from_numpy(np.ascontiguousarray(array)) for array in gradients)
        return *(tensor.to(d_picture.device, d_picture.dtype) for tensor in tensors), None, None


def _array(tensor):
    return tensor.detach().to("cpu", torch.float32).contiguous().numpy()


def _outlines(points, fill, stroke, stroke_width, opacity, pen, shape):
    topology = shape.topology
    controls = points[topology.controls] * shape.scale
    half_width = stroke_width * (0.5 * shape.scale)
    segment_path = topology.segment_path
    visible = _drawable(controls, segment_path, fill, stroke, half_width, opacity, pen)
    controls[~visible[segment_path]] = 0
    paints = topology.paint * visible
    pen_inverse = _inverses(pen)
    plan = Plan(*plan_outlines(
        controls, topology.is_line, topology.fill_only, topology.subpath_first, topology.subpath_closed,
        topology.path_first, paints, half_width, pen_inverse, topology.stroke_style, np.float32(shape.accuracy),
    ))  # fmt: skip
    geometry = (controls, topology.is_line, segment_path, half_width, pen, pen_inverse)
    vertices = np.empty((len(plan.t), 2), np.float32)
    place_vertices(plan, *geometry, vertices)
    cells = (shape.height + shape.ramp - 1, shape.width + shape.ramp - 1)
    colour = np.stack([fill, stroke], 1).reshape(-1, 4)
    return _Outlines(
        plan=plan,
        vertices=vertices,
        boxes=boxes(vertices, plan.first, np.float32(0.5 * (shape.ramp - 1)), *cells),
        colour=colour,
        evenodd=np.repeat(topology.stroke_style[:, 0] == 1, 2) & (np.arange(len(colour)) % 2 == 0),
        geometry=geometry,
    )


def _drawable(controls, segment_path, fill, stroke, half_width, opacity, pen):
    """[P] bool: paths whose numbers are all finite."""
    finite = np.isfinite(
        np.concatenate([fill, stroke, half_width[:, None], opacity[:, None], pen.reshape(-1, 4)], 1)
    )
    drawable = finite.all(1)
    drawable[segment_path[~np.isfinite(controls).all((1, 2))]] = False
    return drawable


def _inverses(pen):
    """[P, 2, 2]; of a pen without area, the identity."""
    a, b, c, d = pen.reshape(-1, 4).T
    size = a * d - b * c
    usable = np.isfinite(size) & (np.abs(size) > 1e-12)
    inverse = np.stack([d, -b, -c, a], 1) / np.where(usable, size, 1)[:, None]
    inverse[~usable] = (1, 0, 0, 1)
    return inverse.reshape(-1, 2, 2).astype(np.float32)
