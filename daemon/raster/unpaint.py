"""The way back from a picture's gradient to those of what it was painted of, band by band."""

import numpy as np
from numba import njit

from .cells import CONTRACT, push_edges
from .paint import BAND, CELLS, PIXELS, ROWS, find_rows, lay_band, look, new_room, new_tape, shade


@njit(cache=True, nogil=True)
def unpaint(drawing, chunk, chunks, tape, marks, background, d_picture, d_vertices, d_colour, d_opacity,
            d_background):  # fmt: skip
    """Gradients of `paint` by the same bands, given what it kept: added to d_vertices [V, 2], d_colour
    [2P, 4] and d_opacity [P]; the bands of d_background [H, W, 4] are set.

    Bands that are not on the tape are painted again. Every pixel's colour before each paint is known, so
    nothing is divided by a transparency.
    """
    height, width = background.shape[0], background.shape[1]
    room, slopes = new_room(width, drawing.ramp), new_room(width, drawing.ramp).cells
    again, own = new_tape(0), np.zeros((2 * len(drawing.opacity) + 1, 3), np.int64)
    for number, band in enumerate(range(chunk, (height + BAND - 1) // BAND, chunks)):
        top, bottom = band * BAND, min(height, (band + 1) * BAND)
        d_background[top:bottom] = d_picture[top:bottom]
        d_band = d_background[top:bottom]
        if number < len(marks):
            unlay_band(
                drawing, top, d_band, tape, marks[number], room, slopes, d_vertices, d_colour, d_opacity
            )
        else:
            own[0] = 0
            again = lay_band(drawing, top, background[top:bottom].copy(), True, again, own, room)
            unlay_band(drawing, top, d_band, again, own, room, slopes, d_vertices, d_colour, d_opacity)


@njit(cache=True)
def unlay_band(drawing, top, d_band, tape, marks, room, slopes, d_vertices, d_colour, d_opacity):
    """The same for one band; d_band ([<= BAND, W, 4]) becomes the gradient of what lies below all paths.

    slopes: like room.cells, room for gradients by coverage.
    """
    for p in range(len(drawing.opacity) - 1, -1, -1):
        begin, end = marks[2 * p, PIXELS], marks[2 * p + 2, PIXELS]
        if begin == end:
            continue
        for side in range(2):
            box = drawing.boxes[2 * p + side]
            find_rows(drawing, 2 * p + side, top, len(d_band), room.rows[side])
            for row in range(room.rows[side, 1] - room.rows[side, 0]):
                slopes[side, row, : box[2] - box[0]] = 0
        _unlay(drawing, p, top, d_band, tape, begin, end, room, slopes, d_colour, d_opacity)
        for side in range(2):
            _push(drawing, 2 * p + side, room.rows[side], tape, marks[2 * p + side], slopes[side], d_vertices)


@njit(cache=True, fastmath=CONTRACT)
def _unlay(drawing, p, top, d_band, tape, begin, end, room, slopes, d_colour, d_opacity):
    """Gradients of one path's paint by colours and by coverage, the latter added to `slopes`.

    begin..end: its pixels on the tape.
    """
    width, place, means = d_band.shape[1], tape.place, room.means[:, 0]
    sums = np.zeros(9, np.float64)  # fill RGBA, stroke RGBA, opacity
    inner, inner_alpha, inner_step = look(drawing, 2 * p, room)
    outer, outer_alpha, outer_step = look(drawing, 2 * p + 1, room)
    stop = begin
    while stop < end:
        first, row, left = stop, place[stop] // width, place[stop] % width
        while stop < end and place[stop] < (row + 1) * width:
            stop += 1
        right = place[stop - 1] % width + 1
        means[:2, : right - left] = 0
        if inner_step:
            shade(drawing, 2 * p, top + row, left, right, inner)
        if outer_step:
            shade(drawing, 2 * p + 1, top + row, left, right, outer)
        for k in range(first, stop):
            x = place[k] % width
            means[0, x - left], means[1, x - left] = _unmix(
                d_band[row, x], tape.kept[k], inner[x * inner_step], inner_alpha, outer[x * outer_step],
                outer_alpha, drawing.opacity[p], inner_step, outer_step, sums,
            )  # fmt: skip
        for side in range(2):
            _spread(drawing, 2 * p + side, means[side], left, right, top + row, room.rows[side], slopes[side])
    for c in range(4):
        if c == 3 or not inner_step:  # a gradient's colours are fixed
            d_colour[2 * p, c] += sums[c]
        if c == 3 or not outer_step:
            d_colour[2 * p + 1, c] += sums[4 + c]
    d_opacity[p] += sums[8]


@njit(cache=True, inline="always")
def _unmix(d, kept, inner, inner_alpha, outer, outer_alpha, o, inner_step, outer_step, sums):
    """(gradient by coverage of fill, of stroke) of one pixel; adds those by colours and opacity to sums, and
    makes d ([4], the gradient by the pixel's colour) that of the colour below."""
    whole_f, whole_s = inner_alpha * inner[3], outer_alpha * outer[3]
    f, s = kept[0] * whole_f, kept[1] * whole_s
    shown = (np.float32(1) - s) * f
    gain_f = d[3] * (np.float32(1) - kept[5])
    gain_s, gain_o = gain_f, gain_f * (s + shown)
    for c in range(3):
        by_inner, by_outer = d[c] * (inner[c] - kept[2 + c]), d[c] * (outer[c] - kept[2 + c])
        gain_f += by_inner
        gain_s += by_outer
        gain_o += s * by_outer + shown * by_inner
        sums[c] += o * shown * d[c]
        sums[4 + c] += o * s * d[c]
    by_f, by_s = o * (np.float32(1) - s) * gain_f, o * (gain_s - f * gain_f)
    sums[3] += by_f * kept[0] * (inner[3] if inner_step else np.float32(1))
    sums[7] += by_s * kept[1] * (outer[3] if outer_step else np.float32(1))
    sums[8] += gain_o
    rest = np.float32(1) - o * (s + shown)
    for c in range(4):
        d[c] *= rest
    return by_f * whole_f, by_s * whole_s


@njit(cache=True, fastmath=CONTRACT)
def _spread(drawing, layer, values, left, right, y, rows, cells):
    """Add those of pixels left..right of row y to the cells around them."""
    ramp, box = drawing.ramp, drawing.boxes[layer]
    share, start, width = np.float32(1.0 / (ramp * ramp)), left - box[0], box[2] - box[0]
    for row in range(max(y, rows[0]) - rows[0], min(y + ramp, rows[1]) - rows[0]):
        for j in range(ramp):
            for x in range(max(start + j, 0), min(start + j + right - left, width)):
                cells[row, x] += share * values[x - start - j]


@njit(cache=True)
def _push(drawing, layer, rows, tape, mark, slopes, d_vertices):
    """Gradients by a layer's vertices, given those by its coverage; mark: where it starts on the tape."""
    if rows[0] >= rows[1]:
        return
    cell, ends, signs = mark[CELLS], tape.ends, tape.slopes
    for row in range(rows[1] - rows[0]):
        low, high = ends[mark[ROWS] + row, 0], ends[mark[ROWS] + row, 1]
        for x in range(low, high + 1):
            slopes[row, x] *= signs[cell + x - low]
        cell += max(0, high + 1 - low)
    begin, end, shift = drawing.first[layer], drawing.first[layer + 1], np.float32(0.5 * (drawing.ramp - 1))
    push_edges(drawing.vertices, drawing.following, begin, end, shift, drawing.boxes[layer], rows[0], rows[1],
               slopes, d_vertices)  # fmt: skip
