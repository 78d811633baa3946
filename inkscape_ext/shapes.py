"""Basic shapes as subpaths, for the picture only: they are seen but never changed."""

import math

from protocol.geometry import CUBIC, LINE

from .arcs import arc_to_cubics
from .lengths import parse_length, parse_numbers
from .subpaths import Subpath

SHAPES = ("rect", "circle", "ellipse", "line", "polyline", "polygon")


def shape_subpaths(tag, attributes, viewport):
    """The subpaths of a basic shape; none if it is not painted (no size) or can't be read.

    tag: one of SHAPES. attributes: a mapping of its attributes. viewport: (width, height) for percentages.
    """
    size = {"x": viewport[0], "y": viewport[1], "r": math.hypot(*viewport) / math.sqrt(2.0)}

    def length(name, axis, missing=0.0):
        value = parse_length(attributes.get(name), size[axis])
        return missing if value is None else value

    if tag == "rect":
        return _rect(length)
    if tag in ("circle", "ellipse"):
        return _ellipse(tag, length)
    if tag == "line":
        ends = [(length("x1", "x"), length("y1", "y")), (length("x2", "x"), length("y2", "y"))]
        return [Subpath(ends, [LINE])]
    values = parse_numbers(attributes.get("points")) or []
    points = list(zip(values[::2], values[1::2]))
    if len(points) < 2:
        return []
    return [Subpath(points, [LINE] * (len(points) - 1), tag == "polygon")]


def _ellipse(tag, length):
    cx, cy = length("cx", "x"), length("cy", "y")
    if tag == "circle":
        rx = ry = length("r", "r")
    else:
        rx, ry = length("rx", "x", None), length("ry", "y", None)
        rx, ry = (ry if rx is None else rx) or 0.0, (rx if ry is None else ry) or 0.0
    if rx <= 0.0 or ry <= 0.0:
        return []
    right, bottom, left, top = (cx + rx, cy), (cx, cy + ry), (cx - rx, cy), (cx, cy - ry)
    return _round_subpath([(right, bottom), (bottom, left), (left, top), (top, right)], rx, ry)


def _rect(length):
    x, y, width, height = length("x", "x"), length("y", "y"), length("width", "x"), length("height", "y")
    if width <= 0.0 or height <= 0.0:
        return []
    rx, ry = length("rx", "x", None), length("ry", "y", None)
    rx, ry = (ry if rx is None else rx) or 0.0, (rx if ry is None else ry) or 0.0
    right, bottom = x + width, y + height
    if rx <= 0.0 or ry <= 0.0:
        return [Subpath([(x, y), (right, y), (right, bottom), (x, bottom)], [LINE] * 3, True)]
    rx, ry = min(rx, width / 2.0), min(ry, height / 2.0)
    corners = [
        ((right - rx, y), (right, y + ry)),
        ((right, bottom - ry), (right - rx, bottom)),
        ((x + rx, bottom), (x, bottom - ry)),
        ((x, y + ry), (x + rx, y)),
    ]
    return _round_subpath(corners, rx, ry)


def _round_subpath(corners, rx, ry):
    """A closed subpath of quarter ellipses, each (from, to), joined by lines."""
    points, kinds = [corners[-1][1]], []  # where SVG starts, and its dashes with it
    for start, end in corners:
        if points[-1] != start:
            points.append(start)
            kinds.append(LINE)
        cubics = arc_to_cubics(start, (rx, ry), 0.0, (False, True), end)
        if cubics is None:  # too flat an ellipse
            points.append(end)
            kinds.append(LINE)
            continue
        for cubic in cubics:
            points.extend(cubic)
            kinds.append(CUBIC)
    return [Subpath(points, kinds, True)]
