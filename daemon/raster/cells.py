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
    _accumulate(vertices, following, begin, end, shift, box[0], box[2], y0, y1, winding, low, high)
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
def _accumulate(vertices, following, begin, end, shift, x0, x1, y0, y1, grow, low, high):
    """Add the edges of vertices begin..end to `grow` ([y1 - y0, x1 - x0 + 2]), cells x0..x1, y0..y1;
    low and high ([y1 - y0]) become the first and last cell that changed in each row."""
    for k in range(begin, end):
        j = following[k]
        ax, ay = vertices[k, 0] + shift, vertices[k, 1] + shift
        bx, by = vertices[j, 0] + shift, vertices[j, 1] + shift
        if ay == by:
            continue
        way = np.float32(1)
        if ay > by:
            ax, ay, bx, by = bx, by, ax, ay
            way = np.float32(-1)
        if by <= y0 or ay >= y1:
            continue
        slope = (bx - ax) / (by - ay)
        top, bottom = max(ay, np.float32(y0)), min(by, np.float32(y1))
        x = ax + (top - ay) * slope
        last = min(math.ceil(bottom), y1)
        for row in range(int(top), last):
            lower = min(np.float32(row + 1), bottom)
            height = lower - max(np.float32(row), top)
            next_x = x + height * slope
            _row(grow[row - y0], x0, x1, x, next_x, height * way, low, high, row - y0)
            x = next_x


@njit(cache=True, fastmath=CONTRACT, inline="always")
def _row(grow, x0, x1, xa, xb, d, low, high, row):
    """One edge in one row: d is its signed height, xa and xb where it enters and leaves."""
    left, right = min(xa, xb) - x0, max(xa, xb) - x0
    width = np.float32(x1 - x0)
    if left >= width:
        return
    if right <= 0:  # wholly left of the window: all its cells grow
        grow[0] += d
        low[row] = 0
        high[row] = max(high[row], 0)
        return
    if left < 0 or right > width:  # cut off what lies outside
        span = right - left
        outside_left = max(np.float32(0), -left) / span
        outside_right = max(np.float32(0), right - width) / span
        grow[0] += d * outside_left
        d = d * (np.float32(1) - outside_left - outside_right)
        left, right = max(left, np.float32(0)), min(right, width)
    first, after = int(left), math.ceil(right)
    low[row] = min(low[row], first)
    high[row] = max(high[row], max(after, first + 1))
    if after <= first + 1:
        inside = np.float32(0.5) * (left + right) - first
        grow[first] += d - d * inside
        grow[first + 1] += d * inside
        return
    steep = np.float32(1) / (right - left)
    head = np.float32(1) - (left - first)
    tail = right - (after - 1)
    a0 = np.float32(0.5) * steep * head * head
    am = np.float32(0.5) * steep * tail * tail
    grow[first] += d * a0
    if after == first + 2:
        grow[first + 1] += d * (np.float32(1) - a0 - am)
    else:
        a1 = steep * (np.float32(0.5) + head)
        grow[first + 1] += d * (a1 - a0)
        for x in range(first + 2, after - 1):
            grow[x] += d * steep
        a2 = a1 + (after - first - 3) * steep
        grow[after - 1] += d * (np.float32(1) - a2 - am)
    grow[after] += d * am


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
    for k in range(begin, end):
        j = following[k]
        ax, ay = vertices[k, 0] + shift, vertices[k, 1] + shift
        ex, ey = vertices[j, 0] + shift - ax, vertices[j, 1] + shift - ay
        if max(ay, ay + ey) <= y0 or min(ay, ay + ey) >= y1:
            continue
        if max(ax, ax + ex) <= box[0] or min(ax, ax + ex) >= box[2]:
            continue
        near = far = np.float32(0)  # integrals of the slope, weighted to the edge's start and its end
        u, until = _inside(ax - box[0], ex, np.float32(box[2] - box[0]), np.float32(0), np.float32(1))
        u, until = _inside(ay - y0, ey, np.float32(y1 - y0), u, until)
        column, row = math.floor(ax + u * ex), math.floor(ay + u * ey)
        step_x, step_y = (1 if ex > 0 else -1), (1 if ey > 0 else -1)
        per_x = np.float32(1) / abs(ex) if ex != 0 else np.float32(np.inf)
        per_y = np.float32(1) / abs(ey) if ey != 0 else np.float32(np.inf)
        next_x = ((column + 1 if ex > 0 else column) - ax) / ex if ex != 0 else np.float32(np.inf)
        next_y = ((row + 1 if ey > 0 else row) - ay) / ey if ey != 0 else np.float32(np.inf)
        while u < until:
            stop = min(min(next_x, next_y), until)
            if y0 <= row < y1 and box[0] <= column < box[2] and stop > u:
                value = slope[row - y0, column - box[0]] * (stop - u)
                middle = np.float32(0.5) * (u + stop)
                near += value * (np.float32(1) - middle)
                far += value * middle
            u = stop
            if next_x <= next_y:
                next_x += per_x
                column += step_x
            else:
                next_y += per_y
                row += step_y
        push[k, 0] -= near * ey
        push[k, 1] += near * ex
        push[j, 0] -= far * ey
        push[j, 1] += far * ex


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
