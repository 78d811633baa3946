"""The way back from a picture's gradient to those of what it was painted of, band by band."""

import numpy as np
from numba import njit

from .cells import CONTRACT, push_edges
from .mix import unmix
from .paint import BAND, find_rows, lay_band, new_room, planes_of
from .pixels import find_colours, find_spans, gather, scatter, spread
from .tape import CELLS, PIXELS, ROWS, new_tape, pixels_between


@njit(cache=True, nogil=True)
def unpaint(drawing, chunk, chunks, tape, marks, background, d_picture, d_vertices, d_colour, d_opacity,
            d_background):  # fmt: skip
    """Gradients of `paint` by the same bands, given what it kept: added to d_vertices [V, 2], d_colour
    [2P, 4] and d_opacity [P]; the bands of d_background [H, W, 4] are set.

    Bands that are not on the tape are painted again. Every pixel's colour before each paint is known, so
    nothing is divided by a transparency.
    """
    height = background.shape[0]
    room, again = new_room(drawing.width, drawing.ramp), new_tape(0)
    own = np.zeros((len(drawing.opacity) + 1, 3), np.int64)
    for number, band in enumerate(range(chunk, (height + BAND - 1) // BAND, chunks)):
        top, bottom = band * BAND, min(height, (band + 1) * BAND)
        d_background[top:bottom] = d_picture[top:bottom]
        d_band = d_background[top:bottom]
        if number < len(marks):
            unlay_band(drawing, top, d_band, tape, marks[number], room, d_vertices, d_colour, d_opacity)
        else:
            again = lay_band(drawing, top, background[top:bottom].copy(), True, again, own, room)
            unlay_band(drawing, top, d_band, again, own, room, d_vertices, d_colour, d_opacity)


@njit(cache=True)
def unlay_band(drawing, top, d_band, tape, marks, room, d_vertices, d_colour, d_opacity):
    """The same for one band; d_band ([<= BAND, W, 4]) becomes the gradient of what lies below all paths."""
    spans, is_there, mark = room.spans[: len(d_band)], np.zeros(2, np.bool_), np.zeros(3, np.int64)
    for p in range(len(drawing.opacity) - 1, -1, -1):
        if marks[p, PIXELS] == marks[p + 1, PIXELS]:
            continue
        mark[:] = marks[p]
        for side in range(2):
            is_there[side] = find_rows(drawing, 2 * p + side, top, len(d_band), room.rows[side])
            mark[ROWS] = _recall_ends(tape, mark[ROWS], room.rows[side], room.ends[side])
        find_spans(drawing, p, top, room.rows, room.ends, spans)
        kept = pixels_between(tape, mark[PIXELS], marks[p + 1, PIXELS])
        d_covers = _unlay(drawing, p, top, d_band, is_there, kept, room, d_colour, d_opacity)
        for side in range(2):
            if is_there[side]:
                rows, slopes, box = room.rows[side], room.cells[side], drawing.boxes[2 * p + side]
                slopes[: rows[1] - rows[0], : box[2] - box[0]] = np.float32(0)
                spread(d_covers[side], rows, box, top, drawing.ramp, spans, slopes)
                ends, cell = room.ends[side], mark[CELLS]
                mark[CELLS] = _push(drawing, 2 * p + side, rows, ends, tape, cell, slopes, d_vertices)


@njit(cache=True, inline="always")
def _recall_ends(tape, start, rows, ends):
    """Set ends to those of a layer's rows, which start on the tape at `start`; where they stop."""
    for row in range(rows[1] - rows[0]):
        ends[0, row], ends[1, row] = tape.ends[start + row, 0], tape.ends[start + row, 1]
    return start + rows[1] - rows[0]


@njit(cache=True)
def _unlay(drawing, p, top, d_band, is_there, kept, room, d_colour, d_opacity):
    """[2, n]: gradients by the coverage of one path's fill and stroke; adds those by its colours and opacity.

    kept: its pixels on the tape.
    """
    spans = room.spans[: len(d_band)]
    colours, planes = planes_of(room, kept.shape[1])
    gather(d_band, spans, planes)
    for side in range(2):
        if is_there[side]:
            find_colours(drawing, 2 * p + side, top, spans, colours[side])
    alphas, found = drawing.colour[2 * p : 2 * p + 2, 3], np.zeros((2, 4), np.float32)
    d_opacity[p] += unmix(drawing.opacity[p], alphas, is_there, colours, kept[:2], kept[2:], planes, found)
    scatter(planes, spans, d_band)
    for side in range(2):
        layer = 2 * p + side
        d_colour[layer, 3] += found[side, 3]
        if drawing.paint_gradient[layer] < 0:  # a gradient's colours are fixed
            for c in range(3):
                d_colour[layer, c] += found[side, c]
    return planes[4:6]


@njit(cache=True, fastmath=CONTRACT)
def _push(drawing, layer, rows, ends, tape, cell, slopes, d_vertices):
    """Gradients by a layer's vertices, given those by its coverage.

    cell: where its cells start on the tape; returns where they stop.
    """
    signs = tape.slopes
    for row in range(rows[1] - rows[0]):
        low, high = ends[0, row], ends[1, row]
        for x in range(low, high + 1):
            slopes[row, x] *= signs[cell + x - low]
        cell += max(0, high + 1 - low)
    begin, end, shift = drawing.first[layer], drawing.first[layer + 1], np.float32(0.5 * (drawing.ramp - 1))
    push_edges(drawing.vertices, drawing.following, begin, end, shift, drawing.boxes[layer], rows[0], rows[1],
               slopes, d_vertices)  # fmt: skip
    return cell
