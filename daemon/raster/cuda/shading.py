"""What paints look like at a pixel: flat, or as a gradient has it there."""

import numpy as np
from numba import cuda

from ..gradients import RADIAL, offset_at, stop_before
from .sizes import PAINT

HALF, WHOLE = np.float32(0.5), np.float32(1)


@cuda.jit(device=True)
def paint_of(tile, k, drawing, room):
    """(fill RGBA, stroke RGBA, opacity, alpha of the fill's and of the stroke's gradient) of path k of the
    batch at the thread's pixel. Alphas of paints have those of gradients in them, which are 1 where there is
    none."""
    fill, inner = look(tile, k, 0, drawing, room)
    stroke, outer = look(tile, k, 1, drawing, room)
    return fill, stroke, room.paints[np.uint32(k * PAINT + 8)], inner, outer


@cuda.jit(device=True)
def look(tile, k, side, drawing, room):
    """(RGBA, the gradient's alpha) of the fill (side 0) or the stroke (1)."""
    own, paints, shade = np.uint32(k * PAINT + 4 * side), room.paints, room.shades[2 * k + side]
    if shade < 0:
        return (paints[own], paints[own + 1], paints[own + 2], paints[own + 3]), WHOLE
    red, green, blue, alpha = shaded(drawing.shades, shade, drawing.size.scale, tile.x, tile.y)
    return (red, green, blue, alpha * paints[own + 3]), alpha


@cuda.jit(device=True)
def shaded(shades, number, scale, column, row):
    """Straight RGBA of a gradient at a pixel's centre: `gradients.shade_row` for one pixel."""
    m, at = shades.to_unit, 6 * number
    x, y = (np.float32(column) + HALF) / scale, (np.float32(row) + HALF) / scale
    own_x, own_y = m[at] * x + m[at + 2] * y + m[at + 4], m[at + 1] * x + m[at + 3] * y + m[at + 5]
    fx, fy = shades.focus[2 * number], shades.focus[2 * number + 1]
    t = offset_at(shades.kind[number] == RADIAL, shades.spread[number], own_x, own_y, fx, fy)
    end = shades.stop_first[number + 1]
    stop, share = stop_before(shades.stop_offset, shades.stop_first[number], end, np.float32(t))
    after = min(stop + 1, end - 1)
    return (
        mixed(shades, 4 * stop, 4 * after, share),
        mixed(shades, 4 * stop + 1, 4 * after + 1, share),
        mixed(shades, 4 * stop + 2, 4 * after + 2, share),
        mixed(shades, 4 * stop + 3, 4 * after + 3, share),
    )


@cuda.jit(device=True)
def mixed(shades, one, other, share):
    """One number of a colour between two stops."""
    colour = shades.stop_colour[one]
    return colour + share * (shades.stop_colour[other] - colour)
