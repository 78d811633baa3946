"""What painting leaves behind for the way back: one after the other, what each band had of each path."""

from typing import NamedTuple

import numpy as np
from numba import njit

PIXELS, CELLS, ROWS = 0, 1, 2  # what a tape counts
PLANES = 6  # of a pixel: coverage of fill and stroke, RGBA below


class Tape(NamedTuple):
    """What was painted, in order."""

    kept: np.ndarray  # [>= PLANES * pixels] float32; of each path in each band [PLANES, its pixels]
    slopes: np.ndarray  # [>= cells] int8, the derivative of coverage by winding number
    ends: np.ndarray  # [>= rows, 2] int32, first and last such cell of each row of a layer


@njit(cache=True)
def new_tape(pixels):
    """An empty one, with room for so many pixels at first."""
    return Tape(np.empty(PLANES * pixels, np.float32), np.empty(pixels, np.int8),
                np.empty((pixels // 8 + 1, 2), np.int32))  # fmt: skip


@njit(cache=True)
def pixels_between(tape, begin, end):
    """[PLANES, end - begin]: what is kept of those pixels, of one path in one band."""
    return tape.kept[PLANES * begin : PLANES * end].reshape(PLANES, end - begin)


@njit(cache=True)
def with_room(tape, mark, pixels, cells, rows):
    """The same tape, of which all before mark ([3]) matters, with room for so much more."""
    kept, slopes, ends = tape
    used, size = PLANES * mark[PIXELS], PLANES * (mark[PIXELS] + pixels)
    if size > len(kept):
        longer = np.empty(2 * size, np.float32)
        longer[:used] = kept[:used]
        kept = longer
    if mark[CELLS] + cells > len(slopes):
        more = np.empty(2 * (mark[CELLS] + cells), np.int8)
        more[: mark[CELLS]] = slopes[: mark[CELLS]]
        slopes = more
    if mark[ROWS] + rows > len(ends):
        both = np.empty((2 * (mark[ROWS] + rows), 2), np.int32)
        both[: mark[ROWS]] = ends[: mark[ROWS]]
        ends = both
    return Tape(kept, slopes, ends)
