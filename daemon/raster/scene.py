"""Paths as tensors: what changes during a run (Scene) and what never does (Topology)."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from protocol.geometry import LINE

from .gradients import Gradients


@dataclass(frozen=True)
class Topology:
    """Which points make which segment, subpath and path, and how they are painted. NumPy, on the CPU.

    Segments, subpaths and paths lie in document order. An open subpath has one more segment that
    closes it, used for filling only, as SVG fills it.
    """

    controls: np.ndarray  # [S, 4] int64, indices of points; a line has its ends twice
    is_line: np.ndarray  # [S] bool
    fill_only: np.ndarray  # [S] bool, the implicit closing lines
    subpath_first: np.ndarray  # [U + 1] int32, segments
    subpath_closed: np.ndarray  # [U] bool
    path_first: np.ndarray  # [P + 1] int32, subpaths
    paint: np.ndarray  # [P] uint8, protocol.geometry.Paint
    stroke_style: np.ndarray  # [P, 4] float32: FillRule, Cap, Join, miter limit
    dashes: np.ndarray  # [D] float32, canvas units: dash, gap, dash ... of one path after the other
    dash_first: np.ndarray  # [P + 1] int32, each path's dashes; none is a solid stroke
    dash_offset: np.ndarray  # [P] float32, canvas units into the pattern where each subpath starts
    paint_gradient: np.ndarray  # [2P] int32, the gradient of each path's fill and stroke; -1: none
    gradients: Gradients

    @property
    def path_count(self):
        return len(self.paint)

    @property
    def segment_path(self):
        """[S] int32."""
        segments = np.diff(self.subpath_first[self.path_first])
        return np.repeat(np.arange(self.path_count, dtype=np.int32), segments)

    def span(self, start, stop):
        """Paths start..stop alone; indices of points stay as they are."""
        first, last = self.path_first[start], self.path_first[stop]
        begin, end = self.subpath_first[first], self.subpath_first[last]
        dash, dash_end = self.dash_first[start], self.dash_first[stop]
        return Topology(
            controls=self.controls[begin:end],
            is_line=self.is_line[begin:end],
            fill_only=self.fill_only[begin:end],
            subpath_first=self.subpath_first[first : last + 1] - begin,
            subpath_closed=self.subpath_closed[first:last],
            path_first=self.path_first[start : stop + 1] - first,
            paint=self.paint[start:stop],
            stroke_style=self.stroke_style[start:stop],
            dashes=self.dashes[dash:dash_end],
            dash_first=self.dash_first[start : stop + 1] - dash,
            dash_offset=self.dash_offset[start:stop],
            paint_gradient=self.paint_gradient[2 * start : 2 * stop],
            gradients=self.gradients,
        )


@dataclass(frozen=True)
class Scene:
    """Paths in document order, first painted first; the picture's longer side is 1, y down.

    A paint that has a gradient (topology.paint_gradient) takes only its alpha from `fill` or `stroke`.
    Any of the tensors but `pen` may require gradients, and may have a leading dimension B: so many variants
    of one drawing. What has none is shared by all variants. All share one dtype and device.
    """

    topology: Topology
    points: Tensor  # [N, 2] or [B, N, 2]
    fill: Tensor  # [P, 4] or [B, P, 4] straight RGBA 0..1
    stroke: Tensor  # [P, 4] or [B, P, 4] straight RGBA 0..1
    stroke_width: Tensor  # [P] or [B, P]
    pen: Tensor  # [P, 2, 2] deforms the round pen of the stroke
    opacity: Tensor  # [P] or [B, P] 0..1, of fill and stroke

    @property
    def variants(self):
        """B, or None if no tensor has a leading dimension."""
        tensors = ((getattr(self, name), dimensions) for name, dimensions in _DIMENSIONS.items())
        return max((len(tensor) for tensor, own in tensors if tensor.dim() > own), default=None)

    def batched(self):
        """points, fill, stroke, stroke_width and opacity, each with a leading dimension, if only of 1."""
        count = self.variants or 1
        tensors = ((getattr(self, name), dimensions) for name, dimensions in _DIMENSIONS.items())
        return [_expanded(tensor if tensor.dim() > own else tensor[None], count) for tensor, own in tensors]

    def span(self, start, stop):
        """The scene of paths start..stop alone; points stay as they are."""
        return replace(
            self,
            topology=self.topology.span(start, stop),
            fill=self.fill[..., start:stop, :],
            stroke=self.stroke[..., start:stop, :],
            stroke_width=self.stroke_width[..., start:stop],
            pen=self.pen[start:stop],
            opacity=self.opacity[..., start:stop],
        )


_DIMENSIONS = {"points": 2, "fill": 2, "stroke": 2, "stroke_width": 1, "opacity": 1}  # without B


def _expanded(tensor, count):
    """A tensor [1, ...] or [count, ...] as [count, ...]; one that is so already as it is: its gradient takes
    no sum."""
    return tensor if len(tensor) == count else tensor.expand(count, *tensor.shape[1:])


def scene_of(table, *, device="cpu", dtype=torch.float32):
    """The Scene of a checked protocol.geometry.PathTable."""

    def column(values, *shape):
        return torch.tensor(values, dtype=dtype).reshape(-1, *shape).to(device)

    return Scene(
        topology=_topology(table),
        points=column(table.points, 2),
        fill=column(table.fill, 4),
        stroke=column(table.stroke, 4),
        stroke_width=column(table.stroke_width),
        pen=column(table.pen, 2, 2),
        opacity=column(table.opacity),
    )


def _topology(table):
    controls, is_line, fill_only, subpath_first = [], [], [], [0]
    segment = point = 0
    for count, closed in zip(table.subpath_segments, table.subpath_closed, strict=True):
        start = point
        kinds = table.segment_kinds[segment : segment + count]
        for index, kind in enumerate(kinds):
            end = start if closed and index == count - 1 else point + kind
            inner = (point, end) if kind == LINE else (point + 1, point + 2)
            controls.append((point, *inner, end))
            is_line.append(kind == LINE)
            fill_only.append(False)
            point += kind
        if not closed:
            controls.append((point, point, start, start))
            is_line.append(True)
            fill_only.append(True)
            point += 1
        segment += count
        subpath_first.append(len(controls))
    return Topology(
        controls=np.array(controls, dtype=np.int64).reshape(-1, 4),
        is_line=np.array(is_line, dtype=bool),
        fill_only=np.array(fill_only, dtype=bool),
        subpath_first=np.array(subpath_first, dtype=np.int32),
        subpath_closed=np.array(table.subpath_closed, dtype=bool),
        path_first=_firsts(table.path_subpaths),
        paint=np.array(table.paint, dtype=np.uint8),
        stroke_style=np.array(table.stroke_style, dtype=np.float32).reshape(-1, 4),
        dashes=np.array(table.dashes, dtype=np.float32),
        dash_first=_firsts(table.path_dashes),
        dash_offset=np.array(table.dash_offset, dtype=np.float32),
        paint_gradient=np.array(table.paint_gradient, dtype=np.int32),
        gradients=_gradients(table),
    )


def _gradients(table):
    def numbers(column, *shape):
        return np.array(column, dtype=np.float32).reshape(-1, *shape)

    return Gradients(
        kind=np.array(table.gradient_kind, dtype=np.uint8),
        spread=np.array(table.gradient_spread, dtype=np.uint8),
        to_unit=numbers(table.gradient_map, 6),
        focus=numbers(table.gradient_focus, 2),
        stop_first=_firsts(table.gradient_stops),
        stop_offset=numbers(table.stop_offset),
        stop_colour=numbers(table.stop_colour, 4),
    )


def _firsts(counts):
    """[len(counts) + 1] int32: where each of so many things in a row starts."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int32)
