"""From outlines to winding numbers of cells, by exact areas.

A cell's winding number, averaged over the cell, is a sum over the edges that cross its row. It is
found as in font-rs and stb_truetype: every edge adds to the cells it crosses how much the running
sum along the row grows there. Folding it by the fill rule gives coverage. The derivative by a move
of an edge is the boundary integral: the edge sweeps area in exactly the cells that it crosses.

With a ramp of r px a pixel is the mean of r x r cells: cells are shifted by (r - 1) / 2 so that they
lie around the pixel's centre.
"""

import math

import numpy as np
from numba import njit

CONTRACT = {"contract", "nsz"}
ZERO, HALF, ONE, NEVER = np.float32(0), np.float32(0.5), np.float32(1), np.float32(np.inf)
STEEPEST = np.float32(1e8)  # px across per px down, beyond which an edge is as good as level
FULL = np.float32(1.00001)  # the winding number of a cell that is full, with some rounding


@njit(cache=True, fastmath=CONTRACT)
def wind(vertices, following, begin, end, shift, box, y0, y1, winding, low, high):
    """Mean winding numbers of the cells in columns box[0]..box[2] and rows y0..y1.

    The loops are vertices begin..end. winding: [>= y1 - y0, >= width + 2] is set where low <= column
    <= high ([>= y1 - y0]); elsewhere it is 0.
    """
    width = box[2] - box[0]
    for row in range(y1 - y0):
        low[row] = width
        high[row] = -1
        for x in range(width + 2):
            winding[row, x] = 0
    _accumulate(vertices, following, begin, end, shift, box, y0, y1, winding, low, high)
    for row in range(y1 - y0):
        w = np.float32(0)
        last = min(high[row], width - 1)
        for x in range(low[row], last + 1):
            w += winding[row, x]
            winding[row, x] = w
        if last < width - 1 and abs(w) > np.float32(1e-4):  # closed by an edge right of the picture
            for x in range(last + 1, width):
                winding[row, x] = w
            last = width - 1
        high[row] = last


@njit(cache=True, fastmath=CONTRACT)
def _accumulate(vertices, following, begin, end, shift, box, y0, y1, grow, low, high):
    """Add the edges of vertices begin..end to `grow` ([y1 - y0, width + 2]), cells of the columns of a box;
    low and high ([y1 - y0]) become the first and last cell that changed in each row."""
    width, height = np.float32(box[2] - box[0]), np.float32(y1 - y0)
    left, top = np.float32(box[0]) - shift, np.float32(y0) - shift
    for k in range(begin, end):
        j = following[k]
        ax, ay = vertices[k, 0] - left, vertices[k, 1] - top
        bx, by = vertices[j, 0] - left, vertices[j, 1] - top
        if max(ay, by) <= ZERO or min(ay, by) >= height or min(ax, bx) >= width:
            continue
        if not abs(bx - ax) < STEEPEST * abs(by - ay):  # as good as level
            continue
        slope = (bx - ax) / (by - ay)
        y, until = min(max(ay, ZERO), height), min(max(by, ZERO), height)
        x, x_until = ax + (y - ay) * slope, ax + (until - ay) * slope
        if min(x, x_until) < ZERO or max(x, x_until) > width:
            first = _at_column(x, y, x_until, until, ZERO)
            last = _at_column(x, y, x_until, until, width)
            if x < x_until:
                _wind_left(y, first, grow, low, high)
                y, until = first, last
            else:
                _wind_left(first, until, grow, low, high)
                y, until = last, first
            x = min(max(x, ZERO), width)
        _wind_along(ax, ay, bx - ax, by - ay, slope, x, y, until, grow, low, high)


@njit(cache=True, fastmath=CONTRACT, inline="always")
def _at_column(x, y, x_until, until, column):
    """The height at which a line from (x, y) comes to a column, or that of its end on that side."""
    share = (column - x) / (x_until - x) if x_until != x else ZERO
    return y + (until - y) * min(max(share, ZERO), ONE)


@njit(cache=True, fastmath=CONTRACT)
def _wind_left(y, until, grow, low, high):
    """A stretch of an edge left of the window: all cells of its rows grow."""
    way, y, until = (ONE, y, until) if y < until else (-ONE, until, y)
    for row in range(int(y), math.ceil(until)):
        grow[row, 0] += way * (min(np.float32(row + 1), until) - max(np.float32(row), y))
        low[row] = 0
        high[row] = max(high[row], 0)


@njit(cache=True, fastmath=CONTRACT, inline="always")
def _wind_along(ax, ay, ex, ey, slope, x, y, until, grow, low, high):
    """A stretch of the edge from a by e, from (x, y) to the height `until`, cell by cell.

    Where it leaves a cell can't be foreseen, and a branch guessed wrongly costs more than both ways.
    """
    down, right = ey > 0, ex > 0
    per_x = ey / ex if ex != 0 else ZERO
    row = int(y) if down else math.ceil(y) - 1
    column = int(x) if right else max(math.ceil(x) - 1, 0)
    while y != until and 0 <= row < len(low) and 0 <= column < grow.shape[1] - 1:
        next_row, next_column = np.float32(row + down), np.float32(column + right)
        to_y = min(next_row, until) if down else max(next_row, until)
        to_x = ax + (to_y - ay) * slope
        across = to_x > next_column if right else to_x < next_column
        at_column = ay + (next_column - ax) * per_x
        at_column = min(max(at_column, min(y, to_y)), max(y, to_y))
        to_x, to_y = (next_column, at_column) if across else (to_x, to_y)
        rise = to_y - y
        inside = rise * (HALF * (x + to_x) - np.float32(column))
        grow[row, column] += rise - inside
        grow[row, column + 1] += inside
        low[row] = min(low[row], column)
        high[row] = max(high[row], column + 1)
        x, y = to_x, to_y
        row += 0 if across else (1 if down else -1)
        column += (1 if right else -1) if across else 0


@njit(cache=True, inline="always")
def fold(w, evenodd):
    """Winding number to coverage 0..1, non-zero or even-odd."""
    w = abs(w)
    if evenodd:
        w = w - 2 * math.floor(w * np.float32(0.5))
        return min(w, np.float32(2) - w)
    return min(w, np.float32(1))


@njit(cache=True, inline="always")
def fold_slope(w, evenodd):
    """The derivative of `fold`; of a cell that is just full, that of emptying it: an edge along its side
    would otherwise have none."""
    sign = np.float32(1) if w >= 0 else np.float32(-1)
    w = abs(w)
    if evenodd:
        w = w - 2 * math.floor(w * np.float32(0.5))
        return sign if w < FULL else -sign
    return sign if w < FULL else np.float32(0)


@njit(cache=True, fastmath=CONTRACT)
def push_edges(vertices, following, begin, end, shift, box, y0, y1, slope, push):
    """Add to push ([V, 2]) the gradient by vertices, given that by winding numbers of cells.

    An edge that moves by (dx, dy) sweeps the area dx * height - dy * width; a stretch of it that
    lies in one cell changes that cell alone, and cells to its right by whole sums that cancel
    between edges, so only the cells that edges cross count.
    """
    width, height = np.float32(box[2] - box[0]), np.float32(y1 - y0)
    left, top = np.float32(box[0]) - shift, np.float32(y0) - shift
    for k in range(begin, end):
        j = following[k]
        ax, ay = vertices[k, 0] - left, vertices[k, 1] - top
        ex, ey = vertices[j, 0] - left - ax, vertices[j, 1] - top - ay
        if max(ay, ay + ey) <= ZERO or min(ay, ay + ey) >= height:
            continue
        if max(ax, ax + ex) <= ZERO or min(ax, ax + ex) >= width:
            continue
        near, far = _along(slope, ax, ay, ex, ey, y1 - y0, box[2] - box[0])
        push[k, 0] -= near * ey
        push[k, 1] += near * ex
        push[j, 0] -= far * ey
        push[j, 1] += far * ex


@njit(cache=True, fastmath=CONTRACT)
def _along(slope, ax, ay, ex, ey, rows, columns):
    """Integrals of slope ([>= rows, >= columns]) along an edge from a by e, weighted to its start and end."""
    u, until = _inside(ax, ex, np.float32(columns), ZERO, ONE)
    u, until = _inside(ay, ey, np.float32(rows), u, until)
    whole = far = ZERO
    right, down = ex > 0, ey > 0
    per_x = ONE / abs(ex) if ex != 0 else NEVER
    per_y = ONE / abs(ey) if ey != 0 else NEVER
    column, row = math.floor(ax + u * ex), math.floor(ay + u * ey)
    next_x = abs(np.float32(column + right) - ax) * per_x if ex != 0 else NEVER
    next_y = abs(np.float32(row + down) - ay) * per_y if ey != 0 else NEVER
    while u < until:
        across = next_x <= next_y
        stop = min(next_x if across else next_y, until)
        if 0 <= row < rows and 0 <= column < columns and stop > u:
            value = slope[row, column] * (stop - u)
            whole += value
            far += value * (HALF * (u + stop))
        u = stop
        next_x = next_x + per_x if across else next_x
        next_y = next_y if across else next_y + per_y
        column += (1 if right else -1) if across else 0
        row += 0 if across else (1 if down else -1)
    return whole - far, far


@njit(cache=True, inline="always")
def _inside(start, step, size, low, high):
    """The part of low..high where 0 <= start + u * step <= size."""
    if step == 0:
        return low, high
    a, b = -start / step, (size - start) / step
    return max(low, min(a, b)), min(high, max(a, b))


@njit(cache=True, nogil=True)
def boxes(vertices, first, shift, cells_high, cells_wide):
    """[L, 4] int32: left, top, right, bottom of the cells that each layer can touch."""
    out = np.zeros((len(first) - 1, 4), np.int32)
    for layer in range(len(first) - 1):
        if first[layer + 1] == first[layer]:
            continue
        left = top = np.float32(np.inf)
        right = bottom = np.float32(-np.inf)
        for k in range(first[layer], first[layer + 1]):
            left, right = min(left, vertices[k, 0]), max(right, vertices[k, 0])
            top, bottom = min(top, vertices[k, 1]), max(bottom, vertices[k, 1])
        if not (right - left < np.inf and bottom - top < np.inf):
            continue
        out[layer, 0] = int(min(max(math.floor(left + shift), 0), cells_wide))
        out[layer, 1] = int(min(max(math.floor(top + shift), 0), cells_high))
        out[layer, 2] = int(min(max(math.ceil(right + shift), 0), cells_wide))
        out[layer, 3] = int(min(max(math.ceil(bottom + shift), 0), cells_high))
    return out
