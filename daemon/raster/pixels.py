"""The pixels that a path touches in a band of rows, one after the other, and the cells around them.

A pixel is the mean of the ramp x ramp cells from its own on; a layer's cells lie in its box.
"""

import numpy as np
from numba import njit

from .cells import CONTRACT
from .gradients import shade_row
from .mix import SHADE, fill


@njit(cache=True)
def find_spans(drawing, p, top, rows, ends, spans):
    """How many pixels of a band path p touches; sets spans ([band's rows, 2]) to the first of each row and
    the one after the last.

    top: the band's first row; rows and ends: of the cells of its layers, as in a Room.
    """
    ramp, width, count = drawing.ramp, drawing.width, 0
    for row in range(len(spans)):
        spans[row, 0], spans[row, 1] = width, 0
    for side in range(2):
        box_left = drawing.boxes[2 * p + side, 0]
        for row in range(rows[side, 0], rows[side, 1]):
            low, high = ends[side, 0, row - rows[side, 0]], ends[side, 1, row - rows[side, 0]]
            if high < low:
                continue
            left, right = max(0, box_left + low - ramp + 1), min(width, box_left + high + 1)
            for y in range(max(0, row - ramp + 1 - top), min(len(spans), row + 1 - top)):
                spans[y, 0], spans[y, 1] = min(spans[y, 0], left), max(spans[y, 1], right)
    for row in range(len(spans)):
        spans[row, 1] = max(spans[row, 0], spans[row, 1])
        count += spans[row, 1] - spans[row, 0]
    return count


@njit(cache=True)
def gather(band, spans, planes):
    """Set planes ([4, n]) to the pixels of a band ([rows, W, 4])."""
    n = 0
    for row in range(len(spans)):
        for x in range(spans[row, 0], spans[row, 1]):
            for c in range(4):
                planes[c, np.uintp(n)] = band[row, np.uintp(x), c]
            n += 1


@njit(cache=True)
def scatter(planes, spans, band):
    """The way back from `gather`."""
    n = 0
    for row in range(len(spans)):
        for x in range(spans[row, 0], spans[row, 1]):
            for c in range(4):
                band[row, np.uintp(x), c] = planes[c, np.uintp(n)]
            n += 1


@njit(cache=True)
def find_colours(drawing, layer, top, spans, colours):
    """Set colours ([5, n]) to a layer's: red, green, blue, 1, and what its alpha is multiplied by."""
    if drawing.paint_gradient[layer] < 0:
        for c in range(3):
            fill(colours[c], drawing.colour[layer, c])
        fill(colours[SHADE], np.float32(1))
    else:
        n = 0
        for row in range(len(spans)):
            n = shade_row(drawing.gradients, drawing.paint_gradient[layer], drawing.scale, top + row,
                          spans[row, 0], spans[row, 1], colours, n)  # fmt: skip
    fill(colours[3], np.float32(1))


@njit(cache=True, fastmath=CONTRACT)
def average(cells, rows, box, top, ramp, spans, means):
    """Set means ([n]) to those of the cells of a layer around each pixel."""
    fill(means, np.float32(0))
    n = 0
    for row in range(len(spans)):
        start, count = spans[row, 0] - box[0], spans[row, 1] - spans[row, 0]
        for y in range(max(top + row, rows[0]) - rows[0], min(top + row + ramp, rows[1]) - rows[0]):
            for j in range(start, start + ramp):
                first, last = max(0, -j), min(count, box[2] - box[0] - j)
                if first < last:
                    _add(means[n + first : n + last], cells[y, j + first : j + last])
        n += count
    _scale(means, np.float32(1.0 / (ramp * ramp)))


@njit(cache=True, fastmath=CONTRACT)
def spread(values, rows, box, top, ramp, spans, cells):
    """The way back from `average`: add the values ([n], changed) of pixels to the cells around them."""
    _scale(values, np.float32(1.0 / (ramp * ramp)))
    n = 0
    for row in range(len(spans)):
        start, count = spans[row, 0] - box[0], spans[row, 1] - spans[row, 0]
        for y in range(max(top + row, rows[0]) - rows[0], min(top + row + ramp, rows[1]) - rows[0]):
            for j in range(start, start + ramp):
                first, last = max(0, -j), min(count, box[2] - box[0] - j)
                if first < last:
                    _add(cells[y, j + first : j + last], values[n + first : n + last])
        n += count


@njit(cache=True)
def _add(to, values):
    for k in range(len(to)):
        to[k] += values[k]


@njit(cache=True)
def _scale(values, by):
    for k in range(len(values)):
        values[k] *= by
