"""Paths as flat arrays, the only form in which geometry crosses a process border.

Letters used for shapes: N points, S segments, U subpaths, P paths; D dashes, G gradients, K stops.
"""

import array
import enum
from dataclasses import dataclass, field, fields

from . import limits
from .errors import ErrorCode, RefineError
from .table_checks import check_dashes, check_gradients, expect_range, expect_total

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


class GradientKind(enum.IntEnum):
    LINEAR = 0
    RADIAL = 1


class Spread(enum.IntEnum):
    """How a gradient goes on before its first stop's offset 0 and after 1."""

    PAD = 0
    REFLECT = 1
    REPEAT = 2


def floats(values=()):
    """A float32 array."""
    return array.array("f", values)


def integers(values=()):
    """An int32 array."""
    return array.array("i", values)


def octets(values=()):
    """A uint8 array."""
    return array.array("B", values)


def plain_paint(paths):
    """The columns of dashes and gradients, as keyword arguments, of `paths` paths that have neither."""
    return {
        "dashes": floats(),
        "path_dashes": integers([0] * paths),
        "dash_offset": floats([0.0] * paths),
        "paint_gradient": integers([-1] * (2 * paths)),
        "gradient_kind": octets(),
        "gradient_spread": octets(),
        "gradient_map": floats(),
        "gradient_focus": floats(),
        "gradient_stops": integers(),
        "stop_offset": floats(),
        "stop_colour": floats(),
    }


def _column(typecode, width=1, rows=None, **default):
    """rows: the letter of its length where that is not P."""
    return field(metadata={"typecode": typecode, "width": width, "rows": rows}, **default)


@dataclass(frozen=True)
class PathTable:
    """Paths in document order (first painted first), in canvas units: x right, y down, the
    frame's top left corner is (0, 0) and its longer side is 1.

    An open subpath of segments with kinds k1..kn has 1 + k1 + ... + kn points. A closed one has
    k1 + ... + kn: its last segment ends in the subpath's first point, which is stored once. A line
    adds its end point, a cubic two control points and its end point. A closed subpath whose
    closing line is implicit in SVG (`z` away from the start) has that line as its last segment.

    A stroke is what a round pen leaves in the plane that the inverse of `pen` maps canvas units to;
    `stroke_width`, `dashes` and `dash_offset` are lengths in that plane.

    A paint that names a gradient has at each place the gradient's colour there, its alpha times that of
    `fill` or `stroke`, whose red, green and blue are then only the gradient's mean colour. Gradients stay
    in their place on the canvas while paths move. Between stops, straight RGBA is interpolated; where
    several have one offset, the last of them counts from there on.
    """

    points: array.array = _column("f", 2, "N")  # [N, 2] canvas units
    segment_kinds: array.array = _column("B", rows="S")  # [S] LINE or CUBIC
    subpath_segments: array.array = _column("i", rows="U")  # [U] segments in each subpath, >= 1
    subpath_closed: array.array = _column("B", rows="U")  # [U] 0 or 1
    path_subpaths: array.array = _column("i")  # [P] subpaths in each path, >= 1
    paint: array.array = _column("B")  # [P] Paint flags
    fill: array.array = _column("f", 4)  # [P, 4] straight RGBA 0..1, alpha is fill-opacity
    stroke: array.array = _column("f", 4)  # [P, 4] straight RGBA 0..1, alpha is stroke-opacity
    stroke_width: array.array = _column("f")  # [P] canvas units: the pen's width where `pen` is identity
    pen: array.array = _column("f", 4)  # [P, 2, 2] row-major, |det| 1: deforms the round pen of the stroke
    opacity: array.array = _column("f")  # [P] 0..1, the object's and its ancestors' opacity: fixed
    stroke_style: array.array = _column("f", 4)  # [P, 4] FillRule, Cap, Join, miter limit
    free: array.array = _column("B")  # [P] Free flags
    dashes: array.array = _column("f", rows="D")  # [D] dash, gap, dash, gap... of one path after the other
    path_dashes: array.array = _column("i")  # [P] how many of `dashes`: even; 0 is a solid stroke
    dash_offset: array.array = _column("f")  # [P] how far into its pattern each subpath starts
    paint_gradient: array.array = _column("i", 2)  # [P, 2] gradient of the fill and of the stroke; -1: none
    gradient_kind: array.array = _column("B", rows="G")  # [G] GradientKind
    gradient_spread: array.array = _column("B", rows="G")  # [G] Spread
    # [G, 6] from canvas units to the gradient's: x' = m0 x + m2 y + m4, y' = m1 x + m3 y + m5. The offset of
    # a linear gradient is x'; that of a radial one is 0 at its focus and 1 on the unit circle about (0, 0).
    gradient_map: array.array = _column("f", 6, "G")
    gradient_focus: array.array = _column("f", 2, "G")  # [G, 2] inside the unit circle; (0, 0) if linear
    gradient_stops: array.array = _column("i", rows="G")  # [G] stops in each gradient, >= 1
    stop_offset: array.array = _column("f", rows="K")  # [K] 0..1, ascending within a gradient
    stop_colour: array.array = _column("f", 4, "K")  # [K, 4] straight RGBA 0..1, alpha is stop-opacity
    # [N] 1: the point stays where it is, whatever else its path does; or empty: none is held
    held: array.array = _column("B", rows="N", default_factory=octets)

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
        check_dashes(self)
        check_gradients(self)

    def _check_counts(self):
        paths = self.path_count
        for column in fields(self):
            length = len(getattr(self, column.name))
            width = column.metadata["width"]
            if length % width:
                raise RefineError(ErrorCode.BAD_GEOMETRY, f"{column.name}: {length} is not x {width}")
            if column.metadata["rows"] is None and length != paths * width:
                raise RefineError(ErrorCode.BAD_GEOMETRY, f"{column.name}: not {paths} rows")
        expect_total("path_subpaths", self.path_subpaths, len(self.subpath_segments))
        expect_total("subpath_segments", self.subpath_segments, len(self.segment_kinds))
        if len(self.subpath_closed) != len(self.subpath_segments):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "subpath_closed: wrong length")
        if any(kind not in (LINE, CUBIC) for kind in self.segment_kinds):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "segment_kinds: not a line or a cubic")
        if any(closed not in (0, 1) for closed in self.subpath_closed):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "subpath_closed: not 0 or 1")
        if sum(self.point_counts()) != self.point_count:
            raise RefineError(ErrorCode.BAD_GEOMETRY, f"points: {self.point_count} do not fit the segments")
        if len(self.held) not in (0, self.point_count):
            raise RefineError(
                ErrorCode.BAD_GEOMETRY, f"held: {len(self.held)} values, not {self.point_count}"
            )

    def _check_ranges(self):
        expect_range("points", self.points, -limits.COORDINATE, limits.COORDINATE)
        expect_range("fill", self.fill, 0.0, 1.0)
        expect_range("stroke", self.stroke, 0.0, 1.0)
        expect_range("stroke_width", self.stroke_width, 0.0, limits.COORDINATE)
        expect_range("pen", self.pen, -limits.COORDINATE, limits.COORDINATE)
        expect_range("opacity", self.opacity, 0.0, 1.0)
        expect_range("gradient_kind", self.gradient_kind, 0, len(GradientKind) - 1)
        expect_range("gradient_spread", self.gradient_spread, 0, len(Spread) - 1)
        expect_range("stroke_style", self.stroke_style, 0.0, limits.COORDINATE)
        for index, kind in enumerate((FillRule, Cap, Join)):
            if any(value not in range(len(kind)) for value in self.stroke_style[index::4]):
                raise RefineError(ErrorCode.BAD_GEOMETRY, f"stroke_style: unknown {kind.__name__}")
        if any(value > 3 for value in self.paint):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "paint: unknown flag")
        if any(value > 1 for value in self.held):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "held: not 0 or 1")
        if any(value > 31 for value in self.free):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "free: unknown flag")
