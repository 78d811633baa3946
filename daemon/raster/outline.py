"""What is painted, as closed outlines: every fill and every stroke becomes loops of slots.

A layout follows from the topology and from counts: how many straight pieces stand for a segment, how
many slots a corner or a cap has. `slots.py` says where each slot lies. On the processor a layout is made
for the geometry at hand and holds what that needs, no more. With `headroom` it is made to last: it stays
good while curves bend and strokes widen by that factor and corners turn as they like.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from .curve import curve_at, frame, matrix_at, room_inside
from .dashes import dashed_runs, whole_run
from .needs import CUSP_SOON
from .slots import FIXED, INSIDE, MITER, ROUND, ROUND_JOIN, corner_kind, turn_angle

ROUND_CAP, SQUARE_CAP = 1, 2


class _Slots(NamedTuple):
    """A Layout as it grows."""

    segments: np.ndarray
    places: np.ndarray
    following: np.ndarray


class _Pen(NamedTuple):
    """What one path's stroke is drawn with."""

    path: int
    inverse: tuple  # of its matrix, as in curve.matrix_at
    cap: int
    join: int
    limit: float
    arc: float
    lasts: bool


@njit(cache=True, nogil=True)
def lay_out(needs, shapes, subpath_first, subpath_closed, path_first, paint, stroke_style, lasts):
    """The Layout, as a tuple, of what `paint` says ([P]: bit 1 fill, bit 2 stroke).

    subpath_first: [U + 1] segments; subpath_closed: [U]; path_first: [P + 1] subpaths; stroke_style:
    [P, 4] as in a PathTable. lasts: whether corners get the slots that they need however they turn.
    """
    paths = len(paint)
    out = _slots(16 * paths + 4 * needs.pieces.sum())  # a guess
    first = np.empty(2 * paths + 1, np.int32)
    n = 0
    for p in range(paths):
        first[2 * p] = n
        if paint[p] & 1:
            for u in range(path_first[p], path_first[p + 1]):
                out, n = _fill(out, n, needs.pieces, subpath_first[u], subpath_first[u + 1])
        first[2 * p + 1] = n
        if paint[p] & 2:
            style = stroke_style[p]
            pen = _Pen(p, matrix_at(shapes.pen_inverse, p), int(style[1]), int(style[2]), style[3],
                       needs.arc[p], lasts)  # fmt: skip
            for u in range(path_first[p], path_first[p + 1]):
                live = _live(needs.live, subpath_first[u], subpath_first[u + 1])
                if len(live) == 0:
                    out, n = _dot(out, n, subpath_first[u], np.float32(0), pen)
                else:
                    runs = _runs(live, subpath_closed[u], needs, shapes, pen)
                    for r in range(len(runs.first) - 1):
                        out, n = _stroke(out, n, runs, r, needs, shapes, pen)
    first[2 * paths] = n
    return out.segments[:n], out.places[:n], out.following[:n], first


@njit(cache=True)
def _fill(out, n, pieces, begin, end):
    """Add the loop of one subpath's fill: segments begin..end."""
    start, out = n, _with_room(out, n, pieces[begin:end].sum())
    segments, places, following = out
    for s in range(begin, end):
        for k in range(pieces[s]):
            n = _put(segments, places, n, s, FIXED, np.float32(k / pieces[s]), 0.0, 0.0, 0.0)
    _close(following, start, n)
    return out, n


@njit(cache=True)
def _live(is_live, begin, end):
    """The segments begin..end that a stroke runs along."""
    segments = np.empty(end - begin, np.int32)
    n = 0
    for s in range(begin, end):
        if is_live[s]:
            segments[n] = s
            n += 1
    return segments[:n]


@njit(cache=True)
def _runs(live, closed, needs, shapes, pen):
    """What the stroke of one subpath runs along. Dashes lie where the first variant has them."""
    pattern = shapes.dashes[shapes.dash_first[pen.path] : shapes.dash_first[pen.path + 1]]
    if len(pattern) == 0:
        return whole_run(live, closed)
    offset = shapes.dash_offset[pen.path]
    return dashed_runs(
        live, closed, shapes.controls, shapes.is_line, needs.pieces, pen.inverse, pattern, offset
    )


@njit(cache=True)
def _stroke(out, n, runs, number, needs, shapes, pen):
    """Add the outline of a stroke along one of the runs: a loop, or two if it is closed."""
    begin, last, start = runs.first[number], runs.first[number + 1] - 1, n
    if begin == last and runs.start[begin] == runs.stop[begin]:
        return _dot(out, n, runs.segment[begin], runs.start[begin], pen)
    out = _with_room(
        out, n, _slots_at_most(runs.segment[begin : last + 1], needs.pieces, needs.has_cusp, pen)
    )
    segments, places, following = out
    n = _side(segments, places, n, runs, begin, last, 1, needs, shapes, pen)
    if runs.closed:
        _close(following, start, n)
        start = n
    else:
        n = _cap(segments, places, n, runs.segment[last], runs.stop[last], 1, pen)
    n = _side(segments, places, n, runs, begin, last, -1, needs, shapes, pen)
    if not runs.closed:
        n = _cap(segments, places, n, runs.segment[begin], runs.start[begin], -1, pen)
    _close(following, start, n)
    return out, n


@njit(cache=True)
def _slots_at_most(segments, pieces, has_cusp, pen):
    """An upper bound for one run."""
    full = _full_fan(pen.arc)
    count = 2 * full
    for s in segments:
        count += pieces[s] * (full if has_cusp[s] else 1) + full + 2
    return 2 * count


@njit(cache=True)
def _side(segments, places, n, runs, begin, last, way, needs, shapes, pen):
    """One side of a run, walking along it (way 1) or back (way -1); always on the same hand."""
    controls, is_line, half_width = shapes.controls, shapes.is_line, shapes.half_width
    all_pieces, has_cusp, closed = needs.pieces, needs.has_cusp, runs.closed
    segment, low, high = runs.segment, runs.start, runs.stop
    if way < 0:
        low, high = high, low
    count, enter = last + 1 - begin, (begin if way > 0 else last)
    if not closed:
        n = _put(segments, places, n, segment[enter], FIXED, low[enter], 0.0, way, 0.0)
    for i in range(count):
        k, after = enter + way * i, (enter + way * (i + 1) if i + 1 < count else enter)
        s, t, until = segment[k], low[k], high[k]
        pieces = max(1, math.ceil(all_pieces[s] * abs(until - t) - 1e-3))
        n = _along(
            segments, places, n, s, t, until, pieces, has_cusp[s], way, controls, is_line, half_width, pen
        )
        if i == count - 1 and not closed:
            return _put(segments, places, n, s, FIXED, until, 0.0, way, 0.0)
        b, t_b = segment[after], low[after]
        corner = way if abs(until - t) == 1 and abs(high[after] - t_b) == 1 else 2 * way
        size = _fan_size(controls, is_line, half_width, pen, s, until, b, t_b, corner)
        n = _fan(segments, places, n, s, until, b, t_b, corner, size, 0, size)
    return n


@njit(cache=True)
def _along(segments, places, n, s, t, until, pieces, has_cusp, way, controls, is_line, half_width, pen):
    """The slots between both ends of one stretch.

    Where a curve turns sharply between two of its own vertices (a cusp), it gets a round join.
    """
    before = t
    for k in range(1, pieces + 1):
        after = np.float32(t + (until - t) * k / pieces)
        if has_cusp:
            size = _fan_size(controls, is_line, half_width, pen, s, before, s, after, way)
            n = _fan(segments, places, n, s, before, s, after, way, size, 1, size - 1)
        if k < pieces:
            n = _put(segments, places, n, s, FIXED, after, 0.0, way, 0.0)
        before = after
    return n


@njit(cache=True)
def _fan(segments, places, n, a, t_a, b, t_b, way, size, begin, end):
    """Add slots begin..end of the `size` slots of a corner."""
    for k in range(begin, end):
        n = _put(segments, places, n, a, b, t_a, t_b, way, k / (size - 1))
    return n


@njit(cache=True)
def _full_fan(arc):
    """The most slots that a corner needs."""
    return max(4, math.ceil(math.pi / arc) + 1)


@njit(cache=True)
def _fan_size(controls, is_line, half_width, pen, a, t_a, b, t_b, way):
    """How many slots a corner from place t_a of segment a to t_b of b has, both its ends among them."""
    is_cusp = a == b and (t_b - t_a) * way > 0
    if pen.lasts and not is_cusp:
        return _full_fan(pen.arc) if pen.join == ROUND_JOIN else 4
    size, count = 2, len(is_line)
    paths = len(half_width) // (len(controls) // count)
    for v in range(len(controls) // count):
        c_a, c_b = curve_at(controls, v * count + a), curve_at(controls, v * count + b)
        ux, uy, _ = frame(c_a, is_line[a], t_a, pen.inverse)
        vx, vy, _ = frame(c_b, is_line[b], t_b, pen.inverse)
        if pen.lasts:
            size = max(size, _full_fan(pen.arc) if ux * vx + uy * vy < CUSP_SOON else 2)
            continue
        wide, room = half_width[v * paths + pen.path], np.float32(0)
        if abs(way) == 1:
            room = min(room_inside(c_a, is_line[a], wide, pen.inverse),
                       room_inside(c_b, is_line[b], wide, pen.inverse))  # fmt: skip
        kind = corner_kind(ux, uy, vx, vy, is_cusp, pen.join, pen.limit, room)
        if kind == ROUND:
            size = max(size, math.ceil(turn_angle(ux, uy, vx, vy) / pen.arc) + 1)
        elif kind in (INSIDE, MITER):
            size = max(size, 4)
    return size


@njit(cache=True)
def _cap(segments, places, n, s, t, way, pen):
    """The end of an open stroke, at place t of segment s, where it ends (way 1) or starts (way -1)."""
    steps = math.ceil(math.pi / pen.arc)
    if pen.cap == SQUARE_CAP:
        n = _put(segments, places, n, s, FIXED, t, 0.0, way, way)
        n = _put(segments, places, n, s, FIXED, t, 0.0, -way, way)
    elif pen.cap == ROUND_CAP:
        for k in range(1, steps):
            x, y = math.cos(math.pi * k / steps), math.sin(math.pi * k / steps)
            n = _put(segments, places, n, s, FIXED, t, 0.0, way * x, way * y)
    return n


@njit(cache=True)
def _dot(out, n, s, t, pen):
    """The loop of a stroke or dash without length: a disc or a square, or nothing with butt caps."""
    start, steps = n, math.ceil(2 * math.pi / pen.arc)
    out = _with_room(out, n, steps + 4)
    segments, places, following = out
    if pen.cap == ROUND_CAP:
        for k in range(steps):
            x, y = math.cos(2 * math.pi * k / steps), math.sin(2 * math.pi * k / steps)
            n = _put(segments, places, n, s, FIXED, t, 0.0, x, y)
    elif pen.cap == SQUARE_CAP:
        for across, along in ((1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)):
            n = _put(segments, places, n, s, FIXED, t, 0.0, across, along)
    _close(following, start, n)
    return out, n


@njit(cache=True)
def _put(segments, places, n, a, b, t_a, t_b, across, along):
    segments[n, 0] = a
    segments[n, 1] = b
    places[n, 0] = t_a
    places[n, 1] = t_b
    places[n, 2] = across
    places[n, 3] = along
    return n + 1


@njit(cache=True)
def _close(following, begin, n):
    """Join slots begin..n into a loop."""
    for k in range(begin, n):
        following[k] = k + 1
    if n > begin:
        following[n - 1] = begin


@njit(cache=True)
def _slots(room):
    return _Slots(np.empty((room, 2), np.int32), np.empty((room, 4), np.float32), np.empty(room, np.int32))


@njit(cache=True)
def _with_room(out, n, more):
    """The same slots, of which the first n matter, with room for `more` after them."""
    room = len(out.following)
    if n + more <= room:
        return out
    room = max(2 * room, n + more)
    longer = _slots(room)
    longer.segments[:n] = out.segments[:n]
    longer.places[:n] = out.places[:n]
    longer.following[:n] = out.following[:n]
    return longer
