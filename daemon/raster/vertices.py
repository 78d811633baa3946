"""Where the vertices of outlines lie, and what a push on them does to control points and widths."""

import numpy as np
from numba import njit

from .curve import (
    apply,
    apply_transposed,
    curve_at,
    frame,
    matrix_at,
    point,
    slopes,
    slowest,
    weights,
)
from .slots import FIXED, place_in_fan


@njit(cache=True)
def place_vertex(c, is_line, t, across, along, half_width, pen, pen_inverse):
    """(x, y) in px of a vertex of the segment c; half_width: px."""
    x, y = point(c, is_line, t)
    if across == 0 and along == 0:
        return x, y
    ux, uy, _ = frame(c, is_line, t, pen_inverse)
    ox, oy = apply(pen, half_width * (along * ux - across * uy), half_width * (along * uy + across * ux))
    return x + ox, y + oy


@njit(cache=True)
def pull_vertex(c, is_line, t, across, along, half_width, pen, pen_inverse, gx, gy):
    """The gradient of a number by the segment and the half width, given that by one vertex, (gx, gy).

    (d_half_width, tx, ty): control point i has the gradient weights[i] * (gx, gy) + slopes[i] * (tx, ty).
    """
    if across == 0 and along == 0:
        return np.float32(0), np.float32(0), np.float32(0)
    ux, uy, length = frame(c, is_line, t, pen_inverse)
    length = max(length, slowest(c))
    hx, hy = apply_transposed(pen, gx, gy)  # the push before the pen
    d_half_width = hx * (along * ux - across * uy) + hy * (along * uy + across * ux)
    # the frame turns with the tangent: only the part across it counts
    tx = half_width * (along * hx + across * hy)
    ty = half_width * (along * hy - across * hx)
    turn = (ux * ty - uy * tx) / length
    tx, ty = apply_transposed(pen_inverse, -uy * turn, ux * turn)
    return d_half_width, tx, ty


@njit(cache=True, nogil=True)
def place_vertices(layout, geometry, segment, place, vertices):
    """Fill segment ([V]), place ([V, 3]: t, across, along) and vertices ([V, 2] px) of a Layout."""
    segments, places, style = layout.segments, layout.places, geometry.stroke_style
    controls, is_line, half_width = geometry.controls, geometry.is_line, geometry.half_width
    for k in range(len(segments)):
        a, b, t, across, along = segments[k, 0], segments[k, 1], places[k, 0], places[k, 2], places[k, 3]
        s, p = a, geometry.segment_path[a]
        inverse = matrix_at(geometry.pen_inverse, p)
        if b != FIXED:
            is_b, t, across, along = place_in_fan(
                curve_at(controls, a), is_line[a], t, curve_at(controls, b), is_line[b], places[k, 1],
                across, along, a == b, half_width[p], inverse, style[p, 2], style[p, 3],
            )  # fmt: skip
            s = b if is_b else a
        segment[k] = s
        place[k, 0], place[k, 1], place[k, 2] = t, across, along
        vertices[k, 0], vertices[k, 1] = place_vertex(
            curve_at(controls, s), is_line[s], t, across, along, half_width[p],
            matrix_at(geometry.pen, p), inverse,
        )  # fmt: skip


@njit(cache=True, nogil=True)
def pull_vertices(plan, geometry, indices, push, d_points, d_half_width):
    """Add to d_points ([N, 2]) and d_half_width ([P]) what `push` ([V, 2]), the gradient of a number
    by the vertices, is by points and half widths. indices: [S, 4], the points that are `controls`."""
    segment, place, is_line = plan.segment, plan.place, geometry.is_line
    for k in range(len(segment)):
        gx, gy = push[k, 0], push[k, 1]
        if gx == 0 and gy == 0:
            continue
        s, t = segment[k], place[k, 0]
        p = geometry.segment_path[s]
        d_width, tx, ty = pull_vertex(
            curve_at(geometry.controls, s), is_line[s], t, place[k, 1], place[k, 2], geometry.half_width[p],
            matrix_at(geometry.pen, p), matrix_at(geometry.pen_inverse, p), gx, gy,
        )  # fmt: skip
        d_half_width[p] += d_width
        w, d = weights(is_line[s], t), slopes(is_line[s], t)
        for i in range(4):
            d_points[indices[s, i], 0] += w[i] * gx + d[i] * tx
            d_points[indices[s, i], 1] += w[i] * gy + d[i] * ty
