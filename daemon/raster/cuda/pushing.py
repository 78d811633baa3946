"""From the gradient by a tile's pixels' coverage to the vertices of the edges in it."""

import numpy as np
from numba import cuda

from daemon.cuda.warps import EVERYONE

from .batches import edge_of, empty_queue, queue_chunks
from .fixed import add_fixed
from .sizes import CHUNK, PLANE, STRIDE, WARPS
from .winding import along_edge, cell, fold_slope

ZERO = np.float32(0)


@cuda.jit(device=True)
def push_batch(tile, batch, drawing, room, gain, units, d_vertices):
    """Add the gradient of a batch of paths to d_vertices ([B, C, CHUNK, 2], units).

    gain: the gradient by the pixels' coverage, plane by plane. The room's `cover` becomes that by winding
    numbers.
    """
    set_slopes(tile, batch.planes, drawing.size.ramp, room, gain)
    cuda.syncthreads()
    if batch.is_queued:
        push_queue(tile, drawing, room, units, d_vertices)
        return
    begin, is_done = np.int32(0), False
    while not is_done:
        empty_queue(tile, room)
        is_done = queue_chunks(tile, begin, batch.planes, drawing, room)
        push_queue(tile, drawing, room, units, d_vertices)
        begin += np.int32(32)


@cuda.jit(device=True)
def set_slopes(tile, planes, ramp, room, gain):
    """Set the room's `cover` to the gradient by the cells' winding numbers."""
    for plane in range(planes):
        place = cell(plane * PLANE, tile.row, tile.column)
        slope = fold_slope(room.winding[place], room.rules[plane] != 0)
        room.cover[place] = slope * gain_around(tile, plane * PLANE, place, ramp, gain)


@cuda.jit(device=True)
def gain_around(tile, base, place, ramp, gain):
    """The sum over all pixels that have the thread's cell, which is number `place` of the planes."""
    total = ZERO
    if ramp == 2:  # as mostly: reads that don't wait for one another
        total = gain[place]
        above = np.uint32(place - STRIDE)
        if tile.column > 0:
            total += gain[np.uint32(place - 1)]
        if tile.row > 0:
            total += gain[above]
        if tile.column > 0 and tile.row > 0:
            total += gain[np.uint32(above - 1)]
        return total
    for y in range(max(tile.row - ramp + 1, 0), tile.row + 1):
        for x in range(max(tile.column - ramp + 1, 0), tile.column + 1):
            total += gain[cell(base, y, x)]
    return total


@cuda.jit(device=True)
def push_queue(tile, drawing, room, units, d_vertices):
    """push_chunk for every queued chunk that has edges in the tile."""
    for k in range(tile.warp, room.waiting[0], WARPS):
        chunk, plane = room.queue[2 * k], room.queue[2 * k + 1]
        if plane >= 0:
            push_chunk(tile, chunk, plane, drawing, room.cover, units, d_vertices)


@cuda.jit(device=True)
def push_chunk(tile, chunk, plane, drawing, slope, units, d_vertices):
    """Add the gradient of a chunk's edges in the tile, one for each lane of a warp."""
    ax, ay, bx, by = edge_of(tile, chunk, drawing)
    near_x = near_y = far_x = far_y = ZERO
    if tile.lane < CHUNK - 1:
        ex, ey = bx - ax, by - ay
        near, far = along_edge(slope, plane * PLANE, ax, ay, ex, ey)
        near_x, near_y, far_x, far_y = -near * ey, near * ex, -far * ey, far * ex
    from_x, from_y = cuda.shfl_up_sync(EVERYONE, far_x, 1), cuda.shfl_up_sync(EVERYONE, far_y, 1)
    if tile.lane > 0:
        near_x += from_x
        near_y += from_y
    at = 2 * (CHUNK * chunk + tile.lane)
    add_fixed(d_vertices, at, near_x * units)
    add_fixed(d_vertices, at + 1, near_y * units)
