"""The kernel that paints a picture, one block for each tile of each variant."""

import numpy as np
from numba import cuda

from daemon.cuda.kernels import NUMBERS, kernel

from .batches import covers, next_batch
from .blend import lay, shares
from .memory import Given, Placed, Shades, Shown, Size, Slots
from .shading import paint_of
from .sizes import THREADS
from .tile import Drawing, first_turn, room_of_tile, tile_of
from .transmittance import darken

ZERO = np.float32(0)


@kernel(Slots, Shades, Given, Placed, Size, NUMBERS, Shown, launch_bounds=(THREADS, 2))
def paint(slots, shades, given, placed, size, picture, shown):
    """Set picture [B, H, W, 4] and what `unpaint` needs."""
    drawing = Drawing(slots, shades, given, placed, size, np.int32(cuda.blockIdx.z))
    tile, room = tile_of(size), room_of_tile()
    pixel = pixel_of(tile, drawing)
    colour = ZERO, ZERO, ZERO, ZERO
    if tile.is_pixel:
        colour = rgba_at(given.background, pixel * size.background_step)
    seen, turn = (np.float32(1), np.int32(0)), first_turn()
    while True:
        turn, batch = next_batch(tile, turn, drawing, room)
        if batch.count == 0:
            break
        for k in range(batch.count):
            cf, cs = covers(tile, k, size.ramp, room)
            if cf != ZERO or cs != ZERO:
                inner, outer, o, _, _ = paint_of(tile, k, drawing, room)
                f, s, rest = shares(inner[3], outer[3], o, cf, cs)
                colour = lay(inner, outer, f, s, rest, colour)
                seen = darken(seen, rest)
    if tile.is_pixel:
        for c in range(4):
            picture[4 * pixel + c] = colour[c]
        shown.passed[pixel], shown.dimmed[pixel] = seen


@cuda.jit(device=True)
def pixel_of(tile, drawing):
    """The number of the thread's pixel in [B, H, W]."""
    return (drawing.variant * drawing.size.height + tile.y) * drawing.size.width + tile.x


@cuda.jit(device=True)
def rgba_at(pictures, at):
    """RGBA of a pixel whose numbers begin there."""
    return pictures[at], pictures[at + 1], pictures[at + 2], pictures[at + 3]
