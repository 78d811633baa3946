"""What a tile's threads do with listed paths: add up the winding numbers of as many as PLANES layers hold.

A layer's edges come in chunks; those that matter to the tile are queued, and each warp takes one chunk after
another.
"""

import numpy as np
from numba import cuda

from daemon.cuda.warps import EVERYONE

from .listing import FILL, STROKE, count_of, ends_of, is_level, keep_showing, list_paths
from .sizes import CHUNK, PAINT, PLANE, PLANES, SIDE, STRIDE, THREADS, WARPS
from .tile import NONE, Batch, Turn
from .winding import cell, sum_row, wind_edge, wind_left

QUARTER = np.float32(0.25)


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

    Nothing may be waiting. What lies left of the tile matters as well. Returns whether no plane has more
    chunks.
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
    if ramp == 2:  # as mostly: reads that don't wait for one another
        at = cell(plane * PLANE, tile.row, tile.column)
        below = np.uint32(at + STRIDE)
        return QUARTER * (
            (cover[at] + cover[np.uint32(at + 1)]) + (cover[below] + cover[np.uint32(below + 1)])
        )
    total = np.float32(0)
    for row in range(tile.row, tile.row + ramp):
        for column in range(tile.column, tile.column + ramp):
            total += cover[cell(plane * PLANE, row, column)]
    return total / np.float32(ramp * ramp)
