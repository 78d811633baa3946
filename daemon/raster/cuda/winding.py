"""Winding numbers of a tile's cells, in shared memory and in fixed point, and what they do to edges.

As in cells.py an edge adds to the cells that it crosses how much the sum along the row grows there.
Sums of integers don't depend on their order, so edges are added by whichever thread comes first, and
edges that meet round their common vertex alike, so a closed outline is closed to the last bit.

Coordinates here are a tile's own: cells are 0..SIDE in both directions. Numba makes 64 bits of every sum of
integers, and a GPU is slow to make floats of those: hence the many casts.
"""

import numpy as np
from numba import cuda

from .sizes import ONE, PER_ONE, PLANE, SIDE, STRIDE

ZERO = np.float32(0)
WHOLE = np.float32(1)
HALF = np.float32(0.5)
LAST = np.float32(SIDE)
MOST_STEPS = 2 * SIDE + 4  # cells that one edge can cross in a tile


@cuda.jit(device=True, inline=True)
def cell(base, row, column):
    """Where a plane that begins at `base` holds a cell; unsigned, or Numba would look for places before 0."""
    return np.uint32(base + row * STRIDE + column)


@cuda.jit(device=True, inline=True)
def height(y, row):
    """How much of cell row `row` lies above y, in fixed point."""
    return np.int32(min(max(y - np.float32(row), ZERO), WHOLE) * np.float32(ONE))


@cuda.jit(device=True)
def wind_left(winding, base, row, y0, y1):
    """Add one row of a run of edges from height y0 to y1 that lies left of the tile."""
    rise = np.int32(height(y1, row) - height(y0, row))
    if rise != 0:
        cuda.atomic.add(winding, cell(base, row, 0), rise)


@cuda.jit(device=True)
def wind_edge(winding, base, ax, ay, bx, by):
    """Add an edge from a to b to the plane that begins at `base`."""
    top, bottom = min(ay, by), max(ay, by)
    if bottom <= ZERO or top >= LAST:
        return
    first = np.int32(max(top, ZERO))
    last = np.int32(min(bottom, LAST - HALF))
    per_rise = WHOLE / (by - ay) if by != ay else ZERO
    for row in range(first, np.int32(last + 1)):
        rise = np.int32(height(by, row) - height(ay, row))
        if rise == 0:
            continue
        upper, lower = np.float32(row), np.float32(np.int32(row + 1))
        ta = (min(max(ay, upper), lower) - ay) * per_rise
        tb = (min(max(by, upper), lower) - ay) * per_rise
        xa, xb = ax + ta * (bx - ax), ax + tb * (bx - ax)
        _wind_row(winding, base, row, min(xa, xb), max(xa, xb), rise)


@cuda.jit(device=True, inline=True)
def _wind_row(winding, base, row, left, right, rise):
    """Add a stretch of an edge in one row of a plane, from left to right; rise: in fixed point."""
    if left >= LAST:
        return
    if right <= ZERO:
        cuda.atomic.add(winding, cell(base, row, 0), rise)
        return
    first = np.int32(max(left, ZERO))
    after = np.int32(min(right, LAST))
    if after == first and left >= ZERO:
        inside = np.int32(np.float32(rise) * (HALF * (left + right) - np.float32(first)))
        cuda.atomic.add(winding, cell(base, row, first), rise - inside)
        cuda.atomic.add(winding, cell(base, row, first + 1), inside)
        return
    per_x = np.float32(rise) / (right - left)
    x, done = left, np.int32(0)
    if left < ZERO:
        done = np.int32(-left * per_x)
        cuda.atomic.add(winding, cell(base, row, 0), done)
        x = ZERO
    for column in range(first, np.int32(min(after, SIDE - 1) + 1)):
        upto = min(np.float32(np.int32(column + 1)), right)
        total = rise if upto >= right else np.int32((upto - left) * per_x)
        part = np.int32(total - done)
        inside = np.int32(np.float32(part) * (HALF * (x + upto) - np.float32(column)))
        cuda.atomic.add(winding, cell(base, row, column), part - inside)
        cuda.atomic.add(winding, cell(base, row, column + 1), inside)
        x, done = upto, total


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


@cuda.jit(device=True)
def sum_row(winding, cover, base, row, evenodd):
    """Turn growth along a row of a plane into winding numbers, and those into coverage."""
    w = np.int32(0)
    for column in range(SIDE):
        at = cell(base, row, column)
        w = np.int32(w + winding[at])
        winding[at] = w
        cover[at] = np.float32(np.int32(fold(w, evenodd))) * PER_ONE


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
    column = np.int32(min(max(np.int32(ax + u * ex), 0), SIDE - 1))
    row = np.int32(min(max(np.int32(ay + u * ey), 0), SIDE - 1))
    never = np.float32(np.inf)
    per_x = WHOLE / abs(ex) if ex != ZERO else never
    per_y = WHOLE / abs(ey) if ey != ZERO else never
    next_x = (np.float32(np.int32(column + (ex > ZERO))) - ax) / ex if ex != ZERO else never
    next_y = (np.float32(np.int32(row + (ey > ZERO))) - ay) / ey if ey != ZERO else never
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
            column = np.int32(column + (1 if ex > ZERO else -1))
        else:
            next_y += per_y
            row = np.int32(row + (1 if ey > ZERO else -1))
        if column < 0 or column >= SIDE or row < 0 or row >= SIDE:
            break
    return near, far
