"""Path tables for tests, written as subpaths of points."""

from dataclasses import dataclass, field

from protocol.geometry import (
    CUBIC,
    LINE,
    Cap,
    FillRule,
    Free,
    GradientKind,
    Join,
    Paint,
    PathTable,
    Spread,
    floats,
    integers,
    octets,
)

EVERYTHING = Free.LINES | Free.FILL | Free.STROKE | Free.WIDTH | Free.OPACITY


@dataclass
class Subpath:
    """points: (x, y) as a PathTable stores them. kinds: LINE or CUBIC of each segment."""

    points: list
    kinds: list
    closed: bool = False


def polyline(*points, closed=False):
    """Straight segments through these points."""
    return Subpath(list(points), [LINE] * (len(points) - (not closed)), closed)


def curve(*points, closed=False):
    """Cubics with these nodes and handles."""
    return Subpath(list(points), [CUBIC] * ((len(points) - (not closed)) // 3), closed)


def circle(x, y, radius):
    """A closed circle of four cubics."""
    k = 0.5522847 * radius
    turns = [(1, 0), (0, 1), (-1, 0), (0, -1)]
    points = []
    for (ax, ay), (bx, by) in zip(turns, turns[1:] + turns[:1], strict=True):
        points += [
            (x + radius * ax, y + radius * ay),
            (x + radius * ax + k * bx, y + radius * ay + k * by),
            (x + radius * bx + k * ax, y + radius * by + k * ay),
        ]
    return curve(*points, closed=True)


@dataclass(frozen=True)
class Gradient:
    """stops: (offset, RGBA) of each. to_unit: as PathTable.gradient_map has it."""

    stops: tuple = ((0.0, (0, 0, 0, 1)), (1.0, (1, 1, 1, 1)))
    kind: int = GradientKind.LINEAR
    spread: int = Spread.PAD
    to_unit: tuple = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    focus: tuple = (0.0, 0.0)


@dataclass
class Path:
    """One path; a paint of None, and no gradient in its place, is not painted.

    dashes: in pairs. dash_offset: into them. A gradient takes its alpha from `fill` or `stroke`, 1 without.
    """

    subpaths: list
    fill: tuple = None
    stroke: tuple = None
    width: float = 0.02
    pen: tuple = (1.0, 0.0, 0.0, 1.0)
    opacity: float = 1.0
    rule: int = FillRule.NONZERO
    free: int = EVERYTHING
    style: tuple = field(default=(Cap.ROUND, Join.ROUND, 4.0))
    dashes: tuple = ()
    dash_offset: float = 0.0
    fill_gradient: Gradient = None
    stroke_gradient: Gradient = None

    @property
    def paint(self):
        """Its Paint flags."""
        has_fill, has_stroke = self.fill or self.fill_gradient, self.stroke or self.stroke_gradient
        return (Paint.FILL if has_fill else 0) | (Paint.STROKE if has_stroke else 0)


def stroked(*subpaths, colour=(0, 0, 0, 1), **fields):
    """A path with a stroke only."""
    return Path(list(subpaths), stroke=colour, **fields)


def filled(*subpaths, colour=(0, 0, 0, 1), **fields):
    """A path with a fill only."""
    return Path(list(subpaths), fill=colour, **fields)


def table_of(*paths):
    """The PathTable of these paths, in document order."""
    subpaths = [subpath for path in paths for subpath in path.subpaths]
    return PathTable(
        points=floats(number for subpath in subpaths for point in subpath.points for number in point),
        segment_kinds=octets(kind for subpath in subpaths for kind in subpath.kinds),
        subpath_segments=integers(len(subpath.kinds) for subpath in subpaths),
        subpath_closed=octets(int(subpath.closed) for subpath in subpaths),
        path_subpaths=integers(len(path.subpaths) for path in paths),
        paint=octets(path.paint for path in paths),
        fill=floats(number for path in paths for number in path.fill or (0, 0, 0, 1)),
        stroke=floats(number for path in paths for number in path.stroke or (0, 0, 0, 1)),
        stroke_width=floats(path.width for path in paths),
        pen=floats(number for path in paths for number in path.pen),
        opacity=floats(path.opacity for path in paths),
        stroke_style=floats(number for path in paths for number in (path.rule, *path.style)),
        free=octets(path.free for path in paths),
        dashes=floats(length for path in paths for length in path.dashes),
        path_dashes=integers(len(path.dashes) for path in paths),
        dash_offset=floats(path.dash_offset for path in paths),
        **_gradient_columns(paths),
    )


def _gradient_columns(paths):
    paints = [gradient for path in paths for gradient in (path.fill_gradient, path.stroke_gradient)]
    gradients = list(dict.fromkeys(gradient for gradient in paints if gradient))
    stops = [stop for gradient in gradients for stop in gradient.stops]
    return {
        "paint_gradient": integers(gradients.index(each) if each else -1 for each in paints),
        "gradient_kind": octets(gradient.kind for gradient in gradients),
        "gradient_spread": octets(gradient.spread for gradient in gradients),
        "gradient_map": floats(number for gradient in gradients for number in gradient.to_unit),
        "gradient_focus": floats(number for gradient in gradients for number in gradient.focus),
        "gradient_stops": integers(len(gradient.stops) for gradient in gradients),
        "stop_offset": floats(offset for offset, _ in stops),
        "stop_colour": floats(number for _, colour in stops for number in colour),
    }
