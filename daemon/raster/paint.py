"""From outlines to a picture and back, on the processor, one band of rows at a time.

A path is one paint: its stroke over its fill, then over what lies below it, by its opacity o:

    P = s S + (1 - s) f F        picture = o P + (1 - o alpha(P)) below

with coverages times alphas s and f and colours S and F whose own alpha is 1.

`paint` and `unpaint` walk over a path's pixels in the same words: sharing them through functions that
take the path's spans made both a quarter to a half slower on large strokes.
"""

import numpy as np
from numba import njit

from .cells import CONTRACT, fold, fold_slope, push_edges, wind

BAND = 16  # rows that one thread does at a time


@njit(cache=True, inline="always")
def _span(boxes, path, top, bottom, ramp):
    """First cell row and the one after the last, of the fill and of the stroke, for a band of pixel rows."""
    f0, f1 = max(top, boxes[2 * path, 1]), min(bottom + ramp - 1, boxes[2 * path, 3])
    s0, s1 = max(top, boxes[2 * path + 1, 1]), min(bottom + ramp - 1, boxes[2 * path + 1, 3])
    return f0, f1, s0, s1


@njit(cache=True, fastmath=CONTRACT)
def _cover(vertices, following, first, layer, shift, box, y0, y1, evenodd, cover, low, high):
    """Coverage of a layer's cells in rows y0..y1 into `cover`."""
    wind(vertices, following, first[layer], first[layer + 1], shift, box, y0, y1, cover, low, high)
    for row in range(y1 - y0):
        for x in range(low[row], high[row] + 1):
            cover[row, x] = fold(cover[row, x], evenodd)


@njit(cache=True, inline="always")
def _extent(low, high, box, y0, y1, y, ramp, width):
    """First pixel and the one after the last that a layer touches in pixel row y."""
    left, right = width, 0
    for row in range(max(y, y0), min(y + ramp, y1)):
        if high[row - y0] >= low[row - y0]:
            left = min(left, box[0] + low[row - y0] - ramp + 1)
            right = max(right, box[0] + high[row - y0] + 1)
    return max(left, 0), min(right, width)


@njit(cache=True, inline="always")
def _mean(cover, low, high, box, y0, y1, y, x, ramp):
    """The mean coverage of the cells around a pixel."""
    total = np.float32(0)
    for row in range(max(y, y0), min(y + ramp, y1)):
        for column in range(max(x - box[0], low[row - y0]), min(x - box[0] + ramp, high[row - y0] + 1)):
            total += cover[row - y0, column]
    return total / np.float32(ramp * ramp)


@njit(cache=True, nogil=True, fastmath=CONTRACT)
def paint(vertices, following, first, boxes, colour, opacity, evenodd, ramp, chunk, chunks, picture):
    """Paint all paths over every `chunks`-th band, from number `chunk` on, of `picture` ([H, W, 4]
    premultiplied RGBA, changed in place).

    first: [2P + 1] and boxes: [2P, 4] by layer, fill and stroke of each path in turn; colour:
    [2P, 4] straight RGBA; opacity: [P]; evenodd: [2P] bool.
    """
    height, width = picture.shape[0], picture.shape[1]
    shift = np.float32(0.5 * (ramp - 1))
    fill = np.empty((BAND + ramp, width + ramp + 2), np.float32)
    stroke = np.empty((BAND + ramp, width + ramp + 2), np.float32)
    ends = np.zeros((4, BAND + ramp), np.int64)
    for band in range(chunk, (height + BAND - 1) // BAND, chunks):
        top, bottom = band * BAND, min(height, (band + 1) * BAND)
        for p in range(len(opacity)):
            f0, f1, s0, s1 = _span(boxes, p, top, bottom, ramp)
            filled, stroked = f0 < f1, s0 < s1
            if filled:
                _cover(vertices, following, first, 2 * p, shift, boxes[2 * p], f0, f1,
                       evenodd[2 * p], fill, ends[0], ends[1])  # fmt: skip
            if stroked:
                _cover(vertices, following, first, 2 * p + 1, shift, boxes[2 * p + 1], s0, s1,
                       False, stroke, ends[2], ends[3])  # fmt: skip
            if not filled and not stroked:
                continue
            inner, outer, o = colour[2 * p], colour[2 * p + 1], opacity[p]
            for y in range(top, bottom):
                left, right = width, 0
                if filled:
                    left, right = _extent(ends[0], ends[1], boxes[2 * p], f0, f1, y, ramp, width)
                if stroked:
                    a, b = _extent(ends[2], ends[3], boxes[2 * p + 1], s0, s1, y, ramp, width)
                    left, right = min(left, a), max(right, b)
                for x in range(left, right):
                    f = s = np.float32(0)
                    if filled:
                        f = _mean(fill, ends[0], ends[1], boxes[2 * p], f0, f1, y, x, ramp) * inner[3]
                    if stroked:
                        s = _mean(stroke, ends[2], ends[3], boxes[2 * p + 1], s0, s1, y, x, ramp) * outer[3]
                    _lay(picture[y, x], f, s, inner, outer, o)


@njit(cache=True, inline="always")
def _lay(pixel, f, s, inner, outer, o):
    """One path's paint over one pixel; f and s are coverage times alpha of fill and stroke."""
    f *= np.float32(1) - s
    rest = np.float32(1) - o * (s + f)
    pixel[0] = o * (s * outer[0] + f * inner[0]) + rest * pixel[0]
    pixel[1] = o * (s * outer[1] + f * inner[1]) + rest * pixel[1]
    pixel[2] = o * (s * outer[2] + f * inner[2]) + rest * pixel[2]
    pixel[3] = o * (s + f) + rest * pixel[3]


@njit(cache=True, nogil=True, fastmath=CONTRACT)
def unpaint(vertices, following, first, boxes, colour, opacity, evenodd, ramp, chunk, chunks, background,
            d_picture, d_vertices, d_colour, d_opacity, d_background):  # fmt: skip
    """Gradients of `paint` by the same bands: added to d_vertices [V, 2], d_colour [2P, 4] and
    d_opacity [P]; the bands of d_background [H, W, 4] are set.

    Bands are painted again and every pixel's colour before each paint is kept, so nothing is
    divided by a transparency.
    """
    height, width = background.shape[0], background.shape[1]
    paths = len(opacity)
    shift = np.float32(0.5 * (ramp - 1))
    fill = np.empty((BAND + ramp, width + ramp + 2), np.float32)
    stroke = np.empty((BAND + ramp, width + ramp + 2), np.float32)
    ends = np.zeros((4, BAND + ramp), np.int64)
    canvas = np.empty((BAND, width, 4), np.float32)
    place = np.empty(BAND * width * 4, np.int32)
    kept = np.empty((len(place), 6), np.float32)  # coverage of fill and stroke, colour below
    start = np.empty(paths + 1, np.int64)
    for band in range(chunk, (height + BAND - 1) // BAND, chunks):
        top, bottom = band * BAND, min(height, (band + 1) * BAND)
        canvas[: bottom - top] = background[top:bottom]
        d_background[top:bottom] = d_picture[top:bottom]
        n = 0
        for p in range(paths):
            start[p] = n
            f0, f1, s0, s1 = _span(boxes, p, top, bottom, ramp)
            filled, stroked = f0 < f1, s0 < s1
            if filled:
                _cover(vertices, following, first, 2 * p, shift, boxes[2 * p], f0, f1,
                       evenodd[2 * p], fill, ends[0], ends[1])  # fmt: skip
            if stroked:
                _cover(vertices, following, first, 2 * p + 1, shift, boxes[2 * p + 1], s0, s1,
                       False, stroke, ends[2], ends[3])  # fmt: skip
            if not filled and not stroked:
                continue
            if n + (bottom - top) * width > len(place):
                place, kept = _longer(place, kept, n)
            inner, outer, o = colour[2 * p], colour[2 * p + 1], opacity[p]
            for y in range(top, bottom):
                left, right = width, 0
                if filled:
                    left, right = _extent(ends[0], ends[1], boxes[2 * p], f0, f1, y, ramp, width)
                if stroked:
                    a, b = _extent(ends[2], ends[3], boxes[2 * p + 1], s0, s1, y, ramp, width)
                    left, right = min(left, a), max(right, b)
                for x in range(left, right):
                    f = s = np.float32(0)
                    if filled:
                        f = _mean(fill, ends[0], ends[1], boxes[2 * p], f0, f1, y, x, ramp)
                    if stroked:
                        s = _mean(stroke, ends[2], ends[3], boxes[2 * p + 1], s0, s1, y, x, ramp)
                    if f == 0 and s == 0:
                        continue
                    pixel = canvas[y - top, x]
                    place[n] = (y - top) * width + x
                    kept[n, 0] = f
                    kept[n, 1] = s
                    for c in range(4):
                        kept[n, 2 + c] = pixel[c]
                    n += 1
                    _lay(pixel, f * inner[3], s * outer[3], inner, outer, o)
        start[paths] = n
        for p in range(paths - 1, -1, -1):
            if start[p + 1] > start[p]:
                its = slice(start[p], start[p + 1])
                _unlay(vertices, following, first, boxes, colour, opacity, evenodd, ramp, p, top, bottom,
                       width, place[its], kept[its], d_background, fill, stroke, ends,
                       d_vertices, d_colour, d_opacity)  # fmt: skip


@njit(cache=True)
def _longer(place, kept, n):
    """The same arrays with twice the room, of which the first n rows matter."""
    more_place = np.empty(2 * len(place), np.int32)
    more_kept = np.empty((2 * len(place), kept.shape[1]), np.float32)
    more_place[:n] = place[:n]
    more_kept[:n] = kept[:n]
    return more_place, more_kept


@njit(cache=True, fastmath=CONTRACT)
def _unlay(vertices, following, first, boxes, colour, opacity, evenodd, ramp, p, top, bottom, width,
           place, kept, d_picture, d_fill, d_stroke, ends, d_vertices, d_colour, d_opacity):  # fmt: skip
    """Gradients of one path's paint in one band; d_picture ([H, W, 4]) becomes that of what lies below.

    place, kept: the path's pixels. d_fill, d_stroke and ends are room to work in.
    """
    f0, f1, s0, s1 = _span(boxes, p, top, bottom, ramp)
    shift = np.float32(0.5 * (ramp - 1))
    share = np.float32(1.0 / (ramp * ramp))
    d_fill[:] = 0
    d_stroke[:] = 0
    inner, outer, o = colour[2 * p], colour[2 * p + 1], opacity[p]
    sums = np.zeros(9, np.float64)  # fill RGBA, stroke RGBA, opacity
    for k in range(len(place)):
        y, x = place[k] // width + top, place[k] % width
        d = d_picture[y, x]
        cf, cs = kept[k, 0], kept[k, 1]
        below = kept[k, 2:]
        f, s = cf * inner[3], cs * outer[3]
        shown = (np.float32(1) - s) * f
        gain_f = d[3] * (np.float32(1) - below[3])
        gain_s = gain_f
        gain_o = d[3] * (s + shown) * (np.float32(1) - below[3])
        for c in range(3):
            gain_f += d[c] * (inner[c] - below[c])
            gain_s += d[c] * (outer[c] - below[c])
            gain_o += d[c] * (s * (outer[c] - below[c]) + shown * (inner[c] - below[c]))
            sums[c] += o * shown * d[c]
            sums[4 + c] += o * s * d[c]
        by_f = o * (np.float32(1) - s) * gain_f
        by_s = o * (gain_s - f * gain_f)
        sums[3] += by_f * cf
        sums[7] += by_s * cs
        sums[8] += gain_o
        rest = np.float32(1) - o * (s + shown)
        for c in range(4):
            d[c] *= rest
        _spread(d_fill, by_f * inner[3] * share, boxes[2 * p], f0, f1, y, x, ramp)
        _spread(d_stroke, by_s * outer[3] * share, boxes[2 * p + 1], s0, s1, y, x, ramp)
    for c in range(4):
        d_colour[2 * p, c] += sums[c]
        d_colour[2 * p + 1, c] += sums[4 + c]
    d_opacity[p] += sums[8]
    winding = np.empty(d_fill.shape, np.float32)
    for layer, y0, y1, slope in ((2 * p, f0, f1, d_fill), (2 * p + 1, s0, s1, d_stroke)):
        if y0 >= y1:
            continue
        begin, end = first[layer], first[layer + 1]
        wind(vertices, following, begin, end, shift, boxes[layer], y0, y1, winding, ends[0], ends[1])
        for row in range(y1 - y0):
            for x in range(ends[0, row], ends[1, row] + 1):
                slope[row, x] *= fold_slope(winding[row, x], evenodd[layer])
        push_edges(vertices, following, begin, end, shift, boxes[layer], y0, y1, slope, d_vertices)


@njit(cache=True, inline="always")
def _spread(cells, value, box, y0, y1, y, x, ramp):
    """Add a pixel's value to the cells around it."""
    for row in range(max(y, y0), min(y + ramp, y1)):
        for column in range(max(x, box[0]), min(x + ramp, box[2])):
            cells[row - y0, column - box[0]] += value
