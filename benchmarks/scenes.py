"""The drawings that are measured, each made from a fixed seed.

a to e are the scenes on which renderers for CLIPDraw have been compared: a its starting strokes, a2 as
they are late in a run, b few of them, c many, d on a larger picture, e closed fills. f is a drawing from
a file; f2 is one of the same complexity made here. Canvas units as in a PathTable.
"""

import math
import random
from dataclasses import dataclass, replace

from protocol.geometry import CUBIC, Cap, Join, Paint, PathTable, floats, integers, octets, plain_paint


@dataclass(frozen=True)
class Case:
    """A drawing and the side, px, of the square picture of it."""

    name: str
    table: PathTable
    side: int


@dataclass(frozen=True)
class Shape:
    """One path of cubics. points: as a PathTable has them. width: of the stroke, canvas units."""

    points: list
    closed: bool = False
    fill: tuple | None = None
    stroke: tuple | None = None
    width: float = 0.0

    @property
    def cubics(self):
        return len(self.points) // 3


def table_of(shapes):
    """The PathTable of Shapes with round caps and joins, all of them free to change in every way."""
    count = len(shapes)
    nothing = (0, 0, 0, 1)
    return PathTable(
        points=floats(number for shape in shapes for point in shape.points for number in point),
        segment_kinds=octets([CUBIC] * sum(shape.cubics for shape in shapes)),
        subpath_segments=integers(shape.cubics for shape in shapes),
        subpath_closed=octets(int(shape.closed) for shape in shapes),
        path_subpaths=integers([1] * count),
        paint=octets(
            (Paint.FILL if shape.fill else 0) | (Paint.STROKE if shape.stroke else 0) for shape in shapes
        ),
        fill=floats(number for shape in shapes for number in shape.fill or nothing),
        stroke=floats(number for shape in shapes for number in shape.stroke or nothing),
        stroke_width=floats(shape.width for shape in shapes),
        pen=floats([1, 0, 0, 1] * count),
        opacity=floats([1] * count),
        stroke_style=floats([0, Cap.ROUND, Join.ROUND, 4] * count),
        free=octets([31] * count),
        **plain_paint(count),
    )


def strokes(count, side, *, radius=0.1, half_width=1.0, widest=None):
    """Open strokes of one to three cubics in any colour, each point within radius / 2 of the one before.

    half_width, widest: px of a picture of this side; with `widest`, half widths lie evenly between.
    """
    chance = random.Random(0)
    shapes = []
    for _ in range(count):
        cubics = chance.randint(1, 3)
        points = [(chance.random(), chance.random())]
        for _ in range(3 * cubics):
            x, y = points[-1]
            points.append((x + radius * (chance.random() - 0.5), y + radius * (chance.random() - 0.5)))
        half = half_width if widest is None else half_width + (widest - half_width) * chance.random()
        colour = tuple(chance.random() for _ in range(4))
        shapes.append(Shape(points, stroke=colour, width=2 * half / side))
    return shapes


def fills(count):
    """Closed fills of four to eight cubics whose points lie around a middle, mostly opaque."""
    chance = random.Random(0)
    shapes = []
    for _ in range(count):
        cubics = chance.randint(4, 8)
        middle = (chance.random(), chance.random())
        points = _around(chance, middle, 0.04 + 0.12 * chance.random(), 3 * cubics, 0.6, 1.4)
        colour = (*(chance.random() for _ in range(3)), 0.3 + 0.7 * chance.random())
        shapes.append(Shape(points, closed=True, fill=colour))
    return shapes


def illustration():
    """303 paths of 2,532 cubics as in a drawing of an animal: large fills below, ever smaller ones and
    long thin strokes above, a third of the fills with an outline."""
    chance = random.Random(0)
    shapes = []
    for index in range(303):
        cubics = 9 if index < 108 else 8  # 2,532 in all
        middle = (chance.uniform(0.15, 0.85), chance.uniform(0.15, 0.85))
        colour = (*(chance.random() for _ in range(3)), 1.0)
        width = chance.uniform(0.2, 2.0) / 512
        if index % 3 == 2:
            points = _wandering(chance, middle, 3 * cubics)
            shapes.append(Shape(points, stroke=colour, width=width))
            continue
        radius = 0.25 * 0.96**index + 0.015
        points = _around(chance, middle, radius, 3 * cubics, 0.85, 1.15)
        outline = (0.0, 0.0, 0.0, 1.0) if index % 3 == 1 else None
        shapes.append(Shape(points, closed=True, fill=colour, stroke=outline, width=width))
    return shapes


def _around(chance, middle, radius, count, nearest, furthest):
    """`count` points around a middle, each nearest..furthest times the radius away."""
    points = []
    for index in range(count):
        angle = 2 * math.pi * index / count
        away = radius * (nearest + (furthest - nearest) * chance.random())
        points.append((middle[0] + away * math.cos(angle), middle[1] + away * math.sin(angle)))
    return points


def _wandering(chance, start, steps):
    """steps + 1 points of a line that turns slowly."""
    points, heading = [start], chance.uniform(0, 2 * math.pi)
    for _ in range(steps):
        heading += chance.uniform(-0.3, 0.3)
        x, y = points[-1]
        points.append((x + 0.012 * math.cos(heading), y + 0.012 * math.sin(heading)))
    return points


_MADE = {
    "a": (224, lambda: strokes(256, 224)),
    "a2": (224, lambda: strokes(256, 224, radius=0.3, widest=8.0)),
    "b": (224, lambda: strokes(16, 224)),
    "c": (224, lambda: strokes(1024, 224)),
    "d": (512, lambda: strokes(256, 512)),
    "e": (224, lambda: fills(64)),
    "f2": (512, illustration),
}
FROM_FILE = "f"
NAMES = (*_MADE, FROM_FILE)


def case_of(name, tiger=None):
    """The Case called `name`, one of NAMES. tiger: the SVG file that scene f is read from."""
    if name != FROM_FILE:
        side, make = _MADE[name]
        return Case(name, table_of(make()), side)
    # only here: the rest needs no inkex
    from inkscape_ext.document import load
    from inkscape_ext.drawing import Drawing
    from protocol.messages import CHANGES

    drawing = Drawing.read(load(tiger).getroot(), None, CHANGES)
    return Case(name, _filling(drawing.table), 512)


def _filling(table):
    """The same drawing without a margin: its points' longer side is 1. Not for dashes and gradients."""
    x, y = table.points[0::2], table.points[1::2]
    left, top = min(x), min(y)
    extent = max(max(x) - left, max(y) - top)
    numbers = (number for point in zip(x, y, strict=True) for number in zip(point, (left, top), strict=True))
    return replace(
        table,
        points=floats((number - first) / extent for number, first in numbers),
        stroke_width=floats(width / extent for width in table.stroke_width),
    )
