"""What a tile's threads do together: find the paths that reach it, then add up their winding numbers.

Paths are listed THREADS at a time and painted in batches of as many as PLANES layers hold. A layer's edges
come in chunks; those that matter to the tile are queued, and each warp takes one chunk after another.
"""

from typing import NamedTuple

import numpy as np
from numba import cuda

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
    SIDE,
    THREADS,
    WARPS,
)
from .winding import sum_rows, wind_edge, wind_left

NONE = -1  # the plane of a layer that is not painted


class Drawing(NamedTuple):
    """One scene in a GPU's memory."""

    vertices: object  # [C, CHUNK, 2] px, moved by half of what the ramp exceeds a pixel
    chunk_boxes: object  # [C, 4] px: left, top, right, bottom
    path_boxes: object  # [P, 4]
    layers: object  # [2P + 1], each layer's chunks
    fill: object  # [P, 4] straight RGBA
    stroke: object  # [P, 4]
    opacity: object  # [P]
    evenodd: object  # [P] bool


class Tile(NamedTuple):
    """One thread's place; a tile's corner and a pixel are in px of the picture."""

    thread: int
    x0: float
    y0: float
    column: int  # of the thread's cell in the tile
    row: int
    x: int  # of the thread's pixel in the picture
    y: int
    is_pixel: bool  # whether the tile is to paint it


class Room(NamedTuple):
    """Shared memory of a tile's threads."""

    counts: object  # [ROOM_COUNTS], listed paths and their planes in each warp
    listed: object  # [THREADS], the paths that reach the tile
    ends: object  # [THREADS], how many planes each one and those before it take
    planes: object  # [ROOM_LAYERS], planes of the fill and the stroke of each path of a batch
    first: object  # [PLANES], each plane's first chunk
    size: object  # [PLANES], and how many it has
    paints: object  # [ROOM_PAINTS], RGBA of fill and stroke, opacity, of each path of a batch
    queue: object  # [ROOM_QUEUE], chunk and plane in turn
    waiting: object  # [1], how many chunks are queued
    winding: object  # [ROOM_CELLS]


@cuda.jit(device=True)
def tile_of(ramp, across, height, width):
    """The Tile of this thread; `across` tiles make a row."""
    thread = cuda.threadIdx.x
    inner = SIDE + 1 - ramp
    left, top = (cuda.blockIdx.x % across) * inner, (cuda.blockIdx.x // across) * inner
    column, row = thread % SIDE, thread // SIDE
    x, y = left + column, top + row
    is_pixel = column < inner and row < inner and x < width and y < height
    return Tile(thread, np.float32(left), np.float32(top), column, row, x, y, is_pixel)


@cuda.jit(device=True)
def room_of_tile():
    """The Room, once in a kernel."""
    counts = cuda.shared.array(ROOM_COUNTS, np.int32)
    listed = cuda.shared.array(THREADS, np.int32)
    ends = cuda.shared.array(THREADS, np.int32)
    planes = cuda.shared.array(ROOM_LAYERS, np.int32)
    first = cuda.shared.array(PLANES, np.int32)
    size = cuda.shared.array(PLANES, np.int32)
    paints = cuda.shared.array(ROOM_PAINTS, np.float32)
    queue = cuda.shared.array(ROOM_QUEUE, np.int32)
    waiting = cuda.shared.array(1, np.int32)
    winding = cuda.shared.array(ROOM_CELLS, np.int32)
    return Room(counts, listed, ends, planes, first, size, paints, queue, waiting, winding)


@cuda.jit(device=True)
def overlaps(boxes, k, x0, y0, x1, y1):
    """Whether box k reaches into a rectangle."""
    return boxes[k, 0] < x1 and boxes[k, 2] > x0 and boxes[k, 1] < y1 and boxes[k, 3] > y0


@cuda.jit(device=True)
def list_paths(tile, first, drawing, room):
    """List those of the paths first..first + THREADS whose box reaches the tile, in document order.

    Returns how many there are.
    """
    lane, warp = tile.thread & 31, tile.thread >> 5
    path, layers, size = first + tile.thread, drawing.layers, np.float32(SIDE)
    filled = stroked = False
    if path < len(drawing.path_boxes) and overlaps(
        drawing.path_boxes, path, tile.x0, tile.y0, tile.x0 + size, tile.y0 + size
    ):
        filled = layers[2 * path + 1] > layers[2 * path]
        stroked = layers[2 * path + 2] > layers[2 * path + 1]
    fills = np.uint32(cuda.ballot_sync(EVERYONE, filled))
    strokes = np.uint32(cuda.ballot_sync(EVERYONE, stroked))
    if lane == 0:
        room.counts[warp] = cuda.popc(fills | strokes)
        room.counts[WARPS + warp] = cuda.popc(fills) + cuda.popc(strokes)
    cuda.syncthreads()
    place = end = found = np.int32(0)
    for other in range(WARPS):
        if other < warp:
            place += room.counts[other]
            end += room.counts[WARPS + other]
        found += room.counts[other]
    if filled or stroked:
        upto = np.uint32(EVERYONE) >> np.uint32(31 - lane)
        place += cuda.popc((fills | strokes) & upto) - 1
        room.listed[place] = path
        room.ends[place] = end + cuda.popc(fills & upto) + cuda.popc(strokes & upto)
    cuda.syncthreads()
    return found


@cuda.jit(device=True)
def batch_size(start, found, base, room):
    """How many listed paths from number `start` on fit into the planes; `base` planes are before them."""
    count = np.int32(0)
    while start + count < found and room.ends[start + count] - base <= PLANES:
        count += 1
    return count


@cuda.jit(device=True)
def begin_batch(tile, start, count, base, drawing, room):
    """Make room for the listed paths start..start + count; returns how many planes they take."""
    thread, layers = tile.thread, drawing.layers
    if thread < count:
        path = room.listed[start + thread]
        begin, middle, end = layers[2 * path], layers[2 * path + 1], layers[2 * path + 2]
        plane = room.ends[start + thread] - base - 1
        room.planes[2 * thread] = room.planes[2 * thread + 1] = NONE
        if end > middle:
            room.planes[2 * thread + 1] = plane
            room.first[plane], room.size[plane] = middle, end - middle
            plane -= 1
        if middle > begin:
            room.planes[2 * thread] = plane
            room.first[plane], room.size[plane] = begin, middle - begin
    if thread < count * PAINT:
        path, k = room.listed[start + thread // PAINT], thread % PAINT
        if k < 4:
            room.paints[thread] = drawing.fill[path, k]
        elif k < 8:
            room.paints[thread] = drawing.stroke[path, k - 4]
        else:
            room.paints[thread] = drawing.opacity[path]
    used = room.ends[start + count - 1] - base
    for k in range(thread, used * PLANE, THREADS):
        room.winding[k] = 0
    if thread == 0:
        room.waiting[0] = 0
    cuda.syncthreads()
    return used


@cuda.jit(device=True)
def queue_chunks(tile, begin, used, drawing, room):
    """Queue those of the planes' chunks number begin..begin + THREADS that matter to the tile.

    Nothing may be waiting. What lies left of the tile matters as well.
    """
    number, plane = begin + tile.thread, 0
    while plane < used and number >= room.size[plane]:
        number -= room.size[plane]
        plane += 1
    if plane < used:
        chunk, boxes, size = room.first[plane] + number, drawing.chunk_boxes, np.float32(SIDE)
        is_level = boxes[chunk, 1] < tile.y0 + size and boxes[chunk, 3] > tile.y0
        if is_level and boxes[chunk, 0] < tile.x0 + size:
            place = cuda.atomic.add(room.waiting, 0, 1)
            room.queue[2 * place] = chunk
            room.queue[2 * place + 1] = plane
    cuda.syncthreads()


@cuda.jit(device=True)
def wind_chunk(tile, chunk, plane, drawing, winding):
    """Add a chunk's edges to a plane, one for each lane of a warp."""
    lane, base, vertices = tile.thread & 31, plane * PLANE, drawing.vertices
    if drawing.chunk_boxes[chunk, 2] <= tile.x0:
        if lane < SIDE:
            start, end = vertices[chunk, 0, 1] - tile.y0, vertices[chunk, CHUNK - 1, 1] - tile.y0
            wind_left(winding, base, lane, start, end)
    elif lane < CHUNK - 1:
        ax, ay = vertices[chunk, lane, 0] - tile.x0, vertices[chunk, lane, 1] - tile.y0
        bx, by = vertices[chunk, lane + 1, 0] - tile.x0, vertices[chunk, lane + 1, 1] - tile.y0
        wind_edge(winding, base, ax, ay, bx, by)


@cuda.jit(device=True)
def wind_batch(tile, used, drawing, room):
    """Set the planes to the winding numbers of the tile's cells.

    Returns how many chunks the planes have; the queue still holds those that matter of the last THREADS.
    """
    total = np.int32(0)
    for plane in range(used):
        total += room.size[plane]
    for begin in range(0, total, THREADS):
        if begin > 0:
            empty_queue(tile, room)
        queue_chunks(tile, begin, used, drawing, room)
        for k in range(tile.thread >> 5, room.waiting[0], WARPS):
            wind_chunk(tile, room.queue[2 * k], room.queue[2 * k + 1], drawing, room.winding)
        cuda.syncthreads()
    sum_rows(room.winding, tile.thread, used)
    cuda.syncthreads()
    return total


@cuda.jit(device=True)
def empty_queue(tile, room):
    """Forget the queued chunks, when no warp works on them any more."""
    if tile.thread == 0:
        room.waiting[0] = 0
    cuda.syncthreads()


@cuda.jit(device=True)
def paint_of(room, k):
    """(fill RGBA, stroke RGBA, opacity) of path k of the batch."""
    own, paints = np.uint32(k * PAINT), room.paints
    fill = paints[own], paints[own + 1], paints[own + 2], paints[own + 3]
    stroke = paints[own + 4], paints[own + 5], paints[own + 6], paints[own + 7]
    return fill, stroke, paints[own + 8]
