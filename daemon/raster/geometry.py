"""From a scene's numbers to its outlines in px: for kernels on the processor, in NumPy."""

from typing import NamedTuple

import numpy as np

from .needs import Needs, Shapes, covers, needs_of
from .outline import lay_out
from .slots import Layout, Plan
from .vertices import place_vertices


class Geometry(NamedTuple):
    """Where one variant of a scene is, in px."""

    controls: np.ndarray  # [S, 4, 2]
    is_line: np.ndarray  # [S] bool
    segment_path: np.ndarray  # [S] int32
    half_width: np.ndarray  # [P], 0 for what is not drawn
    pen: np.ndarray  # [P, 2, 2]
    pen_inverse: np.ndarray  # [P, 2, 2]
    stroke_style: np.ndarray  # [P, 4] as in a Topology

    def span(self, start, stop, segments):
        """That of paths start..stop, which are these `segments` (a slice)."""
        paths = slice(start, stop)
        return Geometry(
            self.controls[segments],
            self.is_line[segments],
            self.segment_path[segments] - np.int32(start),
            *(each[paths] for each in (self.half_width, self.pen, self.pen_inverse, self.stroke_style)),
        )


def geometry_of(topology, points, half_width, pen, drawable):
    """The Geometry of points [N, 2] and half_width [P] in px. What is not drawable ([P]) is all zeros."""
    segment_path = topology.segment_path
    controls = points[topology.controls]
    controls[~drawable[segment_path]] = 0
    return Geometry(
        controls=controls,
        is_line=topology.is_line,
        segment_path=segment_path,
        half_width=np.where(drawable, np.maximum(half_width, 0), np.float32(0)),
        pen=pen,
        pen_inverse=inverses(pen),
        stroke_style=topology.stroke_style,
    )


def shapes_of(topology, geometries, scale):
    """The Shapes of one or more variants; scale: px of a canvas unit."""
    first = geometries[0]
    return Shapes(
        controls=np.concatenate([each.controls for each in geometries]),
        is_line=first.is_line,
        half_width=np.concatenate([each.half_width for each in geometries]),
        pen_inverse=first.pen_inverse,
        dashes=topology.dashes * scale,
        dash_first=topology.dash_first,
        dash_offset=topology.dash_offset * scale,
    )


def layout_of(topology, shapes, paint, accuracy, headroom=1.0):
    """(Layout, Needs) of what `paint` says ([P], as in a Topology).

    accuracy: px between outlines and their edges. headroom: 1 for just what these shapes need; above 1 for
    a layout that lasts while bends and widths grow by up to this factor, for as long as `lasts` says.
    """
    stroked = (paint & 2) > 0
    variants = len(shapes.half_width) // max(1, len(paint))
    if headroom == 1:
        stroked &= (shapes.half_width > 0).reshape(variants, len(paint)).any(0)
    needs = _needs(topology, shapes, stroked, accuracy, headroom)
    layout = lay_out(
        needs, shapes, topology.subpath_first, topology.subpath_closed, topology.path_first,
        paint & 1 | stroked * np.uint8(2), topology.stroke_style, headroom > 1,
    )  # fmt: skip
    return Layout(*layout), needs


def lasts(topology, layout, needs, shapes, paint, accuracy):
    """Whether a Layout with its Needs, made with headroom, still has what these shapes need."""
    now = _needs(topology, shapes, (paint & 2) > 0, accuracy, 1.0)
    return bool(covers(needs, layout, now, shapes, topology.segment_path))


def _needs(topology, shapes, stroked, accuracy, headroom):
    fill_only, segment_path = topology.fill_only, topology.segment_path
    accuracy, headroom = np.float32(accuracy), np.float32(headroom)
    return Needs(*needs_of(shapes, fill_only, segment_path, stroked, accuracy, headroom))


def placed(layout, geometry):
    """(Plan, vertices [V, 2] px) of a Layout."""
    count = len(layout.following)
    plan = Plan(np.empty(count, np.int32), np.empty((count, 3), np.float32), layout.following, layout.first)
    vertices = np.empty((count, 2), np.float32)
    place_vertices(layout, geometry, plan.segment, plan.place, vertices)
    return plan, vertices


def inverses(pen):
    """[P, 2, 2]; of a pen without area, the identity."""
    a, b, c, d = pen.reshape(-1, 4).T
    size = a * d - b * c
    usable = np.isfinite(size) & (np.abs(size) > 1e-12)
    inverse = np.stack([d, -b, -c, a], 1) / np.where(usable, size, 1)[:, None]
    inverse[~usable] = (1, 0, 0, 1)
    return inverse.reshape(-1, 2, 2).astype(np.float32)
