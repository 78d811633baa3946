"""What is painted, as closed outlines: every fill and every stroke becomes loops of straight edges.

A vertex of an outline is a point of a curve plus an offset in the curve's own frame:

    V = c(t) + half_width * pen @ (across * n + along * u)

where u is the unit tangent at t and n the unit normal, both taken before the pen deforms them. A
fill has no offset. So one rule moves all vertices when control points or widths change, whatever
the caps, joins and pens are. Which vertices there are (the plan) follows from the geometry's
values alone and is not differentiated.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

ROUND_CAP, SQUARE_CAP = 1, 2
MITER_JOIN, ROUND_JOIN = 0, 1
STRAIGHT = 0.9986  # cosine of the turn (3 degrees) below which two segments need no join
SMOOTH = 0.8  # the same for neighbouring vertices of one curve
END = 1e-3  # tangents are taken this far inside a segment: at its end a handle may have no length


class Plan(NamedTuple):
    """The vertices of all outlines. Layer 2p is path p's fill, layer 2p + 1 its stroke."""

    segment: np.ndarray  # [V] int32
    t: np.ndarray  # [V] float32, place on the segment
    across: np.ndarray  # [V] float32, offset in half widths
    along: np.ndarray  # [V] float32
    following: np.ndarray  # [V] int32, the vertex at the other end of the edge that starts here
    first: np.ndarray  # [2P + 1] int32, each layer's vertices


@njit(cache=True)
def plan_outlines(controls, is_line, fill_only, subpath_first, subpath_closed, path_first, paint,
                  half_width, pen_inverse, stroke_style, accuracy):  # fmt: skip
    """The Plan of a scene whose curves are at `controls` ([S, 4, 2] px), as a tuple.

    subpath_first: [U + 1] segments; path_first: [P + 1] subpaths; paint: [P] bit 1 fill, bit 2
    stroke; half_width: [P] px; pen_inverse: [P, 2, 2]; stroke_style: [P, 4] as in a PathTable.
    accuracy: px between an outline and its edges.
    """
    paths = len(half_width)
    pieces = _piece_counts(controls, is_line, half_width, subpath_first, path_first, paint, accuracy)
    room = _room(pieces, subpath_first, path_first, half_width, accuracy)
    segment = np.empty(room, np.int32)
    place = np.empty((room, 3), np.float32)
    following = np.empty(room, np.int32)
    first = np.empty(2 * paths + 1, np.int32)
    n = 0
    for p in range(paths):
        first[2 * p] = n
        if paint[p] & 1:
            for u in range(path_first[p], path_first[p + 1]):
                begin = n
                for s in range(subpath_first[u], subpath_first[u + 1]):
                    for k in range(pieces[s]):
                        n = _put(segment, place, n, s, k / pieces[s], 0.0, 0.0)
                n = _close(following, begin, n)
        first[2 * p + 1] = n
        if paint[p] & 2 and half_width[p] > 0:
            arc = _arc_angle(half_width[p], accuracy)
            for u in range(path_first[p], path_first[p + 1]):
                live = _live_segments(controls, fill_only, subpath_first[u], subpath_first[u + 1])
                n = _stroke(segment, place, following, n, subpath_first[u], live, controls, is_line, pieces,
                            half_width[p], pen_inverse[p], subpath_closed[u], stroke_style[p],
                            arc)  # fmt: skip
    first[2 * paths] = n
    return segment[:n], place[:n, 0].copy(), place[:n, 1].copy(), place[:n, 2].copy(), following[:n], first


@njit(cache=True)
def _stroke(segment, place, following, n, start, live, controls, is_line, pieces, half_width, pen_inverse,
            closed, style, arc):  # fmt: skip
    """Add the outline of one subpath's stroke; returns the number of vertices after it."""
    cap = int(style[1])
    begin = n
    if len(live) == 0:
        n = _dot(segment, place, n, start, cap, arc)
        return _close(following, begin, n)
    n = _side(segment, place, n, live, controls, is_line, pieces, half_width, pen_inverse, 1, closed,
              style, arc)  # fmt: skip
    if closed:
        n = _close(following, begin, n)
        begin = n
    else:
        n = _cap(segment, place, n, live[-1], 1, cap, arc)
    n = _side(segment, place, n, live, controls, is_line, pieces, half_width, pen_inverse, -1, closed,
              style, arc)  # fmt: skip
    if not closed:
        n = _cap(segment, place, n, live[0], -1, cap, arc)
    return _close(following, begin, n)


@njit(cache=True)
def _side(segment, place, n, live, controls, is_line, pieces, half_width, pen_inverse, way, closed, style,
          arc):  # fmt: skip
    """One side of a stroke, walking along it (way 1) or back (way -1); always on the same hand.

    Where a curve turns sharply between two of its own vertices (a cusp), it gets a round join.
    """
    count = len(live)
    join, limit = int(style[2]), style[3]
    head = np.float32(0 if way > 0 else 1)
    begin = n
    starts_at_tip = False
    s = live[0] if way > 0 else live[count - 1]
    ux, uy = direction(controls[s], is_line[s], head, pen_inverse)
    for i in range(count):
        s = live[i] if way > 0 else live[count - 1 - i]
        if not starts_at_tip:
            n = _put(segment, place, n, s, head, way, 0.0)
        starts_at_tip = False
        t = head
        for k in range(1, pieces[s] + 1):
            before = t
            t = np.float32(k / pieces[s] if way > 0 else 1 - k / pieces[s])
            vx, vy = direction(controls[s], is_line[s], t, pen_inverse)
            n = _corner(segment, place, n, s, before, ux, uy, s, t, vx, vy, way, ROUND_JOIN, limit, arc)
            n = _put(segment, place, n, s, t, way, 0.0)
            ux, uy = vx, vy
        if i == count - 1 and not closed:
            return n
        j = (i + 1) % count
        b = live[j] if way > 0 else live[count - 1 - j]
        vx, vy = direction(controls[b], is_line[b], head, pen_inverse)
        room = min(_room_inside(controls[s], is_line[s], half_width, pen_inverse),
                   _room_inside(controls[b], is_line[b], half_width, pen_inverse))  # fmt: skip
        tip = _half_turn(ux, uy, vx, vy)
        if ux * vy - uy * vx > 0 and ux * vx + uy * vy < STRAIGHT and tip < room:
            # the offset lines meet before their ends: those of a are already there, those of b are not
            n = _put(segment, place, n - 1, s, t, way, -way * tip)
            n = _put(segment, place, n, b, head, way, way * tip)
            if j == 0:
                n -= 1
                segment[begin] = b
                place[begin, 0], place[begin, 1], place[begin, 2] = head, way, way * tip
            starts_at_tip = True
        else:
            n = _corner(segment, place, n, s, t, ux, uy, b, head, vx, vy, way, join, limit, arc)
        ux, uy = vx, vy
    return n


@njit(cache=True, inline="always")
def _half_turn(ux, uy, vx, vy):
    """The tangent of half the angle between two unit vectors."""
    cosine = ux * vx + uy * vy
    return math.sqrt(max(0.0, 1.0 - cosine) / max(1.0 + cosine, 1e-6))


@njit(cache=True, inline="always")
def _room_inside(c, is_line, half_width, pen_inverse):
    """Half a line's length in half widths; 0 for a curve, whose offset may bend before."""
    if not is_line:
        return 0.0
    x, y = c[3, 0] - c[0, 0], c[3, 1] - c[0, 1]
    px = pen_inverse[0, 0] * x + pen_inverse[0, 1] * y
    py = pen_inverse[1, 0] * x + pen_inverse[1, 1] * y
    return 0.5 * math.sqrt(px * px + py * py) / half_width


@njit(cache=True)
def _corner(segment, place, n, a, t_a, ux, uy, b, t_b, vx, vy, way, join, limit, arc):
    """Vertices between place t_a of segment a, with tangent u, and place t_b of b, with tangent v."""
    cosine, sine = ux * vx + uy * vy, ux * vy - uy * vx
    if cosine > (STRAIGHT if a != b else SMOOTH):
        return n
    if sine > 0:  # the inner side: through the corner, so that nothing is ever cut out of the stroke
        n = _put(segment, place, n, a, t_a, 0.0, 0.0)
        return _put(segment, place, n, b, t_b, 0.0, 0.0)
    if join == MITER_JOIN and limit * limit * (1.0 + cosine) >= 2.0:
        # once for each segment, so that each one's turning moves its own edge
        tip = _half_turn(ux, uy, vx, vy)
        n = _put(segment, place, n, a, t_a, way, way * tip)
        return _put(segment, place, n, b, t_b, way, -way * tip)
    if join == ROUND_JOIN:
        turn = math.acos(max(-1.0, min(1.0, cosine)))
        steps = math.ceil(turn / arc)
        for k in range(1, steps):
            angle = turn * k / steps
            if 2 * k <= steps:
                n = _put(segment, place, n, a, t_a, way * math.cos(angle), way * math.sin(angle))
            else:
                angle = turn - angle
                n = _put(segment, place, n, b, t_b, way * math.cos(angle), -way * math.sin(angle))
    return n


@njit(cache=True)
def _cap(segment, place, n, s, way, cap, arc):
    """The end of an open stroke, at the end of segment s (way 1) or at its start (way -1)."""
    t = 1.0 if way > 0 else 0.0
    if cap == SQUARE_CAP:
        n = _put(segment, place, n, s, t, way, way)
        n = _put(segment, place, n, s, t, -way, way)
    elif cap == ROUND_CAP:
        steps = math.ceil(math.pi / arc)
        for k in range(1, steps):
            angle = math.pi * k / steps
            n = _put(segment, place, n, s, t, way * math.cos(angle), way * math.sin(angle))
    return n


@njit(cache=True)
def _dot(segment, place, n, s, cap, arc):
    """A subpath without length: a disc or a square, or nothing with butt caps."""
    if cap == ROUND_CAP:
        steps = math.ceil(2 * math.pi / arc)
        for k in range(steps):
            angle = 2 * math.pi * k / steps
            n = _put(segment, place, n, s, 0.0, math.cos(angle), math.sin(angle))
    elif cap == SQUARE_CAP:
        for across, along in ((1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)):
            n = _put(segment, place, n, s, 0.0, across, along)
    return n


@njit(cache=True)
def _put(segment, place, n, s, t, across, along):
    segment[n] = s
    place[n, 0] = t
    place[n, 1] = across
    place[n, 2] = along
    return n + 1


@njit(cache=True)
def _close(following, begin, n):
    """Join vertices begin..n into a loop."""
    for k in range(begin, n):
        following[k] = k + 1
    if n > begin:
        following[n - 1] = begin
    return n


@njit(cache=True)
def _arc_angle(half_width, accuracy):
    """The angle between vertices of an arc that stays within `accuracy` px."""
    return min(1.0, 2.0 * math.acos(max(0.5, 1.0 - accuracy / max(half_width, accuracy))))


@njit(cache=True)
def _piece_counts(controls, is_line, half_width, subpath_first, path_first, paint, accuracy):
    """[S] int32. An even split into n keeps a cubic within 3/4 * bend / n^2 of its chords, and each
    chord's turn small enough for the offset curves of the stroke."""
    counts = np.empty(len(controls), np.int32)
    for p in range(len(half_width)):
        wide = half_width[p] if paint[p] & 2 else np.float32(0)
        for s in range(subpath_first[path_first[p]], subpath_first[path_first[p + 1]]):
            counts[s] = 1
            if is_line[s]:
                continue
            c = controls[s]
            ex, ey = c[0, 0] - 2 * c[1, 0] + c[2, 0], c[0, 1] - 2 * c[1, 1] + c[2, 1]
            fx, fy = c[1, 0] - 2 * c[2, 0] + c[3, 0], c[1, 1] - 2 * c[2, 1] + c[3, 1]
            bend = math.sqrt(max(ex * ex + ey * ey, fx * fx + fy * fy))
            length = 0.0
            for k in range(3):
                length += math.hypot(c[k + 1, 0] - c[k, 0], c[k + 1, 1] - c[k, 1])
            if not length > 0:
                continue
            # the offset curve bends as much more as it is longer: 1 + half width * curvature
            stretch = 1.0 + wide * 6.0 * bend / (length * length) if wide > 0 else 1.0
            counts[s] = math.ceil(min(2048.0, math.sqrt(0.75 * bend * stretch / accuracy) + 0.01))
    return counts


@njit(cache=True)
def _room(pieces, subpath_first, path_first, half_width, accuracy):
    """An upper bound of the number of vertices."""
    room = 0
    for p in range(len(half_width)):
        arc = math.ceil(math.pi / _arc_angle(half_width[p], accuracy)) + 4
        for u in range(path_first[p], path_first[p + 1]):
            for s in range(subpath_first[u], subpath_first[u + 1]):
                room += (3 + 2 * arc) * pieces[s] + 2 + 2 * arc
            room += 2 * arc
    return room


@njit(cache=True)
def _live_segments(controls, fill_only, begin, end):
    """The segments of a subpath that have a length and are stroked."""
    live = np.empty(end - begin, np.int32)
    n = 0
    for s in range(begin, end):
        c = controls[s]
        moves = False
        for k in range(1, 4):
            moves = moves or c[k, 0] != c[0, 0] or c[k, 1] != c[0, 1]
        if moves and not fill_only[s]:
            live[n] = s
            n += 1
    return live[:n]


@njit(cache=True, inline="always")
def direction(c, is_line, t, pen_inverse):
    """The unit tangent of a segment at t before the pen deforms it; (1, 0) where there is none."""
    x, y = tangent(c, is_line, t)
    px = pen_inverse[0, 0] * x + pen_inverse[0, 1] * y
    py = pen_inverse[1, 0] * x + pen_inverse[1, 1] * y
    length = math.sqrt(px * px + py * py)
    if length > 0:
        return np.float32(px / length), np.float32(py / length)
    return np.float32(1), np.float32(0)


@njit(cache=True, inline="always")
def tangent(c, is_line, t):
    """The derivative of a segment at t, taken END inside it."""
    if is_line:
        return c[3, 0] - c[0, 0], c[3, 1] - c[0, 1]
    t = min(max(t, np.float32(END)), np.float32(1 - END))
    u = np.float32(1) - t
    a, b, d = 3 * u * u, 6 * u * t, 3 * t * t
    return (
        a * (c[1, 0] - c[0, 0]) + b * (c[2, 0] - c[1, 0]) + d * (c[3, 0] - c[2, 0]),
        a * (c[1, 1] - c[0, 1]) + b * (c[2, 1] - c[1, 1]) + d * (c[3, 1] - c[2, 1]),
    )
