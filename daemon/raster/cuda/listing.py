"""What a tile's threads do first: list the paths that show in it, in document order."""

import numpy as np
from numba import cuda

from daemon.cuda.warps import EVERYONE

from .sizes import CHUNK, LISTED, SIDE, THREADS, WARPS
from .winding import height

FILL, STROKE = 1, 2  # bits of what of a path shows


@cuda.jit(device=True)
def list_paths(tile, path, drawing, room):
    """List paths from `path` on whose box reaches the tile, until there are enough for now.

    Returns (the first path that was not looked at, how many are listed).
    """
    boxes, size = drawing.placed.path_boxes, np.float32(SIDE)
    found, side = np.int32(0), np.int32(0)
    while path < drawing.size.paths and found <= LISTED - THREADS:
        own, reaches = path + tile.thread, False
        if own < drawing.size.paths:
            at = 4 * (drawing.variant * drawing.size.paths + own)
            reaches = boxes[at] < tile.x0 + size and boxes[at + 2] > tile.x0
            reaches = reaches and boxes[at + 1] < tile.y0 + size and boxes[at + 3] > tile.y0
        place, total = ranked(tile, reaches, False, side, room)
        if reaches:
            room.listed[found + place - 1] = own
        found += total & 0xFFFF
        path += np.int32(THREADS)
        side ^= np.int32(1)
    cuda.syncthreads()
    return path, found


@cuda.jit(device=True)
def keep_showing(tile, found, drawing, room):
    """Keep of the listed paths those that show in the tile; returns how many."""
    layers = drawing.slots.layers
    for k in range(tile.warp, found, WARPS):
        path = room.listed[k]
        begin, middle, end = layers[2 * path], layers[2 * path + 1], layers[2 * path + 2]
        what = FILL if shows(tile, begin, middle, drawing) else 0
        what += STROKE if shows(tile, middle, end, drawing) else 0
        if tile.lane == 0:
            room.ends[k] = what
    cuda.syncthreads()
    kept = planes = np.int32(0)
    for begin in range(0, found, THREADS):
        k, what, path = begin + tile.thread, np.int32(0), np.int32(0)
        if k < found:
            what, path = room.ends[k], room.listed[k]
        both = what == FILL + STROKE
        place, total = ranked(tile, what != 0, both, np.int32(0), room)
        if what != 0:
            room.listed[kept + (place & 0xFFFF) - 1] = 4 * path + what
            room.ends[kept + (place & 0xFFFF) - 1] = planes + (place & 0xFFFF) + (place >> 16)
        kept += total & 0xFFFF
        planes += (total & 0xFFFF) + (total >> 16)
        cuda.syncthreads()
    return kept


@cuda.jit(device=True)
def shows(tile, begin, end, drawing):
    """Whether the outline of chunks begin..end, asked for by a whole warp, has an edge in the tile or winds
    round it."""
    turns = np.int32(0)
    for first in range(begin, end, 32):
        chunk, reaches = drawing.variant * drawing.size.chunks + first + tile.lane, False
        if first + tile.lane < end and is_level(tile, chunk, drawing):
            reaches = drawing.placed.chunk_boxes[4 * chunk + 2] > tile.x0
            if not reaches:
                top, bottom = ends_of(tile, chunk, drawing)
                turns += height(bottom, 0) - height(top, 0)
        if cuda.any_sync(EVERYONE, reaches):
            return True
    if not cuda.any_sync(EVERYONE, turns != 0):
        return False
    for step in (16, 8, 4, 2, 1):
        turns += cuda.shfl_xor_sync(EVERYONE, turns, step)
    return turns != 0


@cuda.jit(device=True)
def is_level(tile, chunk, drawing):
    """Whether a chunk of the variant lies in the tile's rows, and not right of it."""
    boxes, at, size = drawing.placed.chunk_boxes, 4 * chunk, np.float32(SIDE)
    is_beside = boxes[at + 1] < tile.y0 + size and boxes[at + 3] > tile.y0
    return is_beside and boxes[at] < tile.x0 + size


@cuda.jit(device=True)
def ends_of(tile, chunk, drawing):
    """How far below the tile's top a chunk begins and ends."""
    vertices, at = drawing.placed.vertices, 2 * CHUNK * chunk + 1
    return vertices[at] - tile.y0, vertices[at + 2 * (CHUNK - 1)] - tile.y0


@cuda.jit(device=True)
def ranked(tile, first, second, side, room):
    """(how many threads up to this one said yes, how many of all did), to a first question, plus 2**16 times
    the same of a second question. side: 0 or 1 in turn."""
    firsts = np.uint32(cuda.ballot_sync(EVERYONE, first))
    seconds = np.uint32(cuda.ballot_sync(EVERYONE, second))
    upto = np.uint32(EVERYONE) >> np.uint32(31 - tile.lane)
    own = count_of(firsts & upto) + (count_of(seconds & upto) << 16)
    begin = side * WARPS
    if tile.lane == 31:
        room.counts[begin + tile.warp] = own
    cuda.syncthreads()
    total = np.int32(0)
    for other in range(WARPS):
        count = room.counts[begin + other]
        if other < tile.warp:
            own += count
        total += count
    return own, total


@cuda.jit(device=True)
def count_of(lanes):
    """How many lanes a ballot names."""
    return np.int32(cuda.popc(np.uint32(lanes)))
