"""What the threads of a tile have: their places, their shared memory, and how far they are."""

from typing import NamedTuple

import numpy as np
from numba import cuda

from .memory import Given, Placed, Shades, Size, Slots
from .sizes import (
    LISTED,
    PLANES,
    ROOM_CELLS,
    ROOM_COUNTS,
    ROOM_LAYERS,
    ROOM_PAINTS,
    ROOM_QUEUE,
    SIDE,
    SIDE_BITS,
)

NONE = -1  # the plane of a layer that does not show, or the gradient of one without


class Drawing(NamedTuple):
    """One variant of a scene in a GPU's memory."""

    slots: Slots
    shades: Shades
    given: Given
    placed: Placed
    size: Size
    variant: int


class Tile(NamedTuple):
    """One thread's place; a tile's corner and a pixel are in px of the picture."""

    thread: int
    lane: int
    warp: int
    x0: float
    y0: float
    column: int  # of the thread's cell in the tile
    row: int
    x: int  # of the thread's pixel in the picture
    y: int
    is_pixel: bool  # whether the tile is to paint it


class Room(NamedTuple):
    """Shared memory of a tile's threads."""

    counts: object  # [ROOM_COUNTS], what each warp has
    listed: object  # [LISTED], paths, 4 * path + what of it shows
    ends: object  # [LISTED], how many planes each one and those before it take
    planes: object  # [ROOM_LAYERS], planes of the fill and the stroke of each path of a batch
    shades: object  # [ROOM_LAYERS], their gradients
    first: object  # [PLANES], each plane's first chunk
    end: object  # [PLANES], and the one after its last
    rules: object  # [PLANES], whether it is filled by even-odd
    paints: object  # [ROOM_PAINTS], RGBA of fill and stroke, opacity, of each path of a batch
    queue: object  # [ROOM_QUEUE], in turn chunk and plane, or -1 - plane of a chunk left of the tile
    waiting: object  # [1], how many chunks are queued
    winding: object  # [ROOM_CELLS]
    cover: object  # [ROOM_CELLS], coverage of each cell


class Turn(NamedTuple):
    """How far a tile has come."""

    path: int  # the first that was not looked at
    found: int  # listed paths that show
    start: int  # the first of them that is not in a batch yet
    base: int  # planes of those before it


class Batch(NamedTuple):
    """Listed paths that are painted at once."""

    start: int
    count: int  # 0: there are no more
    planes: int
    is_queued: bool  # whether the queue has all chunks that matter


@cuda.jit(device=True)
def tile_of(size):
    """The Tile of this thread."""
    thread, inner = np.int32(cuda.threadIdx.x), np.int32(SIDE + 1 - size.ramp)
    left, top = np.int32(cuda.blockIdx.x * inner), np.int32(cuda.blockIdx.y * inner)
    column, row = np.int32(thread & SIDE - 1), np.int32(thread >> SIDE_BITS)
    x, y = np.int32(left + column), np.int32(top + row)
    is_pixel = column < inner and row < inner and x < size.width and y < size.height
    lane, warp = np.int32(thread & 31), np.int32(thread >> 5)
    return Tile(thread, lane, warp, np.float32(left), np.float32(top), column, row, x, y, is_pixel)


@cuda.jit(device=True)
def room_of_tile():
    """The Room, once in a kernel."""
    counts = cuda.shared.array(ROOM_COUNTS, np.int32)
    listed = cuda.shared.array(LISTED, np.int32)
    ends = cuda.shared.array(LISTED, np.int32)
    planes = cuda.shared.array(ROOM_LAYERS, np.int32)
    shades = cuda.shared.array(ROOM_LAYERS, np.int32)
    first = cuda.shared.array(PLANES, np.int32)
    end = cuda.shared.array(PLANES, np.int32)
    rules = cuda.shared.array(PLANES, np.int32)
    paints = cuda.shared.array(ROOM_PAINTS, np.float32)
    queue = cuda.shared.array(ROOM_QUEUE, np.int32)
    waiting = cuda.shared.array(1, np.int32)
    winding = cuda.shared.array(ROOM_CELLS, np.int32)
    cover = cuda.shared.array(ROOM_CELLS, np.float32)
    return Room(
        counts, listed, ends, planes, shades, first, end, rules, paints, queue, waiting, winding, cover
    )


@cuda.jit(device=True)
def first_turn():
    """The Turn of a tile that begins."""
    none = np.int32(0)
    return Turn(none, none, none, none)
