"""From the gradient by a tile's pixels' coverage to the vertices of the edges in it."""

import numpy as np
from numba import cuda

from .fixed import add_fixed
from .sizes import CHUNK, EVERYONE, PLANE, THREADS, WARPS
from .tile import NONE, empty_queue, queue_chunks
from .winding import along_edge, cell, fold_slope

ZERO = np.float32(0)


@cuda.jit(device=True)
def push_batch(tile, start, count, used, chunks, ramp, drawing, room, gain, slope, units, d_vertices):
    """Add the gradient of a batch of paths to d_vertices ([C, CHUNK, 2], units).

    chunks: what wind_batch returned. gain: the gradient by the pixels' coverage, plane by plane; slope: room.
    """
    set_slopes(tile, start, count, ramp, drawing, room, gain, slope)
    cuda.syncthreads()
    if chunks <= THREADS:
        push_queue(tile, drawing, room, slope, units, d_vertices)
        return
    for begin in range(0, chunks, THREADS):
        empty_queue(tile, room)
        queue_chunks(tile, begin, used, drawing, room)
        push_queue(tile, drawing, room, slope, units, d_vertices)
        cuda.syncthreads()


@cuda.jit(device=True)
def set_slopes(tile, start, count, ramp, drawing, room, gain, slope):
    """Set slope to the gradient by the cells' winding numbers."""
    for k in range(2 * count):
        if room.planes[k] == NONE:
            continue
        base = room.planes[k] * PLANE
        total = ZERO
        for y in range(max(tile.row - ramp + 1, 0), tile.row + 1):
            for x in range(max(tile.column - ramp + 1, 0), tile.column + 1):
                total += gain[cell(base, y, x)]
        evenodd = k % 2 == 0 and drawing.evenodd[room.listed[start + k // 2]]
        place = cell(base, tile.row, tile.column)
        slope[place] = total * fold_slope(room.winding[place], evenodd)


@cuda.jit(device=True)
def push_queue(tile, drawing, room, slope, units, d_vertices):
    """push_chunk for every queued chunk that has edges in the tile."""
    for k in range(tile.thread >> 5, room.waiting[0], WARPS):
        chunk, plane = room.queue[2 * k], room.queue[2 * k + 1]
        if drawing.chunk_boxes[chunk, 2] > tile.x0:
            push_chunk(tile, chunk, plane, drawing.vertices, slope, units, d_vertices)


@cuda.jit(device=True)
def push_chunk(tile, chunk, plane, vertices, slope, units, d_vertices):
    """Add the gradient of a chunk's edges in the tile, one for each lane of a warp."""
    lane = tile.thread & 31
    near_x = near_y = far_x = far_y = ZERO
    if lane < CHUNK - 1:
        ax, ay = vertices[chunk, lane, 0] - tile.x0, vertices[chunk, lane, 1] - tile.y0
        bx, by = vertices[chunk, lane + 1, 0] - tile.x0, vertices[chunk, lane + 1, 1] - tile.y0
        ex, ey = bx - ax, by - ay
        near, far = along_edge(slope, plane * PLANE, ax, ay, ex, ey)
        near_x, near_y, far_x, far_y = -near * ey, near * ex, -far * ey, far * ex
    from_x, from_y = cuda.shfl_up_sync(EVERYONE, far_x, 1), cuda.shfl_up_sync(EVERYONE, far_y, 1)
    if lane > 0:
        near_x += from_x
        near_y += from_y
    add_fixed(d_vertices, (chunk, lane, 0), near_x * units)
    add_fixed(d_vertices, (chunk, lane, 1), near_y * units)
