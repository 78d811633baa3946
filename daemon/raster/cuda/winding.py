"""Winding numbers of a tile's cells, in shared memory and in fixed point, and what they do to edges.

As in cells.py an edge adds to the cells that it crosses how much the sum along the row grows there.
Sums of integers don't depend on their order, so edges are added by whichever thread comes first, and
edges that meet round their common vertex alike, so a closed outline is closed to the last bit.

Coordinates here are a tile's own: cells are 0..SIDE in both directions. Numba makes 64 bits of every sum of
integers, and a GPU is slow to make floats of those: hence the many casts.
"""

import numpy as np
from numba import cuda

from .sizes import ONE, PER_ONE, SIDE, STRIDE

ZERO = np.float32(0)
WHOLE = np.float32(1)
HALF = np.float32(0.5)
LAST = np.float32(SIDE)
ENDLESS = np.float32(np.inf)
FIXED_ONE = np.float32(ONE)
MOST_STEPS = 2 * SIDE + 4  # cells that one edge can cross in a tile


@cuda.jit(device=True, inline=True)
def cell(base, row, column):
    """Where a plane that begins at `base` holds a cell; unsigned, or Numba would look for places before 0."""
    return np.uint32(base + row * STRIDE + column)


@cuda.jit(device=True, inline=True)
def height(y, row):
    """How much of cell row `row` lies above y, in fixed point."""
    return np.int32(min(max(y - np.float32(row), ZERO), WHOLE) * FIXED_ONE)


@cuda.jit(device=True)
def wind_left(winding, base, row, y0, y1):
    """Add one row of a run of edges from height y0 to y1 that lies left of the tile."""
    rise = np.int32(height(y1, row) - height(y0, row))
    if rise != 0:
        cuda.atomic.add(winding, cell(base, row, 0), rise)


@cuda.jit(device=True)
def wind_edge(winding, base, ax, ay, bx, by):
    """Add an edge from a to b to the plane that begins at `base`, one cell after the other.

    All lanes of a warp take the same steps, whatever cells their edges cross.
    """
    y, end = min(max(ay, ZERO), LAST), min(max(by, ZERO), LAST)
    if y == end or min(ax, bx) >= LAST:
        return
    slope = (bx - ax) / (by - ay)
    x, x_end = (ax if y == ay else ax + (y - ay) * slope), (bx if end == by else ax + (end - ay) * slope)
    ex, ey, depth = x_end - x, end - y, np.int32(y * FIXED_ONE)
    per_x, per_y, right, down = (WHOLE / ex if ex != ZERO else ZERO), WHOLE / ey, ex > ZERO, ey > ZERO
    column, row, at_x, at_y = first_cell(min(max(x, -HALF), LAST + HALF), right), first_cell(y, down), x, y
    for _ in range(MOST_STEPS):
        side, level = np.float32(np.int32(column + right)), np.float32(np.int32(row + down))
        to_side = (side - x) * per_x if ex != ZERO and ZERO <= side <= LAST else ENDLESS
        to_level = (level - y) * per_y
        is_last, is_side = to_side >= WHOLE and to_level >= WHOLE, to_side < to_level
        next_x, next_y = (side if is_side else x + to_level * ex), level
        if is_side:
            next_y = min(max(y + to_side * ey, min(at_y, level)), max(at_y, level))
        if is_last:
            next_x, next_y = x_end, end
        next_depth = np.int32(next_y * FIXED_ONE)
        rise = np.int32(next_depth - depth)
        if rise != 0 and column < SIDE:
            share = min(max(HALF * (at_x + next_x) - np.float32(column), ZERO), WHOLE)
            inside = np.int32(np.float32(rise) * share) if column >= 0 else np.int32(0)
            cuda.atomic.add(winding, cell(base, row, max(column, 0)), rise - inside)
            if inside != 0:
                cuda.atomic.add(winding, cell(base, row, column + 1), inside)
        if is_last:
            return
        at_x, at_y, depth = next_x, next_y, next_depth
        if is_side:
            column = np.int32(column + (1 if right else -1))
        else:
            row = np.int32(row + (1 if down else -1))


@cuda.jit(device=True)
def first_cell(place, is_ahead):
    """The row or column, from -1 on, of a place that an edge leaves, ahead or back."""
    found = np.int32(np.int32(place + WHOLE) - 1)
    return np.int32(found - 1) if not is_ahead and np.float32(found) == place else found


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
    per_x = WHOLE / abs(ex) if ex != ZERO else ENDLESS
    per_y = WHOLE / abs(ey) if ey != ZERO else ENDLESS
    next_x = (np.float32(np.int32(column + (ex > ZERO))) - ax) / ex if ex != ZERO else ENDLESS
    next_y = (np.float32(np.int32(row + (ey > ZERO))) - ay) / ey if ey != ZERO else ENDLESS
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
