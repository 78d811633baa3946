"""The kernel that paints a picture, one block for each tile of each scene."""

import numpy as np
from numba import cuda

from .blend import lay, shares
from .sizes import FAST, PLANE, THREADS
from .tile import (
    NONE,
    Drawing,
    batch_size,
    begin_batch,
    list_paths,
    paint_of,
    room_of_tile,
    tile_of,
    wind_batch,
)
from .transmittance import darken
from .winding import mean_cover

ZERO = np.float32(0)


@cuda.jit(fastmath=FAST, cache=True)
def paint(vertices, chunk_boxes, path_boxes, layers, fill, stroke, opacity, evenodd, background, ramp,
          across, picture, passed, dimmed):  # fmt: skip
    """Set picture and what `unpaint` needs: the background shows passed * 2 ** (-STEP * dimmed), [B, H, W].

    vertices .. evenodd: what makes the scenes' Drawings, with a dimension [B] before all but layers and
    evenodd. background, picture: [B, H, W, 4]. across: tiles in a row."""
    b = cuda.blockIdx.y
    drawing = Drawing(
        vertices[b], chunk_boxes[b], path_boxes[b], layers, fill[b], stroke[b], opacity[b], evenodd
    )
    tile, room = tile_of(ramp, across, picture.shape[1], picture.shape[2]), room_of_tile()
    x, y = tile.x, tile.y
    colour = ZERO, ZERO, ZERO, ZERO
    if tile.is_pixel:
        colour = pixel_at(background, b, y, x)
    seen = np.float32(1), np.int32(0)
    for group in range(0, len(drawing.path_boxes), THREADS):
        found = list_paths(tile, group, drawing, room)
        start = base = np.int32(0)
        while start < found:
            count = batch_size(start, found, base, room)
            used = begin_batch(tile, start, count, base, drawing, room)
            wind_batch(tile, used, drawing, room)
            if tile.is_pixel:
                for k in range(count):
                    cf, cs = covers(tile, start, k, ramp, drawing, room)
                    if cf == ZERO and cs == ZERO:
                        continue
                    inner, outer, o = paint_of(room, k)
                    f, s, rest = shares(inner[3], outer[3], o, cf, cs)
                    colour = lay(inner, outer, f, s, rest, colour)
                    seen = darken(seen, rest)
            start += count
            base += used
            cuda.syncthreads()
    if tile.is_pixel:
        for c in range(4):
            picture[b, y, x, c] = colour[c]
        passed[b, y, x], dimmed[b, y, x] = seen


@cuda.jit(device=True)
def pixel_at(pictures, b, y, x):
    """RGBA of one pixel of [B, H, W, 4]."""
    return pictures[b, y, x, 0], pictures[b, y, x, 1], pictures[b, y, x, 2], pictures[b, y, x, 3]


@cuda.jit(device=True)
def covers(tile, start, k, ramp, drawing, room):
    """How much of the thread's pixel, if it has one, the fill and the stroke of path k of the batch cover."""
    cf = cs = ZERO
    if not tile.is_pixel:
        return cf, cs
    fill_at, stroke_at = room.planes[2 * k], room.planes[2 * k + 1]
    if fill_at != NONE:
        rule = drawing.evenodd[room.listed[start + k]]
        cf = mean_cover(room.winding, fill_at * PLANE, tile.column, tile.row, ramp, rule)
    if stroke_at != NONE:
        cs = mean_cover(room.winding, stroke_at * PLANE, tile.column, tile.row, ramp, False)
    return cf, cs
