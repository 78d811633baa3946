"""Where a path's curves and slots lie, for the points as they are."""

import numpy as np
from numba import cuda

from ..slots import FIXED, place_in_fan

HALF = np.float32(0.5)


@cuda.jit(device=True)
def half_width_of(given, size, variant, path):
    """Of a path's stroke, in px."""
    return max(given.width[variant * size.paths + path] * (HALF * size.scale), np.float32(0))


@cuda.jit(device=True)
def curve_of(slots, given, size, variant, s):
    """Segment s in px, as curve.py takes it."""
    before, controls, points, scale = variant * size.points, slots.controls, given.points, size.scale
    a, b = 2 * (before + controls[4 * s]), 2 * (before + controls[4 * s + 1])
    c, d = 2 * (before + controls[4 * s + 2]), 2 * (before + controls[4 * s + 3])
    return (
        points[a] * scale, points[a + 1] * scale, points[b] * scale, points[b + 1] * scale,
        points[c] * scale, points[c + 1] * scale, points[d] * scale, points[d + 1] * scale,
    )  # fmt: skip


@cuda.jit(device=True)
def pen_of(pens, p, which):
    """The pen's matrix (which 0) or its inverse (1) of path p."""
    at = 8 * p + 4 * which
    return pens[at], pens[at + 1], pens[at + 2], pens[at + 3]


@cuda.jit(device=True)
def locate(slots, given, size, variant, path, half_width, k):
    """(segment, its curve, t, across, along) of slot k, for the points as they are."""
    segments, places, is_line = slots.segments, slots.places, slots.is_line
    a, b = segments[2 * k], segments[2 * k + 1]
    t, across, along = places[4 * k], places[4 * k + 2], places[4 * k + 3]
    curve = curve_of(slots, given, size, variant, a)
    if b == FIXED:
        return a, curve, t, across, along
    other = curve_of(slots, given, size, variant, b)
    join, limit = slots.style[4 * path + 2], slots.style[4 * path + 3]
    on_b, t, across, along = place_in_fan(
        curve, is_line[a] != 0, t, other, is_line[b] != 0, places[4 * k + 1], across, along, a == b,
        half_width, pen_of(slots.pens, path, 1), join, limit,
    )  # fmt: skip
    return (b, other, t, across, along) if on_b else (a, curve, t, across, along)
