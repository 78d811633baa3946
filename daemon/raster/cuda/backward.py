"""The kernel that takes a picture's gradient back to vertices and paints.

It paints every tile again from the bottom up, so it has the colour below each path, and knows how much of the
path shows from what the whole product of transmittances was.
"""

import numpy as np
from numba import cuda

from .blend import gains, lay, shares
from .fixed import add_fixed, units_of
from .forward import covers, pixel_at
from .pushing import push_batch
from .sizes import EVERYONE, FAST, PAINT, PLANE, ROOM_CELLS, ROOM_PAINTS, ROOM_SUMS, THREADS, WARPS
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
from .transmittance import darken, ratio
from .winding import cell

ZERO = np.float32(0)


@cuda.jit(fastmath=FAST, cache=True)
def unpaint(vertices, chunk_boxes, path_boxes, layers, fill, stroke, opacity, evenodd, background, ramp,
            across, passed, dimmed, d_picture, peak, d_vertices, d_paints, d_background):  # fmt: skip
    """Add the gradients of `paint`, which has the same first arguments, to d_vertices [B, C, CHUNK, 2] and
    d_paints [B, P, PAINT], in units (fixed.py), and set d_background. peak: [1], of the size of d_picture."""
    b = cuda.blockIdx.y
    drawing = Drawing(
        vertices[b], chunk_boxes[b], path_boxes[b], layers, fill[b], stroke[b], opacity[b], evenodd
    )
    tile, room = tile_of(ramp, across, d_picture.shape[1], d_picture.shape[2]), room_of_tile()
    gain = cuda.shared.array(ROOM_CELLS, np.float32)
    slope = cuda.shared.array(ROOM_CELLS, np.float32)
    sums = cuda.shared.array(ROOM_SUMS, np.float32)
    units = units_of(peak[0])
    x, y, whole, seen = tile.x, tile.y, (np.float32(1), np.int32(0)), (np.float32(1), np.int32(0))
    colour = d = ZERO, ZERO, ZERO, ZERO
    if tile.is_pixel:
        colour, d = pixel_at(background, b, y, x), pixel_at(d_picture, b, y, x)
        whole = passed[b, y, x], dimmed[b, y, x]
        shown = ratio(seen, whole)
        for c in range(4):
            d_background[b, y, x, c] = shown * d[c]
    for group in range(0, len(drawing.path_boxes), THREADS):
        found = list_paths(tile, group, drawing, room)
        start = base = np.int32(0)
        while start < found:
            count = batch_size(start, found, base, room)
            used = begin_batch(tile, start, count, base, drawing, room)
            chunks = wind_batch(tile, used, drawing, room)
            for k in range(count):
                cf, cs = covers(tile, start, k, ramp, drawing, room)
                colour, seen = unlay(tile, k, cf, cs, ramp, colour, seen, whole, d, room, gain, sums)
            cuda.syncthreads()
            add_paints(tile, start, count, room, sums, units, d_paints[b])
            push_batch(
                tile, start, count, used, chunks, ramp, drawing, room, gain, slope, units, d_vertices[b]
            )
            start += count
            base += used
            cuda.syncthreads()


@cuda.jit(device=True)
def unlay(tile, k, cf, cs, ramp, colour, seen, whole, d, room, gain, sums):
    """Paint path k of the batch, which covers cf and cs of the thread's pixel, over `colour`, and leave its
    gradients: by coverage in `gain`, by its paint in `sums` for each warp.

    seen and whole: what passes through all up to here and through all. Returns colour and seen with the path.
    """
    inner, outer, o = paint_of(room, k)
    is_covered = cf != ZERO or cs != ZERO
    by_cf = by_cs = by_o = f = s = ZERO
    shown = ZERO, ZERO, ZERO, ZERO
    if is_covered:
        f, s, rest = shares(inner[3], outer[3], o, cf, cs)
        seen = darken(seen, rest)
        part = ratio(seen, whole)
        shown = part * d[0], part * d[1], part * d[2], part * d[3]
        by_cf, by_cs, by_o = gains(inner, outer, o, cf, cs, colour, shown)
        colour = lay(inner, outer, f, s, rest, colour)
    share = np.float32(1) / np.float32(ramp * ramp)
    fill_at, stroke_at = room.planes[2 * k], room.planes[2 * k + 1]
    if fill_at != NONE:
        gain[cell(fill_at * PLANE, tile.row, tile.column)] = by_cf * inner[3] * share
    if stroke_at != NONE:
        gain[cell(stroke_at * PLANE, tile.row, tile.column)] = by_cs * outer[3] * share
    first = (tile.thread >> 5) * ROOM_PAINTS + k * PAINT
    if cuda.any_sync(EVERYONE, is_covered):
        for c in range(3):
            leave_sum(tile, sums, first + c, f * shown[c])
            leave_sum(tile, sums, first + 4 + c, s * shown[c])
        leave_sum(tile, sums, first + 3, by_cf * cf)
        leave_sum(tile, sums, first + 7, by_cs * cs)
        leave_sum(tile, sums, first + 8, by_o)
    elif (tile.thread & 31) < PAINT:
        sums[first + (tile.thread & 31)] = ZERO
    return colour, seen


@cuda.jit(device=True)
def leave_sum(tile, sums, place, value):
    """Set sums[place] to a warp's sum of `value`."""
    for step in (16, 8, 4, 2, 1):
        value += cuda.shfl_xor_sync(EVERYONE, value, step)
    if tile.thread & 31 == 0:
        sums[place] = value


@cuda.jit(device=True)
def add_paints(tile, start, count, room, sums, units, d_paints):
    """Add the warps' sums to d_paints ([P, PAINT], units)."""
    if tile.thread < count * PAINT:
        total = ZERO
        for warp in range(WARPS):
            total += sums[warp * ROOM_PAINTS + tile.thread]
        path = room.listed[start + tile.thread // PAINT]
        add_fixed(d_paints, (path, tile.thread % PAINT), total * units)
