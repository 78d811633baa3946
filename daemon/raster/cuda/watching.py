"""Whether outlines still have what a scene needs: `needs.covers` on the GPU."""

import numpy as np
from numba import cuda

from daemon.cuda.warps import EVERYONE

from ..curve import frame, has_length
from ..needs import arc_angle, piece_count, stop_of
from ..slots import SMOOTH
from .curves import curve_of, half_width_of, pen_of
from .sizes import CHUNK, PATH_THREADS, PATH_WARPS

CLOSING = 2  # in place of whether a segment is live: it is there for the fill alone


@cuda.jit(device=True)
def outgrew(slots, given, size, kept, variant, path):
    """Whether one of a path's threads finds that it needs more than is kept."""
    thread, half_width = np.int32(cuda.threadIdx.x), half_width_of(given, size, variant, path)
    if not half_width < np.inf:
        return False  # it is not drawn
    is_stroked = slots.layers[2 * path + 2] > slots.layers[2 * path + 1]
    found = is_stroked and arc_angle(half_width, size.accuracy) < kept.arc[path]
    for s in range(kept.first_segment[path] + thread, kept.first_segment[path + 1], PATH_THREADS):
        curve = curve_of(slots, given, size, variant, s)
        wide = half_width if is_stroked else np.float32(0)
        found |= segment_outgrew(slots, kept, s, curve, wide, size.accuracy)
    for chunk in range(slots.layers[2 * path + 1] + (thread >> 5), slots.layers[2 * path + 2], PATH_WARPS):
        found |= has_new_cusp(slots, given, size, variant, path, CHUNK * chunk + (thread & 31))
    return found


@cuda.jit(device=True)
def segment_outgrew(slots, kept, s, curve, wide, accuracy):
    """Whether a segment needs more pieces, or got or lost its length."""
    is_long = has_length(curve)
    if kept.live[s] != CLOSING and is_long != (kept.live[s] != 0):
        return True
    return is_long and slots.is_line[s] == 0 and piece_count(curve, wide, accuracy) > kept.pieces[s]


@cuda.jit(device=True)
def has_new_cusp(slots, given, size, variant, path, k):
    """Whether a curve turns sharply between slot k, one for each lane of a warp, and the next one, where
    there are no slots of a join between them."""
    s, t, way = stop_of(
        slots.segments[2 * k], slots.segments[2 * k + 1], slots.places[4 * k], slots.places[4 * k + 1],
        slots.places[4 * k + 2], slots.places[4 * k + 3],
    )  # fmt: skip
    x = y = np.float32(0)
    if way != 0 and slots.is_line[s] == 0:
        curve = curve_of(slots, given, size, variant, s)
        x, y, _ = frame(curve, False, t, pen_of(slots.pens, path, 1))
    next_s, next_way = cuda.shfl_down_sync(EVERYONE, s, 1), cuda.shfl_down_sync(EVERYONE, way, 1)
    next_t = cuda.shfl_down_sync(EVERYONE, t, 1)
    next_x, next_y = cuda.shfl_down_sync(EVERYONE, x, 1), cuda.shfl_down_sync(EVERYONE, y, 1)
    is_stretch = way != 0 and slots.is_line[s] == 0 and next_s == s and next_way == way and next_t != t
    return is_stretch and x * next_x + y * next_y < SMOOTH
