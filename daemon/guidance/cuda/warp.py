"""Kernels that look at pictures from the views' places, and take gradients back to the pictures.

Gradients are added up as integers, so that threads may do it in any order.
"""

import math

import numpy as np
from numba import cuda

from daemon.cuda.atomic import add_to
from daemon.cuda.kernels import INTEGER, NUMBERS, SUMS, kernel

from ..views import CHANCE

THREADS = 256
CHANNELS = 3
UNITS = np.float32(2.0**44)  # of a gradient of 1: finer than gradients by pixels are
MOST = np.float32(2.0**56)  # units that one pixel of a view adds
ZERO, ONE, HALF = np.float32(0), np.float32(1), np.float32(0.5)
FARTHEST = np.float32(1e6)  # px
ENDLESS = np.float32(np.inf)


@cuda.jit(device=True)
def pixel_of(side):
    """(variant, layer, row, column) of this thread; the row is `side` or more for those left over."""
    k = cuda.grid(1)
    return cuda.blockIdx.z, cuda.blockIdx.y, k // side, k % side


@cuda.jit(device=True)
def index_of(plane, row, column, side):
    """Where a pixel lies in planes [..., side, side]."""
    return (plane * side + row) * side + column


@cuda.jit(device=True)
def place_of(chance, way, row, column, side):
    """(column, row) in the picture of a pixel's middle, its map given by chance[way:]."""
    step = np.float32(2) / np.float32(side)
    x = (np.float32(column) + HALF) * step - ONE
    y = (np.float32(row) + HALF) * step - ONE
    depth = chance[way + 6] * x + chance[way + 7] * y + chance[way + 8]
    across = (chance[way] * x + chance[way + 1] * y + chance[way + 2]) / depth
    down = (chance[way + 3] * x + chance[way + 4] * y + chance[way + 5]) / depth
    half = HALF * np.float32(side)
    u, v = (across + ONE) * half - HALF, (down + ONE) * half - HALF
    return min(max(u, -FARTHEST), FARTHEST), min(max(v, -FARTHEST), FARTHEST)


@cuda.jit(device=True)
def corner_of(u, v, right, down, side):
    """(column, row, share) of one of the four pixels around a place; the share is 0 outside the picture."""
    left, top = np.float32(math.floor(u)), np.float32(math.floor(v))
    along, below = u - left, v - top
    column, row = np.int32(left) + right, np.int32(top) + down
    share = (along if right else ONE - along) * (below if down else ONE - below)
    if column < 0 or column >= side or row < 0 or row >= side:
        return 0, 0, ZERO
    return column, row, share


@kernel(NUMBERS, NUMBERS, NUMBERS, NUMBERS, INTEGER, INTEGER, NUMBERS, fastmath=False)
def see(images, chance, page, field, views, side, seen):
    """Set seen [B, V + 1, 3, S, S]: images [B, 3, S, S] as they are, then as V views of them, with noise.

    chance: [B, V, CHANCE] (views.py); page: [3]; field: [3, 2 S, 2 S], of which noise is a window.
    """
    b, layer, row, column = pixel_of(side)
    if row >= side:
        return
    first, own = CHANNELS * b, CHANNELS * (b * (views + 1) + layer)
    if layer == 0:
        for c in range(CHANNELS):
            pixel = images[index_of(first + c, row, column, side)]
            seen[index_of(own + c, row, column, side)] = pixel
        return
    way = CHANCE * (b * views + layer - 1)
    u, v = place_of(chance, way, row, column, side)
    left, top = np.int32(chance[way + 9] * np.float32(side)), np.int32(chance[way + 10] * np.float32(side))
    for c in range(CHANNELS):
        value = page[c] + field[index_of(c, top + row, left + column, 2 * side)]
        for corner in range(4):
            x, y, share = corner_of(u, v, corner & 1, corner >> 1, side)
            value += share * (images[index_of(first + c, y, x, side)] - page[c])
        seen[index_of(own + c, row, column, side)] = value


@kernel(NUMBERS, NUMBERS, INTEGER, INTEGER, SUMS, SUMS, fastmath=False)
def unsee(chance, slope, views, side, sums, is_lost):
    """Add to sums [B, 3, S, S] (in units) what the views' gradient [B, V + 1, 3, S, S] gives; set is_lost [1]
    where that is no number."""
    b, view, row, column = pixel_of(side)
    if row >= side:
        return
    u, v = place_of(chance, CHANCE * (b * views + view), row, column, side)
    first, own = CHANNELS * b, CHANNELS * (b * (views + 1) + view + 1)
    for corner in range(4):
        x, y, share = corner_of(u, v, corner & 1, corner >> 1, side)
        if share != ZERO:
            for c in range(CHANNELS):
                value = share * slope[index_of(own + c, row, column, side)] * UNITS
                if not abs(value) < ENDLESS:
                    is_lost[0] = 1
                add_to(sums, index_of(first + c, y, x, side), np.int64(min(max(value, -MOST), MOST)))


@kernel(SUMS, SUMS, NUMBERS, INTEGER, INTEGER, NUMBERS, fastmath=False)
def finish(sums, is_lost, slope, views, side, gradient):
    """Set gradient [B, 3, S, S]: the sums and what the pictures themselves, the first layers, give.

    Nothing in it is a number if it is lost."""
    b, c, row, column = pixel_of(side)
    if row >= side:
        return
    own = index_of(CHANNELS * b + c, row, column, side)
    found = np.float32(sums[own]) / UNITS
    if is_lost[0] != 0:
        found = np.float32(np.nan)
    gradient[own] = slope[index_of(CHANNELS * b * (views + 1) + c, row, column, side)] + found
