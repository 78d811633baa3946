"""One segment of a path: its points, tangents and frames. Scalar functions for every kind of processor.

A segment is `c`, the eight numbers of its four control points (x0, y0, ... x3, y3) in px; a line has its
ends twice and goes evenly from the first to the last. A pen's matrix is four numbers (a, b, c, d), row by
row. Numbers rather than arrays: an array that is cut out and handed on costs more than the work itself.
"""

import math

import numpy as np
from numba import njit

END = 1e-3  # tangents are taken this far inside a segment: at its end a handle may have no length
SLOWEST = 1e-3  # of a segment's size, or a handle of nearly no length would get an endless gradient
THREE, SIX = np.float32(3), np.float32(6)  # an int would make double precision of a product


@njit(cache=True)
def curve_at(controls, s):
    """Segment s of `controls` ([S, 4, 2])."""
    return (
        controls[s, 0, 0], controls[s, 0, 1], controls[s, 1, 0], controls[s, 1, 1],
        controls[s, 2, 0], controls[s, 2, 1], controls[s, 3, 0], controls[s, 3, 1],
    )  # fmt: skip


@njit(cache=True)
def matrix_at(matrices, p):
    """Matrix p of `matrices` ([P, 2, 2])."""
    return matrices[p, 0, 0], matrices[p, 0, 1], matrices[p, 1, 0], matrices[p, 1, 1]


@njit(cache=True)
def apply(matrix, x, y):
    """A matrix times a vector."""
    return matrix[0] * x + matrix[1] * y, matrix[2] * x + matrix[3] * y


@njit(cache=True)
def apply_transposed(matrix, x, y):
    """A transposed matrix times a vector: what `apply` does to a gradient on its way back."""
    return matrix[0] * x + matrix[2] * y, matrix[1] * x + matrix[3] * y


@njit(cache=True)
def weights(is_line, t):
    """How much each control point counts in the point at t."""
    u = np.float32(1) - t
    if is_line:
        return u, np.float32(0), np.float32(0), t
    return u * u * u, THREE * u * u * t, THREE * u * t * t, t * t * t


@njit(cache=True)
def slopes(is_line, t):
    """How much each control point counts in the tangent at t, taken END inside the segment."""
    if is_line:
        return np.float32(-1), np.float32(0), np.float32(0), np.float32(1)
    t = min(max(t, np.float32(END)), np.float32(1 - END))
    u = np.float32(1) - t
    a, b, d = THREE * u * u, SIX * u * t, THREE * t * t
    return -a, a - b, b - d, d


@njit(cache=True)
def point(c, is_line, t):
    """(x, y) at t."""
    w = weights(is_line, t)
    return (
        w[0] * c[0] + w[1] * c[2] + w[2] * c[4] + w[3] * c[6],
        w[0] * c[1] + w[1] * c[3] + w[2] * c[5] + w[3] * c[7],
    )


@njit(cache=True)
def tangent(c, is_line, t):
    """The derivative at t, taken END inside the segment."""
    if is_line:
        return c[6] - c[0], c[7] - c[1]
    t = min(max(t, np.float32(END)), np.float32(1 - END))
    u = np.float32(1) - t
    a, b, d = THREE * u * u, SIX * u * t, THREE * t * t
    return (
        a * (c[2] - c[0]) + b * (c[4] - c[2]) + d * (c[6] - c[4]),
        a * (c[3] - c[1]) + b * (c[5] - c[3]) + d * (c[7] - c[5]),
    )


@njit(cache=True)
def frame(c, is_line, t, pen_inverse):
    """(ux, uy, length): the unit tangent before the pen deforms it, and the length that it had.

    Where there is no tangent it is (1, 0) and endlessly long: it does not turn, whatever moves.
    """
    x, y = tangent(c, is_line, t)
    x, y = apply(pen_inverse, x, y)
    length = math.sqrt(x * x + y * y)
    if length > 0:
        return x / length, y / length, length
    return np.float32(1), np.float32(0), np.float32(np.inf)


@njit(cache=True)
def slowest(c):
    """The least length of a tangent that counts when a frame turns."""
    size = abs(c[2] - c[0]) + abs(c[3] - c[1]) + abs(c[4] - c[2])
    return np.float32(SLOWEST) * (size + abs(c[5] - c[3]) + abs(c[6] - c[4]) + abs(c[7] - c[5]))


@njit(cache=True)
def has_length(c):
    """Whether any control point lies apart from the first."""
    return (
        c[2] != c[0] or c[3] != c[1] or c[4] != c[0] or c[5] != c[1] or c[6] != c[0] or c[7] != c[1]
    )  # fmt: skip


@njit(cache=True)
def room_inside(c, is_line, half_width, pen_inverse):
    """Half a line's length in half widths; 0 for a curve, whose offset may bend before."""
    if not is_line or not half_width > 0:
        return np.float32(0)
    x, y = apply(pen_inverse, c[6] - c[0], c[7] - c[1])
    return np.float32(0.5) * math.sqrt(x * x + y * y) / half_width
