"""What a tile's threads do together: find the paths that show in it, then add up their winding numbers.

Paths are listed in document order and painted in batches of as many as PLANES layers hold. A layer's edges come
in chunks; those that matter to the tile are queued, and each warp takes one chunk after another.
"""

from typing import NamedTuple

import numpy as np
from numba import cuda

from .memory import Given, Placed, Shades, Size, Slots
from .sizes import (
    CHUNK,
    EVERYONE,
    PAINT,
    PLANE,
    PLANES,
    ROOM_CELLS,
    ROOM_COUNTS,
    ROOM_LAYERS,
    ROOM_PAINTS,
    ROOM_QUEUE,
    LISTED,
    SIDE,
    SIDE_BITS,
    THREADS,
    WARPS,
)
from .winding import cell, height, sum_row, wind_edge, wind_left

NONE = -1  # the plane of a layer that does not show, or the gradient of one without
FILL, STROKE = 1, 2  # bits of what of a path shows


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
    return Room(counts, listed, ends, planes, shades, first, end, rules, paints, queue, waiting, winding, cover)


@cuda.jit(device=True)
def first_turn():
    """The Turn of a tile that begins."""
    none = np.int32(0)
    return Turn(none, none, none, none)


@cuda.jit(device=True)
def next_batch(tile, turn, drawing, room):
    """(the Turn after it, the next Batch), with all that `covers` and `paint_of` need in the room."""
    path, found, start, base = turn
    cuda.syncthreads()  # nobody works on the last batch any more
    while start == found and path < drawing.size.paths:
        path, found = list_paths(tile, path, drawing, room)
        found = keep_showing(tile, found, drawing, room)
        start = base = np.int32(0)
    other = start + tile.lane
    fits = other < found and room.ends[other] - base <= PLANES
    count = count_of(cuda.ballot_sync(EVERYONE, fits))
    planes, is_queued = np.int32(0), True
    if count > 0:
        planes = room.ends[start + count - 1] - base
        begin_batch(tile, start, count, base, planes, drawing, room)
        is_queued = wind_batch(tile, planes, drawing, room)
    after = np.int32(path), np.int32(found), np.int32(start + count), np.int32(base + planes)
    return Turn(*after), Batch(np.int32(start), count, np.int32(planes), is_queued)


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
def ranked(tile, first, second, side, room):
    """(how many threads up to this one said yes, how many of all did), to a first question, plus 2**16 times the same
    of a second question. side: 0 or 1 in turn."""
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
    """Whether the outline of chunks begin..end, asked for by a whole warp, has an edge in the tile or winds round it."""
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
def begin_batch(tile, start, count, base, planes, drawing, room):
    """Make room for the listed paths start..start + count."""
    thread, slots, given = tile.thread, drawing.slots, drawing.given
    if thread < count:
        path, what = room.listed[start + thread] >> 2, room.listed[start + thread] & 3
        plane = room.ends[start + thread] - base
        for side in range(1, -1, -1):
            layer, own = 2 * path + side, 2 * thread + side
            room.planes[own], room.shades[own] = NONE, slots.paint_gradient[layer]
            if what & (STROKE if side else FILL):
                plane -= 1
                room.planes[own] = plane
                room.first[plane], room.end[plane] = slots.layers[layer], slots.layers[layer + 1]
                room.rules[plane] = side == 0 and slots.style[4 * path] == 1
    if thread < count * PAINT:
        path, k = room.listed[start + thread // PAINT] >> 2, thread % PAINT
        own = drawing.variant * drawing.size.paths + path
        if k < 4:
            room.paints[thread] = given.fill[4 * own + k]
        elif k < 8:
            room.paints[thread] = given.stroke[4 * own + k - 4]
        else:
            room.paints[thread] = given.opacity[own]
    for k in range(thread, planes * PLANE, THREADS):
        room.winding[k] = 0
    if thread == 0:
        room.waiting[0] = 0
    cuda.syncthreads()


@cuda.jit(device=True)
def queue_chunks(tile, begin, planes, drawing, room):
    """Queue those of each plane's chunks number begin..begin + 32 that matter to the tile.

    Nothing may be waiting. What lies left of the tile matters as well. Returns whether no plane has more chunks.
    """
    for plane in range(tile.warp, planes, WARPS):
        number = room.first[plane] + begin + tile.lane
        chunk, matters, entry = drawing.variant * drawing.size.chunks + number, False, plane
        if number < room.end[plane] and is_level(tile, chunk, drawing):
            matters = True
            if drawing.placed.chunk_boxes[4 * chunk + 2] <= tile.x0:
                entry = -1 - plane
        which = np.uint32(cuda.ballot_sync(EVERYONE, matters))
        place = np.int32(0)
        if tile.lane == 0 and which != 0:
            place = cuda.atomic.add(room.waiting, 0, count_of(which))
        place = cuda.shfl_sync(EVERYONE, place, 0)
        place += count_of(which & (np.uint32(EVERYONE) >> np.uint32(31 - tile.lane))) - np.int32(1)
        if matters:
            room.queue[2 * place] = chunk
            room.queue[2 * place + 1] = entry
    cuda.syncthreads()
    has_more = tile.lane < planes and room.end[tile.lane] - room.first[tile.lane] > begin + 32
    return not cuda.any_sync(EVERYONE, has_more)


@cuda.jit(device=True)
def wind_batch(tile, planes, drawing, room):
    """Set the planes to the winding numbers of the tile's cells, and to what these cover.

    Returns whether the queue has all chunks that matter, and not only the last of them.
    """
    begin, is_done = np.int32(0), False
    while not is_done:
        if begin > 0:
            empty_queue(tile, room)
        is_done = queue_chunks(tile, begin, planes, drawing, room)
        for k in range(tile.warp, room.waiting[0], WARPS):
            wind_chunk(tile, room.queue[2 * k], room.queue[2 * k + 1], drawing, room.winding)
        begin += np.int32(32)
    cuda.syncthreads()
    for line in range(tile.thread, planes * SIDE, THREADS):
        plane = line // SIDE
        sum_row(room.winding, room.cover, plane * PLANE, line % SIDE, room.rules[plane] != 0)
    cuda.syncthreads()
    return begin == 32


@cuda.jit(device=True)
def wind_chunk(tile, chunk, plane, drawing, winding):
    """Add a queued chunk's edges to a plane, one for each lane of a warp."""
    if plane < 0:
        if tile.lane < SIDE:
            top, bottom = ends_of(tile, chunk, drawing)
            wind_left(winding, (-1 - plane) * PLANE, tile.lane, top, bottom)
        return
    ax, ay, bx, by = edge_of(tile, chunk, drawing)
    if tile.lane < CHUNK - 1:
        wind_edge(winding, plane * PLANE, ax, ay, bx, by)


@cuda.jit(device=True)
def edge_of(tile, chunk, drawing):
    """The lane's edge of a chunk, from (ax, ay) to (bx, by) of the tile; the last lane has none."""
    at = 2 * (CHUNK * chunk + tile.lane)
    ax, ay = drawing.placed.vertices[at] - tile.x0, drawing.placed.vertices[at + 1] - tile.y0
    return ax, ay, cuda.shfl_down_sync(EVERYONE, ax, 1), cuda.shfl_down_sync(EVERYONE, ay, 1)


@cuda.jit(device=True)
def empty_queue(tile, room):
    """Forget the queued chunks, once no warp works on them."""
    cuda.syncthreads()
    if tile.thread == 0:
        room.waiting[0] = 0
    cuda.syncthreads()


@cuda.jit(device=True)
def covers(tile, k, ramp, room):
    """How much of the thread's pixel, if it has one, the fill and the stroke of path k of the batch cover."""
    fill_at, stroke_at = room.planes[2 * k], room.planes[2 * k + 1]
    cf = cs = np.float32(0)
    if tile.is_pixel:
        if fill_at != NONE:
            cf = mean_cover(tile, fill_at, ramp, room.cover)
        if stroke_at != NONE:
            cs = mean_cover(tile, stroke_at, ramp, room.cover)
    return cf, cs


@cuda.jit(device=True)
def mean_cover(tile, plane, ramp, cover):
    """Mean coverage of the ramp x ramp cells from the thread's own on."""
    total = np.float32(0)
    for row in range(tile.row, tile.row + ramp):
        for column in range(tile.column, tile.column + ramp):
            total += cover[cell(plane * PLANE, row, column)]
    return total / np.float32(ramp * ramp)
