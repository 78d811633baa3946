"""From outlines to a picture and back, on the processor, one band of rows at a time.

A path is one paint: its stroke over its fill, then over what lies below it, by its opacity o:

    P = s S + (1 - s) f F        picture = o P + (1 - o alpha(P)) below

with coverages times alphas s and f and colours S and F whose own alpha is 1. A colour is that of the
layer everywhere, or that of its gradient at the pixel's centre, whose alpha counts too.

`paint` and `unpaint` walk over a path's pixels in the same words: sharing them through functions that
take the path's spans made both a quarter to a half slower on large strokes.
"""

import numpy as np
from numba import njit

from .cells import CONTRACT, fold, fold_slope, push_edges, wind
from .gradients import shade_row

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
def paint(vertices, following, first, boxes, colour, opacity, evenodd, paint_gradient, gradients, scale,
          ramp, chunk, chunks, picture):  # fmt: skip
    """Paint all paths over every `chunks`-th band, from number `chunk` on, of `picture` ([H, W, 4]
    premultiplied RGBA, changed in place).

    first: [2P + 1] and boxes: [2P, 4] by layer, fill and stroke of each path in turn; colour:
    [2P, 4] straight RGBA; opacity: [P]; evenodd: [2P] bool; paint_gradient: [2P] number of a gradient
    or -1; gradients: Gradients; scale: px of a canvas unit.
    """
    height, width = picture.shape[0], picture.shape[1]
    shift = np.float32(0.5 * (ramp - 1))
    fill = np.empty((BAND + ramp, width + ramp + 2), np.float32)
    stroke = np.empty((BAND + ramp, width + ramp + 2), np.float32)
    ends = np.zeros((4, BAND + ramp), np.int64)
    shades = np.empty((2, width, 4), np.float32)
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
            inner, inner_alpha, inner_step = _look(colour, paint_gradient, 2 * p, shades[0])
            outer, outer_alpha, outer_step = _look(colour, paint_gradient, 2 * p + 1, shades[1])
            o = opacity[p]
            for y in range(top, bottom):
                left, right = width, 0
                if filled:
                    left, right = _extent(ends[0], ends[1], boxes[2 * p], f0, f1, y, ramp, width)
                if stroked:
                    a, b = _extent(ends[2], ends[3], boxes[2 * p + 1], s0, s1, y, ramp, width)
                    left, right = min(left, a), max(right, b)
                if inner_step:
                    shade_row(gradients, paint_gradient[2 * p], scale, y, left, right, inner)
                if outer_step:
                    shade_row(gradients, paint_gradient[2 * p + 1], scale, y, left, right, outer)
                for x in range(left, right):
                    f = s = np.float32(0)
                    i, j = x * inner_step, x * outer_step
                    if filled:
                        f = _mean(fill, ends[0], ends[1], boxes[2 * p], f0, f1, y, x, ramp)
                        f *= inner_alpha * inner[i, 3]
                    if stroked:
                        s = _mean(stroke, ends[2], ends[3], boxes[2 * p + 1], s0, s1, y, x, ramp)
                        s *= outer_alpha * outer[j, 3]
                    _lay(picture[y, x], f, s, inner, i, outer, j, o)


@njit(cache=True, inline="always")
def _look(colour, paint_gradient, layer, shades):
    """(colours, alpha, step): the pixel in column x is colours[x * step], its alpha times `alpha`.

    shades: [W, 4], the colours of a row of a gradient, for `shade_row` to fill.
    """
    if paint_gradient[layer] < 0:
        return colour[layer : layer + 1], np.float32(1), 0
    return shades, colour[layer, 3], 1


@njit(cache=True, inline="always")
def _lay(pixel, f, s, inner, i, outer, j, o):
    """One path's paint over one pixel; f and s are coverage times alpha of fill and stroke, whose colours
    are inner[i] and outer[j]."""
    f *= np.float32(1) - s
    rest = np.float32(1) - o * (s + f)
    pixel[0] = o * (s * outer[j, 0] + f * inner[i, 0]) + rest * pixel[0]
    pixel[1] = o * (s * outer[j, 1] + f * inner[i, 1]) + rest * pixel[1]
    pixel[2] = o * (s * outer[j, 2] + f * inner[i, 2]) + rest * pixel[2]
    pixel[3] = o * (s + f) + rest * pixel[3]


@njit(cache=True, nogil=True, fastmath=CONTRACT)
def unpaint(vertices, following, first, boxes, colour, opacity, evenodd, paint_gradient, gradients, scale,
            ramp, chunk, chunks, background, d_picture, d_vertices, d_colour, d_opacity,
            d_background):  # fmt: skip
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
    shades = np.empty((2, width, 4), np.float32)
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
            inner, inner_alpha, inner_step = _look(colour, paint_gradient, 2 * p, shades[0])
            outer, outer_alpha, outer_step = _look(colour, paint_gradient, 2 * p + 1, shades[1])
            o = opacity[p]
            for y in range(top, bottom):
                left, right = width, 0
                if filled:
                    left, right = _extent(ends[0], ends[1], boxes[2 * p], f0, f1, y, ramp, width)
                if stroked:
                    a, b = _extent(ends[2], ends[3], boxes[2 * p + 1], s0, s1, y, ramp, width)
                    left, right = min(left, a), max(right, b)
                if inner_step:
                    shade_row(gradients, paint_gradient[2 * p], scale, y, left, right, inner)
                if outer_step:
                    shade_row(gradients, paint_gradient[2 * p + 1], scale, y, left, right, outer)
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
                    i, j = x * inner_step, x * outer_step
                    _lay(pixel, f * inner_alpha * inner[i, 3], s * outer_alpha * outer[j, 3],
                         inner, i, outer, j, o)  # fmt: skip
        start[paths] = n
        for p in range(paths - 1, -1, -1):
            if start[p + 1] > start[p]:
                its = slice(start[p], start[p + 1])
                _unlay(vertices, following, first, boxes, colour, opacity, evenodd, paint_gradient, gradients,
                       scale, ramp, p, top, bottom, width, place[its], kept[its], d_background, fill, stroke,
                       ends, shades, d_vertices, d_colour, d_opacity)  # fmt: skip


@njit(cache=True)
def _longer(place, kept, n):
    """The same arrays with twice the room, of which the first n rows matter."""
    more_place = np.empty(2 * len(place), np.int32)
    more_kept = np.empty((2 * len(place), kept.shape[1]), np.float32)
    more_place[:n] = place[:n]
    more_kept[:n] = kept[:n]
    return more_place, more_kept


@njit(cache=True, fastmath=CONTRACT)
def _unlay(vertices, following, first, boxes, colour, opacity, evenodd, paint_gradient, gradients, scale,
           ramp, p, top, bottom, width, place, kept, d_picture, d_fill, d_stroke, ends, shades,
           d_vertices, d_colour, d_opacity):  # fmt: skip
    """Gradients of one path's paint in one band; d_picture ([H, W, 4]) becomes that of what lies below.

    place, kept: the path's pixels. d_fill, d_stroke, ends and shades are room to work in.
    """
    f0, f1, s0, s1 = _span(boxes, p, top, bottom, ramp)
    shift = np.float32(0.5 * (ramp - 1))
    share = np.float32(1.0 / (ramp * ramp))
    d_fill[:] = 0
    d_stroke[:] = 0
    inner, inner_alpha, inner_step = _look(colour, paint_gradient, 2 * p, shades[0])
    outer, outer_alpha, outer_step = _look(colour, paint_gradient, 2 * p + 1, shades[1])
    o = opacity[p]
    sums = np.zeros(9, np.float64)  # fill RGBA, stroke RGBA, opacity
    row = -1
    for k in range(len(place)):
        y, x = place[k] // width + top, place[k] % width
        if y != row and (inner_step or outer_step):
            row, right = y, _row_end(place, k, width)
            if inner_step:
                shade_row(gradients, paint_gradient[2 * p], scale, y, x, right, inner)
            if outer_step:
                shade_row(gradients, paint_gradient[2 * p + 1], scale, y, x, right, outer)
        i, j = x * inner_step, x * outer_step
        d = d_picture[y, x]
        below = kept[k, 2:]
        whole_f, whole_s = inner_alpha * inner[i, 3], outer_alpha * outer[j, 3]
        f, s = kept[k, 0] * whole_f, kept[k, 1] * whole_s
        shown = (np.float32(1) - s) * f
        gain_f = d[3] * (np.float32(1) - below[3])
        gain_s = gain_f
        gain_o = d[3] * (s + shown) * (np.float32(1) - below[3])
        for c in range(3):
            gain_f += d[c] * (inner[i, c] - below[c])
            gain_s += d[c] * (outer[j, c] - below[c])
            gain_o += d[c] * (s * (outer[j, c] - below[c]) + shown * (inner[i, c] - below[c]))
            sums[c] += o * shown * d[c]
            sums[4 + c] += o * s * d[c]
        by_f = o * (np.float32(1) - s) * gain_f
        by_s = o * (gain_s - f * gain_f)
        sums[3] += by_f * kept[k, 0] * (inner[i, 3] if inner_step else np.float32(1))
        sums[7] += by_s * kept[k, 1] * (outer[j, 3] if outer_step else np.float32(1))
        sums[8] += gain_o
        rest = np.float32(1) - o * (s + shown)
        for c in range(4):
            d[c] *= rest
        _spread(d_fill, by_f * whole_f * share, boxes[2 * p], f0, f1, y, x, ramp)
        _spread(d_stroke, by_s * whole_s * share, boxes[2 * p + 1], s0, s1, y, x, ramp)
    for c in range(4):
        if c == 3 or not inner_step:  # a gradient's colours are fixed
            d_colour[2 * p, c] += sums[c]
        if c == 3 or not outer_step:
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


@njit(cache=True)
def _row_end(place, k, width):
    """The column after the last pixel in the row of pixel k."""
    row = place[k] // width
    while k + 1 < len(place) and place[k + 1] // width == row:
        k += 1
    return place[k] % width + 1


@njit(cache=True, inline="always")
def _spread(cells, value, box, y0, y1, y, x, ramp):
    """Add a pixel's value to the cells around it."""
    for row in range(max(y, y0), min(y + ramp, y1)):
        for column in range(max(x, box[0]), min(x + ramp, box[2])):
            cells[row - y0, column - box[0]] += value
