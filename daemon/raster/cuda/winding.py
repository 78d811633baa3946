"""Winding numbers of a tile's cells, in shared memory and in fixed point, and what they do to edges.

As in cells.py an edge adds to the cells that it crosses how much the sum along the row grows there.
Sums of integers don't depend on their order, so edges are added by whichever thread comes first, and
edges that meet round their common vertex alike, so a closed outline is closed to the last bit.

Coordinates here are a tile's own: cells are 0..SIDE in both directions.
"""

import numpy as np
from numba import cuda

from .sizes import ONE, PER_ONE, PLANE, SIDE, STRIDE, UNIT

ZERO = np.float32(0)
WHOLE = np.float32(1)
HALF = np.float32(0.5)
LAST = np.float32(SIDE)
ROUNDING = np.float32(1.5 * 2**23)
MOST_STEPS = 2 * SIDE + 4  # cells that one edge can cross in a tile


@cuda.jit(device=True, inline=True)
def cell(base, row, column):
    """Where a plane that begins at `base` holds a cell; unsigned, or Numba would look for places before 0."""
    return np.uint32(base + row * STRIDE + column)


@cuda.jit(device=True, inline=True)
def whole(x):
    """The nearest whole number, for |x| < 2 ** 22: adding leaves no room for a fraction."""
    return (x + ROUNDING) - ROUNDING


@cuda.jit(device=True, inline=True)
def height(y, upper):
    """How much of the row of cells below `upper` lies above y, in fixed point, as a float."""
    return whole(min(max(y - upper, ZERO), WHOLE) * UNIT)


@cuda.jit(device=True)
def wind_left(winding, base, row, y0, y1):
    """Add one row of a run of edges from height y0 to y1 that lies left of the tile."""
    upper = np.float32(row)
    rise = height(y1, upper) - height(y0, upper)
    if rise != ZERO:
        cuda.atomic.add(winding, cell(base, row, 0), np.int32(rise))


@cuda.jit(device=True)
def wind_edge(winding, base, ax, ay, bx, by):
    """Add an edge from a to b to the plane that begins at `base`."""
    top, bottom = max(min(ay, by), ZERO), min(max(ay, by), LAST)
    if not (top < bottom and min(ax, bx) < LAST):
        return
    first = np.int32(top)
    upper, place = np.float32(first), cell(base, first, 0)
    per_rise = WHOLE / (by - ay)
    ex = bx - ax
    while upper < bottom:
        lower = upper + WHOLE
        rise = height(by, upper) - height(ay, upper)
        if rise != ZERO:
            xa = ax + (min(max(ay, upper), lower) - ay) * per_rise * ex
            xb = ax + (min(max(by, upper), lower) - ay) * per_rise * ex
            _wind_row(winding, place, min(xa, xb), max(xa, xb), rise)
        upper = lower
        place = np.uint32(place + np.uint32(STRIDE))


@cuda.jit(device=True)
def _add(winding, place, here, there):
    """Let the sum grow by so much at a cell and at the next one."""
    cuda.atomic.add(winding, place, np.int32(here))
    cuda.atomic.add(winding, np.uint32(place + np.uint32(1)), np.int32(there))


@cuda.jit(device=True)
def _wind_row(winding, place, left, right, rise):
    """Add a stretch of an edge in the row of cells from `place` on, from left to right; rise: fixed point."""
    if left >= LAST:
        return
    if right <= ZERO:
        cuda.atomic.add(winding, place, np.int32(rise))
        return
    first = np.int32(max(left, ZERO))
    x, done = max(left, ZERO), ZERO
    corner = np.float32(first)
    place = np.uint32(place + np.uint32(first))
    if right <= corner + WHOLE and left >= ZERO:
        inside = whole(rise * (HALF * (left + right) - corner))
        _add(winding, place, rise - inside, inside)
        return
    per_x = rise / (right - left)
    if left < ZERO:
        done = whole(-left * per_x)
        cuda.atomic.add(winding, place, np.int32(done))
    while x < right and corner < LAST:
        upto = min(corner + WHOLE, right)
        total = rise if upto >= right else whole((upto - left) * per_x)
        inside = whole((total - done) * (HALF * (x + upto) - corner))
        _add(winding, place, total - done - inside, inside)
        x, done, corner = upto, total, corner + WHOLE
        place = np.uint32(place + np.uint32(1))


@cuda.jit(device=True)
def sum_rows(winding, thread, planes):
    """Turn growth into winding numbers; one thread a row, of which there are fewer than threads."""
    if thread < planes * SIDE:
        place = cell((thread >> 4) * PLANE, thread & 15, 0)
        w = np.int32(0)
        for _ in range(SIDE):
            w += winding[place]
            winding[place] = w
            place = np.uint32(place + np.uint32(1))


@cuda.jit(device=True, inline=True)
def fold(w, evenodd):
    """`cells.fold` in fixed point."""
    w = abs(w)
    if evenodd:
        w = w & (2 * ONE - 1)
        return min(w, 2 * ONE - w)
    return min(w, ONE)


@cuda.jit(device=True, inline=True)
def fold_slope(w, evenodd):
    """`cells.fold_slope` in fixed point."""
    sign = WHOLE if w >= 0 else -WHOLE
    w = abs(w)
    if evenodd:
        w = w & (2 * ONE - 1)
        return sign if w < ONE else -sign
    return sign if w < ONE else ZERO


@cuda.jit(device=True, inline=True)
def mean_cover(winding, base, x, y, ramp, evenodd):
    """Mean coverage of the ramp x ramp cells from (x, y) on."""
    total = np.int32(0)
    for row in range(y, y + ramp):
        for column in range(x, x + ramp):
            total += fold(winding[cell(base, row, column)], evenodd)
    return np.float32(total) * (PER_ONE / np.float32(ramp * ramp))


@cuda.jit(device=True, inline=True)
def _inside(start, step, low, high):
    """The part of low..high where 0 <= start + u * step <= SIDE."""
    if step == ZERO:
        return low, (high if ZERO <= start <= LAST else low)
    a, b = -start / step, (LAST - start) / step
    return max(low, min(a, b)), min(high, max(a, b))


@cuda.jit(device=True)
def along_edge(slope, base, ax, ay, ex, ey):
    """Integrals of a plane's slope along an edge from a by e, weighted to its start and to its end."""
    near = far = ZERO
    u, until = _inside(ax, ex, ZERO, WHOLE)
    u, until = _inside(ay, ey, u, until)
    if not u < until:
        return near, far
    column = min(max(np.int32(ax + u * ex), 0), SIDE - 1)
    row = min(max(np.int32(ay + u * ey), 0), SIDE - 1)
    never = np.float32(np.inf)
    per_x = WHOLE / abs(ex) if ex != ZERO else never
    per_y = WHOLE / abs(ey) if ey != ZERO else never
    next_x = (np.float32(column + 1 if ex > ZERO else column) - ax) / ex if ex != ZERO else never
    next_y = (np.float32(row + 1 if ey > ZERO else row) - ay) / ey if ey != ZERO else never
    for _ in range(MOST_STEPS):
        stop = min(min(next_x, next_y), until)
        if stop > u:
            value = slope[cell(base, row, column)] * (stop - u)
            middle = HALF * (u + stop)
            near += value * (WHOLE - middle)
            far += value * middle
            u = stop
        if not u < until:
            break
        if next_x <= next_y:
            next_x += per_x
            column += 1 if ex > ZERO else -1
        else:
            next_y += per_y
            row += 1 if ey > ZERO else -1
        if column < 0 or column >= SIDE or row < 0 or row >= SIDE:
            break
    return near, far
