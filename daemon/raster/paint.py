"""From outlines to pixels and back, on the processor: exact areas, one band of rows at a time.

A cell's winding number w, averaged over the cell, is a sum over the edges that cross its row. It
is found as in font-rs / stb_truetype: every edge adds to the cells it crosses how much the running
sum along the row grows there. Folding w by the fill rule gives coverage. The derivative by a move
of an edge is the boundary integral: the edge sweeps area in exactly the cells it crosses.

With a ramp of r px a pixel is the mean of r x r cells: cells are shifted by (r - 1) / 2 so that they
lie around the pixel's centre.
"""

import math

import numpy as np
from numba import njit, prange

BAND = 16  # rows that one thread does at a time
CONTRACT = {"contract", "nsz"}


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
        last = min(int(math.ceil(bottom)), y1)
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
    first, after = int(left), int(math.ceil(right))
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
def _fold(w, evenodd):
    """Winding number to coverage 0..1."""
    w = abs(w)
    if evenodd:
        w = w - 2 * math.floor(w * np.float32(0.5))
        return min(w, np.float32(2) - w)
    return min(w, np.float32(1))


@njit(cache=True, inline="always")
def _fold_slope(w, evenodd):
    sign = np.float32(1) if w >= 0 else np.float32(-1)
    w = abs(w)
    if evenodd:
        w = w - 2 * math.floor(w * np.float32(0.5))
        return sign if w < 1 else -sign
    return sign if w < 1 else np.float32(0)


@njit(cache=True)
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


@njit(cache=True, fastmath=CONTRACT)
def _cells(vertices, following, begin, end, shift, box, y0, y1, evenodd, folded, cover, low, high):
    """Winding numbers (or coverage, if `folded`) of cells box x y0..y1 into `cover` ([y1 - y0, >= width + 2])."""
    width = box[2] - box[0]
    for row in range(y1 - y0):
        low[row] = width
        high[row] = 0
        for x in range(width + 2):
            cover[row, x] = 0
    _accumulate(vertices, following, begin, end, shift, box[0], box[2], y0, y1, cover, low, high)
    for row in range(y1 - y0):
        w = np.float32(0)
        for x in range(low[row], min(high[row] + 1, width)):
            w += cover[row, x]
            cover[row, x] = _fold(w, evenodd) if folded else w
        for x in range(high[row] + 1, width):  # what an edge to the right of the picture closes
            cover[row, x] = _fold(w, evenodd) if folded else w
        if high[row] + 1 < width and abs(w) > np.float32(1e-4):
            high[row] = width


@njit(cache=True, parallel=True, fastmath=CONTRACT)
def paint(vertices, following, first, layer_box, colour, evenodd, ramp, threads, picture):
    """Paint all layers over `picture` ([H, W, 4] premultiplied RGBA, changed in place).

    colour: [L, 4] straight RGBA, evenodd: [L] bool.
    """
    height, width = picture.shape[0], picture.shape[1]
    bands = (height + BAND - 1) // BAND
    shift = np.float32(0.5 * (ramp - 1))
    share = np.float32(1.0 / (ramp * ramp))
    for chunk in prange(threads):
        cover = np.empty((BAND + ramp - 1, width + ramp + 2), np.float32)
        low, high = np.empty(BAND + ramp - 1, np.int64), np.empty(BAND + ramp - 1, np.int64)
        for band in range(chunk, bands, threads):
            top, bottom = band * BAND, min(height, (band + 1) * BAND)
            for layer in range(len(first) - 1):
                box = layer_box[layer]
                y0, y1 = max(top, box[1]), min(bottom + ramp - 1, box[3])
                if y0 >= y1 or box[0] >= box[2] or colour[layer, 3] == 0:
                    continue
                _cells(vertices, following, first[layer], first[layer + 1], shift, box, y0, y1,
                       evenodd[layer], True, cover, low, high)  # fmt: skip
                red, green, blue, alpha = colour[layer]
                for y in range(max(top, y0 - ramp + 1), min(bottom, y1)):
                    a0, a1 = _extent(low, high, y0, y1, y, ramp)
                    for x in range(max(0, box[0] + a0 - ramp + 1), min(width, box[0] + a1 + 1)):
                        c = _mean(cover, box, y0, y1, y, x, ramp) * share * alpha
                        if c == 0:
                            continue
                        rest = np.float32(1) - c
                        picture[y, x, 0] = red * c + rest * picture[y, x, 0]
                        picture[y, x, 1] = green * c + rest * picture[y, x, 1]
                        picture[y, x, 2] = blue * c + rest * picture[y, x, 2]
                        picture[y, x, 3] = c + rest * picture[y, x, 3]


@njit(cache=True, inline="always")
def _extent(low, high, y0, y1, y, ramp):
    """First and last changed cell in the rows that pixel row y looks at."""
    a0, a1 = 1 << 30, -1
    for row in range(max(y, y0), min(y + ramp, y1)):
        a0, a1 = min(a0, low[row - y0]), max(a1, high[row - y0])
    return a0, a1


@njit(cache=True, inline="always")
def _mean(cover, box, y0, y1, y, x, ramp):
    """The sum of the cells around a pixel."""
    total = np.float32(0)
    for row in range(max(y, y0), min(y + ramp, y1)):
        for column in range(max(x, box[0]), min(x + ramp, box[2])):
            total += cover[row - y0, column - box[0]]
    return total


@njit(cache=True, parallel=True, fastmath=CONTRACT)
def unpaint(vertices, following, first, layer_box, colour, evenodd, ramp, threads, background, d_picture,
            d_vertices, d_colour, d_background):  # fmt: skip
    """Gradients of `paint`: d_vertices [threads, V, 2] and d_colour [threads, L, 4] are added to,
    d_background [H, W, 4] is set. Bands are painted again, and each pixel's colour before each
    paint is kept, so nothing is divided by a transparency."""
    height, width = background.shape[0], background.shape[1]
    layers = len(first) - 1
    bands = (height + BAND - 1) // BAND
    shift = np.float32(0.5 * (ramp - 1))
    share = np.float32(1.0 / (ramp * ramp))
    for chunk in prange(threads):
        cover = np.empty((BAND + ramp - 1, width + ramp + 2), np.float32)
        slope = np.empty((BAND + ramp - 1, width + ramp + 2), np.float32)
        low, high = np.empty(BAND + ramp - 1, np.int64), np.empty(BAND + ramp - 1, np.int64)
        canvas = np.empty((BAND, width, 4), np.float32)
        room = BAND * width * 4
        place = np.empty(room, np.int32)
        kept = np.empty((room, 5), np.float32)  # coverage, colour below
        start = np.empty(layers + 1, np.int64)
        for band in range(chunk, bands, threads):
            top, bottom = band * BAND, min(height, (band + 1) * BAND)
            canvas[: bottom - top] = background[top:bottom]
            d_background[top:bottom] = d_picture[top:bottom]
            n = 0
            for layer in range(layers):
                start[layer] = n
                box = layer_box[layer]
                y0, y1 = max(top, box[1]), min(bottom + ramp - 1, box[3])
                if y0 >= y1 or box[0] >= box[2]:
                    continue
                most = n + (bottom - top) * (box[2] - box[0] + ramp)
                if most > room:
                    room = 2 * most
                    more_place, more_kept = np.empty(room, np.int32), np.empty((room, 5), np.float32)
                    more_place[:n], more_kept[:n] = place[:n], kept[:n]
                    place, kept = more_place, more_kept
                _cells(vertices, following, first[layer], first[layer + 1], shift, box, y0, y1,
                       evenodd[layer], True, cover, low, high)  # fmt: skip
                red, green, blue, alpha = colour[layer]
                for y in range(max(top, y0 - ramp + 1), min(bottom, y1)):
                    a0, a1 = _extent(low, high, y0, y1, y, ramp)
                    for x in range(max(0, box[0] + a0 - ramp + 1), min(width, box[0] + a1 + 1)):
                        c = _mean(cover, box, y0, y1, y, x, ramp) * share
                        if c == 0:
                            continue
                        place[n] = (y - top) * width + x
                        kept[n, 0] = c
                        below = canvas[y - top, x]
                        kept[n, 1], kept[n, 2], kept[n, 3], kept[n, 4] = below[0], below[1], below[2], below[3]
                        n += 1
                        c *= alpha
                        rest = np.float32(1) - c
                        below[0] = red * c + rest * below[0]
                        below[1] = green * c + rest * below[1]
                        below[2] = blue * c + rest * below[2]
                        below[3] = c + rest * below[3]
            start[layers] = n
            for layer in range(layers - 1, -1, -1):
                if start[layer + 1] == start[layer]:
                    continue
                box = layer_box[layer]
                y0, y1 = max(top, box[1]), min(bottom + ramp - 1, box[3])
                for row in range(y1 - y0):
                    for x in range(box[2] - box[0] + 1):
                        slope[row, x] = 0
                red, green, blue, alpha = colour[layer]
                r = g = b = a = np.float32(0)
                for f in range(start[layer], start[layer + 1]):
                    y, x = place[f] // width, place[f] % width
                    d = d_background[top + y, x]
                    c = kept[f, 0]
                    gain = (d[0] * (red - kept[f, 1]) + d[1] * (green - kept[f, 2])
                            + d[2] * (blue - kept[f, 3]) + d[3] * (np.float32(1) - kept[f, 4]))  # fmt: skip
                    r += d[0] * c
                    g += d[1] * c
                    b += d[2] * c
                    a += gain * c
                    rest = np.float32(1) - c * alpha
                    d[0] *= rest
                    d[1] *= rest
                    d[2] *= rest
                    d[3] *= rest
                    gain *= alpha * share
                    for row in range(max(y + top, y0), min(y + top + ramp, y1)):
                        for column in range(max(x, box[0]), min(x + ramp, box[2])):
                            slope[row - y0, column - box[0]] += gain
                d_colour[chunk, layer, 0] += r * alpha
                d_colour[chunk, layer, 1] += g * alpha
                d_colour[chunk, layer, 2] += b * alpha
                d_colour[chunk, layer, 3] += a
                _cells(vertices, following, first[layer], first[layer + 1], shift, box, y0, y1,
                       evenodd[layer], False, cover, low, high)  # fmt: skip
                for row in range(y1 - y0):
                    for x in range(low[row], min(high[row] + 1, box[2] - box[0])):
                        slope[row, x] *= _fold_slope(cover[row, x], evenodd[layer])
                _push_edges(vertices, following, first[layer], first[layer + 1], shift, box, y0, y1, slope,
                            d_vertices[chunk])  # fmt: skip


@njit(cache=True, fastmath=CONTRACT)
def _push_edges(vertices, following, begin, end, shift, box, y0, y1, slope, push):
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
        column, row = int(math.floor(ax + u * ex)), int(math.floor(ay + u * ey))
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
