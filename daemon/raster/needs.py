"""What an outline must have to lie within the accuracy of its curves, and whether a layout still has it."""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from .curve import apply, curve_at, frame, has_length, matrix_at, tangent
from .slots import FIXED, SMOOTH

MOST_PIECES = 2048.0
SHORTEST = 1e-12  # px^2 of a curve that has a curvature
CUSP_SOON = 0.95  # cosine of a turn within a curve from which on a lasting layout has a join there


class Needs(NamedTuple):
    """What an outline must have to lie within the accuracy of its curve."""

    pieces: np.ndarray  # [S] int32
    arc: np.ndarray  # [P] float32, the angle between vertices of round caps and joins
    live: np.ndarray  # [S] bool, segments that a stroke runs along: those with a length
    has_cusp: np.ndarray  # [S] bool, curves that turn sharply between neighbouring vertices


class Shapes(NamedTuple):
    """The geometry of all B variants of a scene that one layout is to serve, one after the other."""

    controls: np.ndarray  # [B * S, 4, 2] px
    is_line: np.ndarray  # [S] bool
    half_width: np.ndarray  # [B * P] px, >= 0
    pen_inverse: np.ndarray  # [P, 2, 2]
    dashes: np.ndarray  # [D] px
    dash_first: np.ndarray  # [P + 1] int32, each path's dashes
    dash_offset: np.ndarray  # [P] px


@njit(cache=True, nogil=True)
def needs_of(shapes, fill_only, segment_path, stroked, accuracy, headroom):
    """The Needs, as a tuple, of shapes whose bends and widths may grow by the factor `headroom`.

    fill_only: [S] and segment_path: [S] as in a Topology; stroked: [P]; accuracy: px between an outline
    and its edges.
    """
    controls, is_line, half_width = shapes.controls, shapes.is_line, shapes.half_width
    cusp = CUSP_SOON if headroom > 1 else SMOOTH
    paths, count = len(stroked), len(is_line)
    pieces = np.ones(count, np.int32)
    live, has_cusp = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    arc = np.ones(paths, np.float32)
    for k in range(len(half_width)):
        arc[k % paths] = min(arc[k % paths], arc_angle(headroom * half_width[k], accuracy))
    for k in range(len(controls)):
        c, s, p = curve_at(controls, k), k % count, segment_path[k % count]
        if has_length(c):
            live[s] = not fill_only[s]
            if not is_line[s]:
                wide = half_width[k // count * paths + p] if stroked[p] else np.float32(0)
                pieces[s] = max(pieces[s], piece_count(c, headroom * wide, accuracy / headroom))
    for k in range(len(controls)):
        s = k % count
        if live[s] and not is_line[s]:
            inverse = matrix_at(shapes.pen_inverse, segment_path[s])
            has_cusp[s] |= _turns_sharply(curve_at(controls, k), pieces[s], inverse, cusp)
    return pieces, arc, live, has_cusp


@njit(cache=True)
def _turns_sharply(c, pieces, inverse, cosine):
    """Whether a curve turns more sharply than `cosine` between neighbours of so many even pieces."""
    limit = np.float32(cosine * cosine)
    ux, uy = apply(inverse, *tangent(c, False, np.float32(0)))
    for k in range(1, pieces + 1):
        vx, vy = apply(inverse, *tangent(c, False, np.float32(k / pieces)))
        dot = ux * vx + uy * vy
        is_smooth = dot > 0 and dot * dot > limit * (ux * ux + uy * uy) * (vx * vx + vy * vy)
        if not is_smooth:  # nor is a vertex without a tangent
            return True
        ux, uy = vx, vy
    return False


@njit(cache=True)
def arc_angle(half_width, accuracy):
    """The angle between vertices of an arc that stays within `accuracy` px."""
    return min(1.0, 2.0 * math.acos(max(0.5, 1.0 - accuracy / max(half_width, accuracy))))


@njit(cache=True)
def piece_count(c, half_width, accuracy):
    """An even split into n keeps a cubic within 3/4 * bend / n^2 of its chords, and each chord's turn small
    enough for the offset curves of the stroke."""
    ex, ey = c[0] - 2 * c[2] + c[4], c[1] - 2 * c[3] + c[5]
    fx, fy = c[2] - 2 * c[4] + c[6], c[3] - 2 * c[5] + c[7]
    bend = math.sqrt(max(ex * ex + ey * ey, fx * fx + fy * fy))
    length = math.hypot(c[2] - c[0], c[3] - c[1]) + math.hypot(c[4] - c[2], c[5] - c[3])
    length += math.hypot(c[6] - c[4], c[7] - c[5])
    # the offset curve bends as much more as it is longer: 1 + half width * curvature
    stretch = 1.0 + half_width * 6.0 * bend / max(length * length, SHORTEST)
    return math.ceil(min(MOST_PIECES, math.sqrt(0.75 * bend * stretch / accuracy) + 0.01))


@njit(cache=True)
def covers(kept, layout, now, shapes, segment_path):
    """Whether a lasting layout, made for the Needs `kept`, serves shapes whose Needs are `now`."""
    for s in range(len(now.pieces)):
        if now.pieces[s] > kept.pieces[s] or now.live[s] != kept.live[s]:
            return False
    for p in range(len(now.arc)):
        if now.arc[p] < kept.arc[p]:
            return False
    return not _has_new_cusp(layout, now.has_cusp, shapes, segment_path)


@njit(cache=True)
def _has_new_cusp(layout, has_cusp, shapes, segment_path):
    """Whether a curve turns sharply between two slots of a side that have no slots of a join between them."""
    count = len(shapes.is_line)
    for k in range(len(layout.following)):
        s, t, way = _stop(layout, k)
        b, after, next_way = _stop(layout, layout.following[k])
        if way == 0 or way != next_way or s != b or t == after or not has_cusp[s]:
            continue
        inverse = matrix_at(shapes.pen_inverse, segment_path[s])
        for v in range(s, len(shapes.controls), count):
            c = curve_at(shapes.controls, v)
            ux, uy, _ = frame(c, shapes.is_line[s], t, inverse)
            vx, vy, _ = frame(c, shapes.is_line[s], after, inverse)
            if ux * vx + uy * vy < SMOOTH:
                return True
    return False


@njit(cache=True)
def _stop(layout, k):
    """`stop_of` slot k."""
    a, b = layout.segments[k, 0], layout.segments[k, 1]
    return stop_of(a, b, layout.places[k, 0], layout.places[k, 1], layout.places[k, 2], layout.places[k, 3])


@njit(cache=True)
def stop_of(a, b, t_a, t_b, way, share):
    """(segment, t, way) of a slot on a side of a stroke, given its numbers in a Layout; way is 0 for other
    slots, as those of a cusp."""
    if abs(way) < 1 or (a == b and (t_b - t_a) * way > 0):
        return a, t_a, np.float32(0)
    way = np.float32(1) if way > 0 else np.float32(-1)
    return (a, t_a, way) if b == FIXED or share < np.float32(0.5) else (b, t_b, way)
