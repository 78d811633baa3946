"""Gradient paints: fixed on the canvas, while what they paint moves. Scalar functions and one for rows.

Between stops straight RGBA is interpolated, as browsers do.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from protocol.geometry import GradientKind, Spread

RADIAL = int(GradientKind.RADIAL)
REFLECT, REPEAT = int(Spread.REFLECT), int(Spread.REPEAT)
TWO = np.float32(2)


class Gradients(NamedTuple):
    """All gradients of a drawing, as in a PathTable."""

    kind: np.ndarray  # [G] uint8
    spread: np.ndarray  # [G] uint8
    to_unit: np.ndarray  # [G, 6] float32, from canvas units to the gradient's own
    focus: np.ndarray  # [G, 2] float32, inside the unit circle
    stop_first: np.ndarray  # [G + 1] int32, each gradient's stops
    stop_offset: np.ndarray  # [K] float32
    stop_colour: np.ndarray  # [K, 4] float32, straight RGBA


@njit(cache=True)
def offset_at(is_radial, spread, x, y, fx, fy):
    """Where between 0 and 1 a place lies, x and y in the gradient's own units; (fx, fy) is its focus."""
    t = x
    if is_radial:  # the place is on the circle of radius t about (1 - t) * focus
        dx, dy = x - fx, y - fy
        inside = max(np.float32(1) - fx * fx - fy * fy, np.float32(1e-6))
        along = fx * dx + fy * dy
        t = (along + math.sqrt(along * along + (dx * dx + dy * dy) * inside)) / inside
    if spread == REPEAT:
        return t - np.float32(math.floor(t))
    if spread == REFLECT:
        t = t - TWO * np.float32(math.floor(t / TWO))
        return min(t, TWO - t)
    return min(max(t, np.float32(0)), np.float32(1))


@njit(cache=True)
def stop_before(stop_offset, begin, end, t):
    """(index of the last of the stops begin..end at or before t, how far t is to the next: 0..1)."""
    k = begin
    while k + 1 < end and stop_offset[k + 1] <= t:
        k += 1
    if k + 1 == end or t <= stop_offset[k]:
        return k, np.float32(0)
    return k, np.float32((t - stop_offset[k]) / (stop_offset[k + 1] - stop_offset[k]))


@njit(cache=True)
def shade_row(gradients, number, scale, y, left, right, colours):
    """Set colours[left:right] ([W, 4], straight RGBA) to those of one gradient in a row of pixels.

    scale: px of a canvas unit.
    """
    m, offsets, stops = gradients.to_unit[number], gradients.stop_offset, gradients.stop_colour
    begin, end = gradients.stop_first[number], gradients.stop_first[number + 1]
    is_radial, spread = gradients.kind[number] == RADIAL, gradients.spread[number]
    fx, fy = gradients.focus[number, 0], gradients.focus[number, 1]
    half = np.float32(0.5)
    v = (y + half) / scale
    for x in range(left, right):
        u = (x + half) / scale
        own_x, own_y = m[0] * u + m[2] * v + m[4], m[1] * u + m[3] * v + m[5]
        k, share = stop_before(offsets, begin, end, offset_at(is_radial, spread, own_x, own_y, fx, fy))
        after = min(k + 1, end - 1)
        for c in range(4):
            colours[x, c] = stops[k, c] + share * (stops[after, c] - stops[k, c])
