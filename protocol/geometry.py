"""Paths as flat arrays, the only form in which geometry crosses a process border.

Letters used for shapes: N points, S segments, U subpaths, P paths.
"""

import array
import enum
from dataclasses import dataclass, field, fields

from . import limits
from .errors import ErrorCode, RefineError

LINE, CUBIC = 1, 3  # segment kinds: how many points a segment adds


class Free(enum.IntFlag):
    """What may change in one path; 0 is a path that is only seen (context)."""

    LINES = 1
    FILL = 2
    STROKE = 4
    WIDTH = 8
    OPACITY = 16


class FillRule(enum.IntEnum):
    NONZERO = 0
    EVENODD = 1


class Cap(enum.IntEnum):
    BUTT = 0
    ROUND = 1
    SQUARE = 2


class Join(enum.IntEnum):
    MITER = 0
    ROUND = 1
    BEVEL = 2


class Paint(enum.IntFlag):
    """Which paints a path has."""

    FILL = 1
    STROKE = 2


def floats(values=()):
    """A float32 array."""
    return array.array("f", values)


def integers(values=()):
    """An int32 array."""
    return array.array("i", values)


def octets(values=()):
    """A uint8 array."""
    return array.array("B", values)


def _column(typecode, width=1):
    return field(metadata={"typecode": typecode, "width": width})


@dataclass(frozen=True)
class PathTable:
    """Paths in document order (first painted first), in canvas units: x right, y down, the
    frame's top left corner is (0, 0) and its longer side is 1.

    An open subpath of segments with kinds k1..kn has 1 + k1 + ... + kn points. A closed one has
    k1 + ... + kn: its last segment ends in the subpath's first point, which is stored once. A line
    adds its end point, a cubic two control points and its end point. A closed subpath whose
    closing line is implicit in SVG (`z` away from the start) has that line as its last segment.
    """

    points: array.array = _column("f", 2)  # [N, 2] canvas units
    segment_kinds: array.array = _column("B")  # [S] LINE or CUBIC
    subpath_segments: array.array = _column("i")  # [U] segments in each subpath, >= 1
    subpath_closed: array.array = _column("B")  # [U] 0 or 1
    path_subpaths: array.array = _column("i")  # [P] subpaths in each path, >= 1
    paint: array.array = _column("B")  # [P] Paint flags
    fill: array.array = _column("f", 4)  # [P, 4] straight RGBA 0..1, alpha is fill-opacity
    stroke: array.array = _column("f", 4)  # [P, 4] straight RGBA 0..1, alpha is stroke-opacity
    stroke_width: array.array = _column("f")  # [P] canvas units: the pen's width where `pen` is identity
    pen: array.array = _column("f", 4)  # [P, 2, 2] row-major, |det| 1: deforms the round pen of the stroke
    opacity: array.array = _column("f")  # [P] 0..1, the object's and its ancestors' opacity: fixed
    stroke_style: array.array = _column("f", 4)  # [P, 4] FillRule, Cap, Join, miter limit
    free: array.array = _column("B")  # [P] Free flags

    @property
    def path_count(self):
        return len(self.path_subpaths)

    @property
    def point_count(self):
        return len(self.points) // 2

    def point_counts(self):
        """Points of each path, as a list of P integers."""
        counts = []
        segment = subpath = 0
        for subpaths in self.path_subpaths:
            count = 0
            for _ in range(subpaths):
                kinds = self.segment_kinds[segment : segment + self.subpath_segments[subpath]]
                count += sum(kinds) + (0 if self.subpath_closed[subpath] else 1)
                segment += len(kinds)
                subpath += 1
            counts.append(count)
        return counts

    def check(self):
        """Raise RefineError unless the counts agree, every number is finite and in its range."""
        if self.path_count > limits.PATHS:
            raise RefineError(ErrorCode.TOO_LARGE, f"paths: {self.path_count} > {limits.PATHS}")
        if self.point_count > limits.POINTS:
            raise RefineError(ErrorCode.TOO_LARGE, f"points: {self.point_count} > {limits.POINTS}")
        self._check_counts()
        self._check_ranges()

    def _check_counts(self):
        paths = self.path_count
        for column in fields(self):
            length = len(getattr(self, column.name))
            width = column.metadata["width"]
            if length % width:
                raise RefineError(ErrorCode.BAD_GEOMETRY, f"{column.name}: {length} is not x {width}")
            if column.name not in _NOT_PER_PATH and length != paths * width:
                raise RefineError(ErrorCode.BAD_GEOMETRY, f"{column.name}: not {paths} rows")
        _expect_total("path_subpaths", self.path_subpaths, len(self.subpath_segments))
        _expect_total("subpath_segments", self.subpath_segments, len(self.segment_kinds))
        if len(self.subpath_closed) != len(self.subpath_segments):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "subpath_closed: wrong length")
        if any(kind not in (LINE, CUBIC) for kind in self.segment_kinds):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "segment_kinds: not a line or a cubic")
        if any(closed not in (0, 1) for closed in self.subpath_closed):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "subpath_closed: not 0 or 1")
        if sum(self.point_counts()) != self.point_count:
            raise RefineError(ErrorCode.BAD_GEOMETRY, f"points: {self.point_count} do not fit the segments")

    def _check_ranges(self):
        _expect_range("points", self.points, -limits.COORDINATE, limits.COORDINATE)
        _expect_range("fill", self.fill, 0.0, 1.0)
        _expect_range("stroke", self.stroke, 0.0, 1.0)
        _expect_range("stroke_width", self.stroke_width, 0.0, limits.COORDINATE)
        _expect_range("pen", self.pen, -limits.COORDINATE, limits.COORDINATE)
        _expect_range("opacity", self.opacity, 0.0, 1.0)
        _expect_range("stroke_style", self.stroke_style, 0.0, limits.COORDINATE)
        for index, kind in enumerate((FillRule, Cap, Join)):
            if any(value not in range(len(kind)) for value in self.stroke_style[index::4]):
                raise RefineError(ErrorCode.BAD_GEOMETRY, f"stroke_style: unknown {kind.__name__}")
        if any(value > 3 for value in self.paint):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "paint: unknown flag")
        if any(value > 31 for value in self.free):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "free: unknown flag")


_NOT_PER_PATH = ("points", "segment_kinds", "subpath_segments", "subpath_closed")


def _expect_total(name, counts, total):
    if any(count < 1 for count in counts) or sum(counts) != total:
        raise RefineError(ErrorCode.BAD_GEOMETRY, f"{name}: counts below 1, or not {total} in all")


def _expect_range(name, values, low, high):
    for value in values:
        if not low <= value <= high:  # nor is NaN
            raise RefineError(ErrorCode.BAD_GEOMETRY, f"{name}: {value!r} is outside {low:g}..{high:g}")
