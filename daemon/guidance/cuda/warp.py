"""Kernels that look at pictures from the views' places, and take gradients back to the pictures.

Gradients are added up as integers, so that threads may do it in any order.
"""

import math

import numpy as np
from numba import cuda

THREADS = 256
CHANNELS = 3
UNITS = np.float32(2.0**44)  # of a gradient of 1: finer than gradients by pixels are
MOST = np.float32(2.0**56)  # units that one pixel of a view adds
ZERO, ONE, HALF = np.float32(0), np.float32(1), np.float32(0.5)
FARTHEST = np.float32(1e6)  # px
ENDLESS = np.float32(np.inf)


@cuda.jit(device=True)
def pixel_of(side):
    """(variant, view, row, column) of this thread; the row is `side` or more for those left over."""
    k = cuda.grid(1)
    return cuda.blockIdx.z, cuda.blockIdx.y, k // side, k % side


@cuda.jit(device=True)
def place_of(way, row, column, side):
    """(column, row) in the picture of a pixel's middle, its map given by way [CHANCE]."""
    step = np.float32(2) / np.float32(side)
    x = (np.float32(column) + HALF) * step - ONE
    y = (np.float32(row) + HALF) * step - ONE
    depth = way[6] * x + way[7] * y + way[8]
    across = (way[0] * x + way[1] * y + way[2]) / depth
    down = (way[3] * x + way[4] * y + way[5]) / depth
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


@cuda.jit(cache=True)
def see(images, chance, page, field, seen):
    """Set seen [B, V + 1, 3, S, S]: images [B, 3, S, S] as they are, then as views of them, with noise.

    chance: [B, V, CHANCE] (views.py); page: [3]; field: [3, 2 S, 2 S], of which noise is a window.
    """
    side = images.shape[-1]
    b, view, row, column = pixel_of(side)
    if row >= side:
        return
    if view == 0:
        for c in range(CHANNELS):
            seen[b, 0, c, row, column] = images[b, c, row, column]
        return
    way = chance[b, view - 1]
    u, v = place_of(way, row, column, side)
    left, top = np.int32(way[9] * np.float32(side)), np.int32(way[10] * np.float32(side))
    for c in range(CHANNELS):
        value = page[c] + field[c, top + row, left + column]
        for corner in range(4):
            x, y, share = corner_of(u, v, corner & 1, corner >> 1, side)
            value += share * (images[b, c, y, x] - page[c])
        seen[b, view, c, row, column] = value


@cuda.jit(cache=True)
def unsee(chance, slope, sums, is_lost):
    """Add to sums [B, 3, S, S] (int64, in units) what the views' gradient [B, V + 1, 3, S, S] gives; set
    is_lost [1] where that is no number."""
    side = slope.shape[-1]
    b, view, row, column = pixel_of(side)
    if row >= side:
        return
    u, v = place_of(chance[b, view], row, column, side)
    for corner in range(4):
        x, y, share = corner_of(u, v, corner & 1, corner >> 1, side)
        if share != ZERO:
            for c in range(CHANNELS):
                value = share * slope[b, view + 1, c, row, column] * UNITS
                if not abs(value) < ENDLESS:
                    is_lost[0] = 1
                cuda.atomic.add(sums, (b, c, y, x), np.int64(min(max(value, -MOST), MOST)))


@cuda.jit(cache=True)
def finish(sums, is_lost, slope, gradient):
    """Set gradient [B, 3, S, S]: the sums and what the pictures themselves, the first views, give.

    Nothing in it is a number if it is lost."""
    side = gradient.shape[-1]
    b, c, row, column = pixel_of(side)
    if row >= side:
        return
    found = np.float32(sums[b, c, row, column]) / UNITS
    if is_lost[0] != 0:
        found = np.float32(np.nan)
    gradient[b, c, row, column] = slope[b, 0, c, row, column] + found
