"""From outlines to a picture, on the processor, one band of rows at a time.

A path is one paint: its stroke over its fill, then over what lies below it, by its opacity o:

    P = s S + (1 - s) f F        picture = o P + (1 - o alpha(P)) below

with coverages times alphas s and f and colours S and F whose own alpha is 1. A colour is that of the
layer everywhere, or that of its gradient at the pixel's centre, whose alpha counts too.

What the way back needs is kept on a tape, and where that would become too long, made anew band by band.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .cells import CONTRACT, fold, fold_slope, wind
from .gradients import Gradients, shade_row

BAND = 16  # rows that one thread does at a time
PIXELS, CELLS, ROWS = 0, 1, 2  # what a tape counts


class Drawing(NamedTuple):
    """What one variant of a scene is painted of; layers are the fill and the stroke of each path in turn."""

    vertices: np.ndarray  # [V, 2] px
    following: np.ndarray  # [V] int32
    first: np.ndarray  # [2P + 1] int32, each layer's vertices
    boxes: np.ndarray  # [2P, 4] int32, cells
    colour: np.ndarray  # [2P, 4] straight RGBA
    opacity: np.ndarray  # [P]
    evenodd: np.ndarray  # [2P] bool
    paint_gradient: np.ndarray  # [2P] int32, or -1
    gradients: Gradients
    scale: float  # px of a canvas unit
    ramp: int


class Tape(NamedTuple):
    """What was painted, in order."""

    place: np.ndarray  # [>= pixels] int32, row in its band * width + column
    kept: np.ndarray  # [>= pixels, 6] coverage of fill and stroke, colour below
    slopes: np.ndarray  # [>= cells] int8, the derivative of coverage by winding number
    ends: np.ndarray  # [>= rows, 2] int32, first and last such cell of each row of a layer


class Room(NamedTuple):
    """To work in, for the fill and the stroke of a path."""

    cells: np.ndarray  # [2, BAND + ramp, W + ramp + 2] float32
    rows: np.ndarray  # [2, 2] int64, first row of cells and the one after the last
    ends: np.ndarray  # [2, 2, BAND + ramp] int64, first and last cell in each row
    spans: np.ndarray  # [BAND, 2] int64, first pixel and the one after the last in each row
    means: np.ndarray  # [2, BAND, W] float32, what each row's pixels have from its first on
    line: np.ndarray  # [W + ramp] float32, a row of cells
    shades: np.ndarray  # [2, W, 4] float32, colours of a row of pixels


@njit(cache=True)
def new_tape(pixels):
    """An empty one, with room for so many pixels at first."""
    return Tape(np.empty(pixels, np.int32), np.empty((pixels, 6), np.float32), np.empty(pixels, np.int8),
                np.empty((pixels // 8 + 1, 2), np.int32))  # fmt: skip


@njit(cache=True)
def new_room(width, ramp):
    """For bands of a picture this wide."""
    return Room(
        np.empty((2, BAND + ramp, width + ramp + 2), np.float32), np.zeros((2, 2), np.int64),
        np.zeros((2, 2, BAND + ramp), np.int64), np.zeros((BAND, 2), np.int64),
        np.zeros((2, BAND, width), np.float32), np.empty(width + ramp, np.float32),
        np.empty((2, width, 4), np.float32),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def paint(drawing, chunk, chunks, picture, most):
    """Paint all paths over every `chunks`-th band, from number `chunk` on, of `picture` ([H, W, 4]
    premultiplied RGBA, changed in place).

    (tape, marks): what `unpaint` wants; marks: [bands on the tape, 2P + 1, 3], where each layer starts on it.
    No band is begun with more than `most` pixels on the tape; with 0 nothing is kept.
    """
    height, width = picture.shape[0], picture.shape[1]
    layers, bands = 2 * len(drawing.opacity), (height + BAND - 1) // BAND
    room, tape = new_room(width, drawing.ramp), new_tape(min(most, BAND * width))
    marks = np.zeros(((bands + chunks - 1) // chunks if most > 0 else 0, layers + 1, 3), np.int64)
    unkept = np.zeros((layers + 1, 3), np.int64)
    n = 0
    for band in range(chunk, bands, chunks):
        rows = picture[band * BAND : (band + 1) * BAND]
        if n < len(marks) and (n == 0 or marks[n - 1, layers, PIXELS] < most):
            if n > 0:
                marks[n, 0] = marks[n - 1, layers]
            tape = lay_band(drawing, band * BAND, rows, True, tape, marks[n], room)
            n += 1
        else:
            lay_band(drawing, band * BAND, rows, False, tape, unkept, room)
    return tape, marks[:n]


@njit(cache=True, fastmath=CONTRACT)
def lay_band(drawing, top, band, keeps, tape, marks, room):
    """Paint all paths over one band ([<= BAND, W, 4]), from row `top` of the picture on.

    Returns the tape, longer by this band if it `keeps` it. marks ([2P + 1, 3]): row 0 is where the tape
    ends; the others become where each next layer starts.
    """
    for p in range(len(drawing.opacity)):
        before, pixels = marks[2 * p, PIXELS], band.shape[0] * band.shape[1]
        filled = find_rows(drawing, 2 * p, top, len(band), room.rows[0])
        stroked = find_rows(drawing, 2 * p + 1, top, len(band), room.rows[1])
        if keeps and (filled or stroked):
            tape = _with_room(tape, marks[2 * p], pixels, room.cells.size)
        for side in range(2):
            layer = 2 * p + side
            marks[layer + 1] = marks[layer]
            if filled if side == 0 else stroked:
                _cover(
                    drawing,
                    layer,
                    room.rows[side],
                    room.cells[side],
                    room.ends[side],
                    keeps,
                    tape,
                    marks[layer + 1],
                )
        if filled or stroked:
            _find_spans(drawing, p, top, len(band), band.shape[1], room)
            for side in range(2):
                _average(room.cells[side], room.ends[side, 0], room.ends[side, 1], room.rows[side],
                         drawing.boxes[2 * p + side, 0], top, len(band), drawing.ramp, room.spans, room.line,
                         room.means[side])  # fmt: skip
            marks[2 * p + 2, PIXELS] = _lay(drawing, p, top, band, keeps, tape, before, room)
    return tape


@njit(cache=True, inline="always")
def find_rows(drawing, layer, top, height, rows):
    """Whether a layer has cells for a band of pixel rows; sets rows to the first of cells and the one
    after the last."""
    rows[0] = max(top, drawing.boxes[layer, 1])
    rows[1] = min(top + height + drawing.ramp - 1, drawing.boxes[layer, 3])
    return rows[0] < rows[1]


@njit(cache=True, fastmath=CONTRACT)
def _cover(drawing, layer, rows, cells, ends, keeps, tape, mark):
    """Coverage of a layer's cells in some rows into `cells`; what the way back needs onto the tape."""
    evenodd, shift, low, high = drawing.evenodd[layer], np.float32(0.5 * (drawing.ramp - 1)), ends[0], ends[1]
    wind(drawing.vertices, drawing.following, drawing.first[layer], drawing.first[layer + 1], shift,
         drawing.boxes[layer], rows[0], rows[1], cells, low, high)  # fmt: skip
    slopes, kept_ends, cell = tape.slopes, tape.ends, mark[CELLS]
    for row in range(rows[1] - rows[0]):
        if keeps:
            kept_ends[mark[ROWS] + row, 0] = low[row]
            kept_ends[mark[ROWS] + row, 1] = high[row]
            for x in range(low[row], high[row] + 1):
                slopes[cell + x - low[row]] = fold_slope(cells[row, x], evenodd)
            cell += max(0, high[row] + 1 - low[row])
        for x in range(low[row], high[row] + 1):
            cells[row, x] = fold(cells[row, x], evenodd)
    mark[CELLS] = cell
    mark[ROWS] += rows[1] - rows[0]


@njit(cache=True, fastmath=CONTRACT)
def _lay(drawing, p, top, band, keeps, tape, n, room):
    """One path's paint over a band, given its coverage in room.means; returns the pixels on the tape."""
    width, place, kept, o = band.shape[1], tape.place, tape.kept, drawing.opacity[p]
    spans, fill, stroke = room.spans, room.means[0], room.means[1]
    inner, inner_alpha, inner_step = look(drawing, 2 * p, room)
    outer, outer_alpha, outer_step = look(drawing, 2 * p + 1, room)
    for row in range(len(band)):
        left, right = spans[row, 0], spans[row, 1]
        if inner_step:
            shade(drawing, 2 * p, top + row, left, right, inner)
        if outer_step:
            shade(drawing, 2 * p + 1, top + row, left, right, outer)
        for x in range(left, right):
            f, s = fill[row, x - left], stroke[row, x - left]
            if f == 0 and s == 0:
                continue
            if keeps:
                place[n] = row * width + x
                kept[n, 0], kept[n, 1] = f, s
                for c in range(4):
                    kept[n, 2 + c] = band[row, x, c]
                n += 1
            i, j = x * inner_step, x * outer_step
            s *= outer_alpha * outer[j, 3]
            f *= inner_alpha * inner[i, 3] * (np.float32(1) - s)
            rest = np.float32(1) - o * (s + f)
            for c in range(3):
                band[row, x, c] = o * (s * outer[j, c] + f * inner[i, c]) + rest * band[row, x, c]
            band[row, x, 3] = o * (s + f) + rest * band[row, x, 3]
    return n


@njit(cache=True, inline="always")
def look(drawing, layer, room):
    """(colours, alpha, step): the pixel in column x is colours[x * step], its alpha times `alpha`.

    With a gradient (step 1), colours are for `shade` to fill, row by row.
    """
    if drawing.paint_gradient[layer] < 0:
        return drawing.colour[layer : layer + 1], np.float32(1), 0
    return room.shades[layer % 2], drawing.colour[layer, 3], 1


@njit(cache=True)
def shade(drawing, layer, y, left, right, colours):
    """Set colours[left:right] to those of a layer's gradient in pixel row y."""
    shade_row(drawing.gradients, drawing.paint_gradient[layer], drawing.scale, y, left, right, colours)


@njit(cache=True)
def _find_spans(drawing, p, top, height, width, room):
    """Set room.spans to the pixels that a path touches in each row."""
    spans, ramp = room.spans, drawing.ramp
    for row in range(height):
        spans[row, 0], spans[row, 1] = width, 0
    for side in range(2):
        low, high, first = room.ends[side, 0], room.ends[side, 1], room.rows[side, 0]
        box_left = drawing.boxes[2 * p + side, 0]
        for row in range(first, room.rows[side, 1]):
            if high[row - first] < low[row - first]:
                continue
            left = max(0, box_left + low[row - first] - ramp + 1)
            right = min(width, box_left + high[row - first] + 1)
            for y in range(max(0, row - ramp + 1 - top), min(height, row + 1 - top)):
                spans[y, 0], spans[y, 1] = min(spans[y, 0], left), max(spans[y, 1], right)


@njit(cache=True, fastmath=CONTRACT)
def _average(cells, low, high, rows, box_left, top, height, ramp, spans, line, means):
    """Set means ([BAND, W]) to a layer's mean coverage around each pixel of the spans of a band."""
    share = np.float32(1.0 / (ramp * ramp))
    for row in range(height):
        count, start = spans[row, 1] - spans[row, 0], spans[row, 0] - box_left
        line[: max(0, count + ramp - 1)] = 0
        for y in range(max(top + row, rows[0]) - rows[0], min(top + row + ramp, rows[1]) - rows[0]):
            for x in range(max(low[y], start), min(high[y] + 1, start + count + ramp - 1)):
                line[x - start] += cells[y, x]
        for k in range(count):
            total = line[k]
            for j in range(1, ramp):
                total += line[k + j]
            means[row, k] = total * share


@njit(cache=True)
def _with_room(tape, mark, pixels, cells):
    """The same tape, of which all before mark ([3]) matters, with room for one more path of a band."""
    place, kept, slopes, ends = tape
    if mark[PIXELS] + pixels > len(place):
        size = 2 * len(place) + pixels
        longer, also = np.empty(size, np.int32), np.empty((size, 6), np.float32)
        longer[: mark[PIXELS]] = place[: mark[PIXELS]]
        also[: mark[PIXELS]] = kept[: mark[PIXELS]]
        place, kept = longer, also
    if mark[CELLS] + 2 * cells > len(slopes):
        more = np.empty(2 * (len(slopes) + cells), np.int8)
        more[: mark[CELLS]] = slopes[: mark[CELLS]]
        slopes = more
    if mark[ROWS] + 4 * BAND > len(ends):
        both = np.empty((2 * len(ends) + 4 * BAND, 2), np.int32)
        both[: mark[ROWS]] = ends[: mark[ROWS]]
        ends = both
    return Tape(place, kept, slopes, ends)
