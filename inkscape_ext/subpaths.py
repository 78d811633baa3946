"""Subpaths: what lies between path data and the path table."""

import math
from dataclasses import dataclass
from typing import List, Tuple

from protocol.geometry import CUBIC, LINE

from .number_text import format_number
from .transforms import apply

Point = Tuple[float, float]

# Relative path data saved with 8 digits comes back to its start only to about this share of its size.
_JOINED = 1e-6


@dataclass
class Subpath:
    """One run of lines and cubics.

    points: the start, then each segment's points, also the end that meets the start again.
    kinds: LINE or CUBIC of each written segment; the line that `z` draws implicitly is not among them.
    """

    points: List[Point]
    kinds: List[int]
    is_closed: bool = False

    @property
    def is_joined(self):
        """True where the last written segment of a closed subpath already ends in its start."""
        if not self.is_closed or not self.kinds:
            return False
        (x, y), (u, v) = self.points[0], self.points[-1]
        if x == u and y == v:
            return True
        xs, ys = [point[0] for point in self.points], [point[1] for point in self.points]
        return math.hypot(x - u, y - v) <= _JOINED * max(max(xs) - min(xs), max(ys) - min(ys))

    @property
    def is_drawn(self):
        """False for a lone moveto, which paints nothing."""
        return bool(self.kinds) or self.is_closed

    def table_kinds(self):
        """Its segment kinds in the path table: with the implicit closing line."""
        return [*self.kinds, LINE] if self.is_closed and not self.is_joined else self.kinds

    def table_points(self):
        """Its points in the path table: a joined end is the start and stored once."""
        return self.points[:-1] if self.is_joined else self.points

    def mapped(self, matrix):
        """This subpath under an affine map."""
        return Subpath([apply(matrix, point) for point in self.points], self.kinds, self.is_closed)

    def segments(self):
        """(kind, points from its start on) of every segment that is painted."""
        at = 0
        for kind in self.kinds:
            yield kind, self.points[at : at + kind + 1]
            at += kind
        if self.is_closed and not self.is_joined:
            yield LINE, [self.points[-1], self.points[0]]


def format_subpaths(subpaths):
    """Path data of these subpaths: absolute M, L, C and z."""
    words = []
    for subpath in subpaths:
        words.append("M " + _pair(subpath.points[0]))
        at, letter = 1, ""
        for kind in subpath.kinds:
            if letter != kind:
                words.append("L" if kind == LINE else "C")
                letter = kind
            words.extend(_pair(point) for point in subpath.points[at : at + kind])
            at += kind
        if subpath.is_closed:
            words.append("z")
    return " ".join(words)


def _pair(point):
    return f"{format_number(point[0])},{format_number(point[1])}"


def bounds(subpaths):
    """The exact box (left, top, right, bottom) of the outlines, without stroke width; None if none."""
    xs, ys = [], []
    for subpath in subpaths:
        if not subpath.is_drawn:
            continue
        xs.append(subpath.points[0][0])
        ys.append(subpath.points[0][1])
        for kind, points in subpath.segments():
            xs.append(points[-1][0])
            ys.append(points[-1][1])
            if kind == CUBIC:
                xs.extend(_extrema([point[0] for point in points]))
                ys.extend(_extrema([point[1] for point in points]))
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None


def _extrema(values):
    """The values of a 1-D cubic where its derivative vanishes inside (0, 1)."""
    p, q, r, s = values
    if min(p, s) <= min(q, r) and max(q, r) <= max(p, s):
        return []  # the ends bound it
    a, b, c = 3 * (s - 3 * r + 3 * q - p), 6 * (r - 2 * q + p), 3 * (q - p)
    found = []
    for t in _roots(a, b, c):
        if 0.0 < t < 1.0:
            u = 1.0 - t
            found.append(u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s)
    return found


def _roots(a, b, c):
    """The real roots of a t^2 + b t + c, stable where `a` nearly vanishes."""
    square = b * b - 4 * a * c
    if square < 0.0:
        return []
    half = -(b + math.copysign(math.sqrt(square), b)) / 2.0
    return [numerator / denominator for numerator, denominator in ((half, a), (c, half)) if denominator]


def length(subpaths):
    """The painted length, each cubic measured along eight chords (a few per cent short at most)."""
    total = 0.0
    for subpath in subpaths:
        for kind, points in subpath.segments():
            if kind == LINE:
                total += math.dist(points[0], points[1])
                continue
            chain = [cubic_at(points, step / 8.0) for step in range(9)]
            total += sum(math.dist(start, end) for start, end in zip(chain, chain[1:]))
    return total


def cubic_at(points, t):
    """The place at t (0..1) of a cubic of four points."""
    u = 1.0 - t
    weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
    return (
        sum(weight * point[0] for weight, point in zip(weights, points)),
        sum(weight * point[1] for weight, point in zip(weights, points)),
    )


def unit_vector(start, end):
    """The direction from one point to another, (0, 0) if they are one."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y)
    return (x / length, y / length) if length > 0.0 else (0.0, 0.0)
