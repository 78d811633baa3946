"""From outlines to a picture, on the processor, one band of rows at a time.

What the way back needs is kept on a tape, and where that would become too long, made anew band by band.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .cells import CONTRACT, fold, fold_slope, wind
from .gradients import Gradients
from .mix import ROOM, mix
from .pixels import average, find_colours, find_spans, gather, scatter
from .tape import CELLS, PIXELS, ROWS, new_tape, pixels_between, with_room

BAND = 16  # rows that one thread does at a time


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
    width: int  # px
    ramp: int


class Room(NamedTuple):
    """To work in, for the fill and the stroke of a path in a band."""

    cells: np.ndarray  # [2, BAND + ramp, W + ramp + 2] float32
    rows: np.ndarray  # [2, 2] int64, first row of cells and the one after the last
    ends: np.ndarray  # [2, 2, BAND + ramp] int64, first and last cell in each row
    spans: np.ndarray  # [BAND, 2] int64, first pixel and the one after the last in each row
    colours: np.ndarray  # [10 * BAND * W] float32, of each pixel, as `mix` takes them
    planes: np.ndarray  # [ROOM * BAND * W] float32


@njit(cache=True)
def new_room(width, ramp):
    """For bands of a picture this wide."""
    return Room(
        np.empty((2, BAND + ramp, width + ramp + 2), np.float32), np.zeros((2, 2), np.int64),
        np.zeros((2, 2, BAND + ramp), np.int64), np.zeros((BAND, 2), np.int64),
        np.empty(10 * BAND * width, np.float32), np.empty(ROOM * BAND * width, np.float32),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def paint(drawing, chunk, chunks, picture, most):
    """Paint all paths over every `chunks`-th band, from number `chunk` on, of `picture` ([H, W, 4]
    premultiplied RGBA, changed in place).

    (tape, marks): what `unpaint` wants; marks: [bands on the tape, P + 1, 3], where each path starts on it.
    No band is begun with more than `most` pixels on the tape; with 0 nothing is kept.
    """
    height, paths = picture.shape[0], len(drawing.opacity)
    bands = (height + BAND - 1) // BAND
    room, tape, spare = new_room(drawing.width, drawing.ramp), new_tape(0), new_tape(0)
    marks = np.zeros(((bands + chunks - 1) // chunks if most > 0 else 0, paths + 1, 3), np.int64)
    unkept = np.zeros((paths + 1, 3), np.int64)
    n = 0
    for band in range(chunk, bands, chunks):
        rows = picture[band * BAND : (band + 1) * BAND]
        if n < len(marks) and (n == 0 or marks[n - 1, paths, PIXELS] < most):
            if n > 0:
                marks[n, 0] = marks[n - 1, paths]
            tape = lay_band(drawing, band * BAND, rows, True, tape, marks[n], room)
            n += 1
        else:
            spare = lay_band(drawing, band * BAND, rows, False, spare, unkept, room)
    return tape, marks[:n]


@njit(cache=True)
def lay_band(drawing, top, band, keeps, tape, marks, room):
    """Paint all paths over one band ([<= BAND, W, 4]), from row `top` of the picture on.

    Returns the tape, longer by this band if it `keeps` it. marks ([P + 1, 3]): row 0 is where the tape
    ends; the others become where each next path starts.
    """
    spans, is_there = room.spans[: len(band)], np.zeros(2, np.bool_)
    for p in range(len(drawing.opacity)):
        mark = marks[p + 1]
        mark[:] = marks[p]
        for side in range(2):
            is_there[side] = find_rows(drawing, 2 * p + side, top, len(band), room.rows[side])
        if not (is_there[0] or is_there[1]):
            continue
        tape = with_room(tape, mark, band.shape[0] * band.shape[1], room.cells.size, room.ends.size)
        for side in range(2):
            if is_there[side]:
                _cover(drawing, 2 * p + side, room.rows[side], room.cells[side], room.ends[side], tape, mark)
        count = find_spans(drawing, p, top, room.rows, room.ends, spans)
        kept = pixels_between(tape, mark[PIXELS], mark[PIXELS] + count)
        mark[PIXELS] += count
        for side in range(2):
            if is_there[side]:
                box = drawing.boxes[2 * p + side]
                average(room.cells[side], room.rows[side], box, top, drawing.ramp, spans, kept[side])
        _lay(drawing, p, top, band, is_there, kept, room)
        if not keeps:
            mark[:] = marks[p]
    return tape


@njit(cache=True, inline="always")
def find_rows(drawing, layer, top, height, rows):
    """Whether a layer has cells for a band of pixel rows; sets rows to the first of cells and the one
    after the last."""
    rows[0] = max(top, drawing.boxes[layer, 1])
    rows[1] = max(rows[0], min(top + height + drawing.ramp - 1, drawing.boxes[layer, 3]))
    return rows[0] < rows[1]


@njit(cache=True, fastmath=CONTRACT)
def _cover(drawing, layer, rows, cells, ends, tape, mark):
    """Coverage of a layer's cells in some rows into `cells`; what the way back needs onto the tape."""
    evenodd, shift, low, high = drawing.evenodd[layer], np.float32(0.5 * (drawing.ramp - 1)), ends[0], ends[1]
    wind(drawing.vertices, drawing.following, drawing.first[layer], drawing.first[layer + 1], shift,
         drawing.boxes[layer], rows[0], rows[1], cells, low, high)  # fmt: skip
    slopes, kept_ends, cell = tape.slopes, tape.ends, mark[CELLS]
    for row in range(rows[1] - rows[0]):
        kept_ends[mark[ROWS] + row, 0] = low[row]
        kept_ends[mark[ROWS] + row, 1] = high[row]
        for x in range(low[row], high[row] + 1):
            slopes[cell + x - low[row]] = fold_slope(cells[row, x], evenodd)
            cells[row, x] = fold(cells[row, x], evenodd)
        cell += max(0, high[row] + 1 - low[row])
    mark[CELLS] = cell
    mark[ROWS] += rows[1] - rows[0]


@njit(cache=True)
def _lay(drawing, p, top, band, is_there, kept, room):
    """Paint one path over a band; kept ([PLANES, n]): its coverage, and room for the colours below."""
    spans, count, below = room.spans[: len(band)], kept.shape[1], kept[2:]
    colours, planes = planes_of(room, count)
    gather(band, spans, below)
    for side in range(2):
        if is_there[side]:
            find_colours(drawing, 2 * p + side, top, spans, colours[side])
    alphas = drawing.colour[2 * p : 2 * p + 2, 3]
    mix(drawing.opacity[p], alphas, is_there, colours, kept[:2], below, planes)
    scatter(planes, spans, band)


@njit(cache=True, inline="always")
def planes_of(room, count):
    """(colours [2, 5, n], planes [ROOM, n]) for so many pixels, as `mix` takes them."""
    return room.colours[: 10 * count].reshape(2, 5, count), room.planes[: ROOM * count].reshape(ROOM, count)
