"""Where the vertices of outlines lie, and what a push on them does to control points and widths."""

import math

import numpy as np
from numba import njit

from .outline import END, tangent

SLOWEST = 1e-3
# or a handle of nearly no length would get an endless gradient


@njit(cache=True)
def place_vertices(plan, controls, is_line, segment_path, half_width, pen, pen_inverse, out):
    """Fill `out` ([V, 2] px) with the vertices of a Plan.

    controls: [S, 4, 2] px, is_line: [S], segment_path: [S], half_width: [P] px, pen and
    pen_inverse: [P, 2, 2].
    """
    for k in range(len(plan.segment)):
        s = plan.segment[k]
        p = segment_path[s]
        x, y = _point(controls[s], is_line[s], plan.t[k])
        if plan.across[k] != 0 or plan.along[k] != 0:
            ux, uy, _ = _frame(controls[s], is_line[s], plan.t[k], pen_inverse[p])
            ox = half_width[p] * (plan.along[k] * ux - plan.across[k] * uy)
            oy = half_width[p] * (plan.along[k] * uy + plan.across[k] * ux)
            x += pen[p, 0, 0] * ox + pen[p, 0, 1] * oy
            y += pen[p, 1, 0] * ox + pen[p, 1, 1] * oy
        out[k, 0] = x
        out[k, 1] = y


@njit(cache=True)
def pull_vertices(plan, controls, is_line, segment_path, half_width, pen, pen_inverse, indices, push,
                  d_points, d_half_width):  # fmt: skip
    """Add to d_points ([N, 2]) and d_half_width ([P]) what `push` ([V, 2]), the gradient of a number
    by the vertices, is by points and half widths. indices: [S, 4], the points that are `controls`."""
    weight = np.empty(4, np.float32)
    for k in range(len(plan.segment)):
        gx, gy = push[k, 0], push[k, 1]
        if gx == 0 and gy == 0:
            continue
        s = plan.segment[k]
        p = segment_path[s]
        c, index = controls[s], indices[s]
        t = plan.t[k]
        u = np.float32(1) - t
        if is_line[s]:
            weight[0], weight[1], weight[2], weight[3] = u, 0, 0, t
        else:
            weight[0], weight[1], weight[2], weight[3] = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        for i in range(4):
            d_points[index[i], 0] += weight[i] * gx
            d_points[index[i], 1] += weight[i] * gy
        across, along = plan.across[k], plan.along[k]
        if across == 0 and along == 0:
            continue
        ux, uy, length = _frame(c, is_line[s], t, pen_inverse[p])
        hx = pen[p, 0, 0] * gx + pen[p, 1, 0] * gy  # the push before the pen
        hy = pen[p, 0, 1] * gx + pen[p, 1, 1] * gy
        d_half_width[p] += hx * (along * ux - across * uy) + hy * (along * uy + across * ux)
        # the frame turns with the tangent: only the part across it counts
        tx = half_width[p] * (along * hx + across * hy)
        ty = half_width[p] * (along * hy - across * hx)
        turn = (ux * ty - uy * tx) / length
        tx, ty = -uy * turn, ux * turn
        cx = pen_inverse[p, 0, 0] * tx + pen_inverse[p, 1, 0] * ty
        cy = pen_inverse[p, 0, 1] * tx + pen_inverse[p, 1, 1] * ty
        if is_line[s]:
            weight[0], weight[1], weight[2], weight[3] = -1, 0, 0, 1
        else:
            t = min(max(t, np.float32(END)), np.float32(1 - END))
            u = np.float32(1) - t
            weight[0], weight[1] = -3 * u * u, 3 * u * u - 6 * u * t
            weight[2], weight[3] = 6 * u * t - 3 * t * t, 3 * t * t
        for i in range(4):
            d_points[index[i], 0] += weight[i] * cx
            d_points[index[i], 1] += weight[i] * cy


@njit(cache=True, inline="always")
def _point(c, is_line, t):
    u = np.float32(1) - t
    if is_line:
        return u * c[0, 0] + t * c[3, 0], u * c[0, 1] + t * c[3, 1]
    a, b, d, e = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
    return (
        a * c[0, 0] + b * c[1, 0] + d * c[2, 0] + e * c[3, 0],
        a * c[0, 1] + b * c[1, 1] + d * c[2, 1] + e * c[3, 1],
    )


@njit(cache=True, inline="always")
def _frame(c, is_line, t, pen_inverse):
    """Unit tangent before the pen, and the length that it had (at least SLOWEST of the segment's)."""
    x, y = tangent(c, is_line, t)
    px = pen_inverse[0, 0] * x + pen_inverse[0, 1] * y
    py = pen_inverse[1, 0] * x + pen_inverse[1, 1] * y
    length = math.sqrt(px * px + py * py)
    if not length > 0:  # a frame that does not turn, whatever moves
        return np.float32(1), np.float32(0), np.float32(np.inf)
    size = np.float32(0)
    for k in range(3):
        size += abs(c[k + 1, 0] - c[k, 0]) + abs(c[k + 1, 1] - c[k, 1])
    return px / length, py / length, max(length, np.float32(SLOWEST) * size)
