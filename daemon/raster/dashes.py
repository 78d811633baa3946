"""Which stretches of a stroke its dashes are.

Lengths are those along the curve before the pen deforms it, as SVG measures them under a transform. Where
dashes lie follows from the geometry's values and is not differentiated: a dash's ends keep their t.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from .curve import apply, curve_at, tangent

MOST_DASHES = 10_000  # in a subpath; a pattern that would need more is drawn solid
STEPS = 4  # a curve's length is summed over at least so many steps
NODE = 0.5 * math.sqrt(0.6)  # of Gauss's rule with three points


class Runs(NamedTuple):
    """Stretches of segments that strokes walk along, each from one t to a higher one; and which of them
    follow one another without a gap. A dash without a length is one stretch without a length."""

    segment: np.ndarray  # [R] int32
    start: np.ndarray  # [R] float32
    stop: np.ndarray  # [R] float32
    first: np.ndarray  # [runs + 1] int32
    closed: bool  # whether the (only) run closes


@njit(cache=True)
def whole_run(live, closed):
    """The Runs of a solid stroke along the segments `live` ([R])."""
    count = len(live)
    first = np.array([0, count], np.int32)
    return Runs(live, np.zeros(count, np.float32), np.ones(count, np.float32), first, closed)


@njit(cache=True)
def dashed_runs(live, closed, controls, is_line, pieces, inverse, pattern, offset):
    """The Runs of a dashed stroke along the segments `live` ([R]), none if all lies within a gap.

    controls: [S, 4, 2] px; is_line, pieces: [S]; inverse: of the pen. pattern: dash, gap, dash... in px; one
    without a length, with a negative one, or with too many dashes is solid. offset: px into the pattern.
    """
    most = _most_dashes(live, controls, inverse, pattern, offset)
    if not 0 < most <= MOST_DASHES:  # nor is infinity, or none at all
        return whole_run(live, closed)
    most = int(most)
    room = most + 2 * len(live)
    segment, first = np.empty(room, np.int32), np.empty(most + 1, np.int32)
    start, stop = np.empty(room, np.float32), np.empty(room, np.float32)
    index, left = _enter(pattern, offset % pattern.sum())
    starts_on = is_on = index % 2 == 0
    n = runs = first[0] = 0
    for s in live:
        c, since = curve_at(controls, s), 0.0
        steps = 1 if is_line[s] else max(STEPS, pieces[s])
        for k in range(steps):
            t, until = k / steps, (k + 1) / steps
            length = _length(c, is_line[s], t, until, inverse)
            while left <= length and runs < most - 1:
                t, length, left = _advance(c, is_line[s], t, until, inverse, length, left), length - left, 0.0
                if is_on:
                    if t > since or n == first[runs]:
                        segment[n], start[n], stop[n] = s, since, t
                        n += 1
                    runs += 1
                    first[runs] = n
                is_on = not is_on
                since = t
                index = (index + 1) % len(pattern)
                left = pattern[index]
            left -= length
        if is_on and since < 1:
            segment[n], start[n], stop[n] = s, since, 1
            n += 1
    return _finished(segment, start, stop, first, n, runs, closed and starts_on)


@njit(cache=True)
def _finished(segment, start, stop, first, n, runs, may_join):
    """The Runs of n stretches, of which those after run number `runs` reach the subpath's end.

    may_join: the subpath is closed, and starts within a dash: one that reaches its end goes on there.
    """
    if n > first[runs]:
        if may_join and runs == 0:
            return Runs(segment[:n], start[:n], stop[:n], np.array([0, n], np.int32), True)
        if may_join:
            head, end = first[1], n + first[1]
            segment[n:end] = segment[:head]
            start[n:end] = start[:head]
            stop[n:end] = stop[:head]
            first[runs + 1] = end
            return Runs(segment[:end], start[:end], stop[:end], first[1 : runs + 2], False)
        runs += 1
        first[runs] = n
    return Runs(segment[:n], start[:n], stop[:n], first[: runs + 1], False)


@njit(cache=True)
def _enter(pattern, offset):
    """(index of the dash or gap that lies `offset` into the pattern, how much of it is left)."""
    index = 0
    while (offset > pattern[index] or offset == pattern[index] > 0) and index < len(pattern) - 1:
        offset -= pattern[index]
        index += 1
    return index, max(0.0, pattern[index] - offset)


@njit(cache=True)
def _most_dashes(live, controls, inverse, pattern, offset):
    """How many dashes there are at most, as along the control polygons; 0 for a pattern that is none."""
    period = pattern.sum()
    if not 0 < period < np.inf or not pattern.min() >= 0 or not abs(offset) < np.inf:
        return 0.0
    length = 0.0
    for s in live:
        c = curve_at(controls, s)
        for x, y in ((c[2] - c[0], c[3] - c[1]), (c[4] - c[2], c[5] - c[3]), (c[6] - c[4], c[7] - c[5])):
            px, py = apply(inverse, x, y)
            length += math.hypot(px, py)
    return (np.ceil(length / period) + 1) * (len(pattern) // 2) + 2


@njit(cache=True)
def _speed(c, is_line, t, inverse):
    """The length of the tangent before the pen."""
    x, y = tangent(c, is_line, np.float32(t))
    x, y = apply(inverse, x, y)
    return math.hypot(x, y)


@njit(cache=True)
def _length(c, is_line, t, until, inverse):
    """The length of a curve between two places."""
    middle, span = 0.5 * (t + until), until - t
    early = _speed(c, is_line, middle - NODE * span, inverse)
    late = _speed(c, is_line, middle + NODE * span, inverse)
    return span * (5 * (early + late) + 8 * _speed(c, is_line, middle, inverse)) / 18


@njit(cache=True)
def _advance(c, is_line, t, until, inverse, length, distance):
    """The place `distance` behind t, before `until`, which is `length` away."""
    place = t + (until - t) * (distance / length if length > 0 else 0.0)
    for _ in range(2):
        speed = _speed(c, is_line, place, inverse)
        if speed > 0:
            place -= (_length(c, is_line, t, place, inverse) - distance) / speed
        place = min(max(place, t), until)
    return place
