"""The kernel that takes a picture's gradient back to vertices and paints.

It paints every tile again from the bottom up, so it has the colour below each path, and knows how much of the
path shows from what the whole product of transmittances was.
"""

import numpy as np
from numba import cuda

from daemon.cuda.kernels import INTEGER, NUMBERS, kernel
from daemon.cuda.warps import EVERYONE, sum_of_warp

from .batches import covers, next_batch
from .blend import gains, lay, shares
from .fixed import add_fixed, peak_of, units_of
from .forward import pixel_of, rgba_at
from .memory import Given, Placed, Shades, Shown, Size, Slots, Totals
from .pushing import push_batch
from .shading import paint_of
from .sizes import PAINT, PLANE, ROOM_CELLS, ROOM_PAINTS, ROOM_SUMS, THREADS, WARPS
from .sums import share_sums
from .tile import NONE, Drawing, first_turn, room_of_tile, tile_of
from .transmittance import darken, ratio
from .winding import cell

ZERO = np.float32(0)


@kernel(Slots, Shades, Given, Placed, Size, Shown, NUMBERS, NUMBERS, Totals, NUMBERS, INTEGER,
        launch_bounds=(THREADS, 2))  # fmt: skip
def unpaint(slots, shades, given, placed, size, shown, d_picture, peaks, totals, d_background, wants_it):
    """Add the gradients of `paint` by vertices and paints to totals, and set d_background if one `wants_it`.

    d_picture, d_background: [B, H, W, 4]. peaks: [PEAKS], what `fixed.begin` set."""
    drawing = Drawing(slots, shades, given, placed, size, np.int32(cuda.blockIdx.z))
    tile, room = tile_of(size), room_of_tile()
    gain = cuda.shared.array(ROOM_CELLS, np.float32)
    sums = cuda.shared.array(ROOM_SUMS, np.float32)
    units, pixel = units_of(peak_of(peaks)), pixel_of(tile, drawing)
    whole = seen = np.float32(1), np.int32(0)
    colour = d = ZERO, ZERO, ZERO, ZERO
    if tile.is_pixel:
        colour = rgba_at(given.background, pixel * size.background_step)
        d = rgba_at(d_picture, 4 * pixel)
        whole = shown.passed[pixel], np.int32(shown.dimmed[pixel])
        if wants_it:
            part = ratio(seen, whole)
            for c in range(4):
                d_background[4 * pixel + c] = part * d[c]
    turn = first_turn()
    while True:
        turn, batch = next_batch(tile, turn, drawing, room)
        if batch.count == 0:
            break
        for k in range(batch.count):
            colour, seen = unlay(tile, k, drawing, room, colour, seen, whole, d, gain, sums)
        cuda.syncthreads()
        add_paints(tile, batch, drawing, room, sums, units, totals.paints)
        push_batch(tile, batch, drawing, room, gain, units, totals.vertices)


@cuda.jit(device=True)
def unlay(tile, k, drawing, room, colour, seen, whole, d, gain, sums):
    """Paint path k of the batch over `colour`, and leave its gradients: by coverage in `gain`, by its paint
    in `sums` for each warp.

    seen and whole: what passes through all up to here and through all. Returns colour and seen with the path.
    """
    ramp = drawing.size.ramp
    fill_at, stroke_at = room.planes[2 * k], room.planes[2 * k + 1]
    cf, cs = covers(tile, k, ramp, room)
    is_covered = cf != ZERO or cs != ZERO
    by_fill = by_stroke = by_opacity = f = s = by_inner = by_outer = ZERO
    part = ZERO, ZERO, ZERO, ZERO
    if is_covered:
        inner, outer, o, inner_alpha, outer_alpha = paint_of(tile, k, drawing, room)
        f, s, rest = shares(inner[3], outer[3], o, cf, cs)
        seen = darken(seen, rest)
        shown = ratio(seen, whole)
        part = shown * d[0], shown * d[1], shown * d[2], shown * d[3]
        by_cf, by_cs, by_opacity = gains(inner, outer, o, cf, cs, colour, part)
        by_fill, by_stroke = by_cf * inner[3], by_cs * outer[3]
        by_inner, by_outer = by_cf * cf * inner_alpha, by_cs * cs * outer_alpha
        colour = lay(inner, outer, f, s, rest, colour)
    share = np.float32(1) / np.float32(ramp * ramp)
    if fill_at != NONE:
        gain[cell(fill_at * PLANE, tile.row, tile.column)] = by_fill * share
    if stroke_at != NONE:
        gain[cell(stroke_at * PLANE, tile.row, tile.column)] = by_stroke * share
    first = tile.warp * ROOM_PAINTS + k * PAINT
    if cuda.any_sync(EVERYONE, is_covered):
        leave_sums(
            tile, sums, first, (f * part[0], f * part[1], f * part[2], by_inner),
            (s * part[0], s * part[1], s * part[2], by_outer), by_opacity,
        )  # fmt: skip
    elif tile.lane < PAINT:
        sums[first + tile.lane] = ZERO
    return colour, seen


@cuda.jit(device=True)
def leave_sums(tile, sums, first, inner, outer, by_opacity):
    """Set sums[first:first + PAINT] to a warp's sums of nine numbers."""
    total = share_sums(tile.lane, inner, outer)
    if tile.lane & 3 == 0:
        sums[first + (tile.lane >> 2)] = total
    total = sum_of_warp(by_opacity)
    if tile.lane == 0:
        sums[first + 8] = total


@cuda.jit(device=True)
def add_paints(tile, batch, drawing, room, sums, units, paints):
    """Add the warps' sums to the totals of paints. What a gradient paints has no gradient by its colour."""
    if tile.thread < batch.count * PAINT:
        k, number = tile.thread // PAINT, tile.thread % PAINT
        if number == 8 or number & 3 == 3 or room.shades[2 * k + (number >> 2)] < 0:
            total = ZERO
            for warp in range(WARPS):
                total += sums[warp * ROOM_PAINTS + tile.thread]
            own = drawing.variant * drawing.size.paths + (room.listed[batch.start + k] >> 2)
            add_fixed(paints, PAINT * own + number, total * units)
