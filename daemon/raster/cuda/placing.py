"""The kernel that takes points to the vertices and boxes of outlines."""

import numpy as np
from numba import cuda

from daemon.cuda.kernels import INTEGERS, kernel
from daemon.cuda.warps import EVERYONE

from ..vertices import place_vertex
from .curves import HALF, half_width_of, locate, pen_of
from .memory import Given, Kept, Placed, Size, Slots
from .sizes import CHUNK, PATH_THREADS, PATH_WARPS
from .watching import outgrew

ENDLESS = np.float32(np.inf)
FARTHEST = np.float32(1e30)


@kernel(Slots, Given, Size, Kept, Placed, INTEGERS, launch_bounds=PATH_THREADS)
def place(slots, given, size, kept, placed, outgrown):
    """Set all that is `placed`; and outgrown [1] to 1 if a path needs more than is `kept`. A block does one
    path.

    The box of a path with a number that is not finite reaches no tile."""
    path, variant = np.int32(cuda.blockIdx.x), np.int32(cuda.blockIdx.y)
    lane, warp = cuda.threadIdx.x & 31, cuda.threadIdx.x >> 5
    sides = cuda.shared.array((PATH_WARPS, 4), np.float32)
    shift = HALF * np.float32(size.ramp - 1)
    box = ENDLESS, ENDLESS, -ENDLESS, -ENDLESS
    for chunk in range(slots.layers[2 * path] + warp, slots.layers[2 * path + 2], PATH_WARPS):
        at = variant * size.chunks + chunk
        x, y = vertex_of(slots, given, size, variant, path, CHUNK * chunk + lane)
        x, y = x + shift, y + shift
        placed.vertices[2 * (CHUNK * at + lane)], placed.vertices[2 * (CHUNK * at + lane) + 1] = x, y
        if not (abs(x) < FARTHEST and abs(y) < FARTHEST):
            x = y = ENDLESS
        own = box_of_warp(x, y)
        if lane == 0:
            set_box(placed.chunk_boxes, at, own)
        box = joined(box, own)
    if lane == 0:
        for side in range(4):
            sides[warp, side] = box[side]
    cuda.syncthreads()
    if cuda.threadIdx.x == 0:
        for other in range(1, PATH_WARPS):
            box = joined(box, (sides[other, 0], sides[other, 1], sides[other, 2], sides[other, 3]))
        own = variant * size.paths + path
        if not (paint_size(given, own) < ENDLESS and box[2] < ENDLESS and box[3] < ENDLESS):
            box = ENDLESS, ENDLESS, -ENDLESS, -ENDLESS
        set_box(placed.path_boxes, own, box)
    if outgrew(slots, given, size, kept, variant, path):
        outgrown[0] = 1


@cuda.jit(device=True)
def vertex_of(slots, given, size, variant, path, k):
    """Where slot k of a path lies, in px."""
    half_width = half_width_of(given, size, variant, path)
    s, curve, t, across, along = locate(slots, given, size, variant, path, half_width, k)
    pen, inverse = pen_of(slots.pens, path, 0), pen_of(slots.pens, path, 1)
    x, y = place_vertex(curve, slots.is_line[s] != 0, t, across, along, half_width, pen, inverse)
    return np.float32(x), np.float32(y)


@cuda.jit(device=True)
def box_of_warp(x, y):
    """(left, top, right, bottom) of a warp's places."""
    left = right = x
    top = bottom = y
    for step in (16, 8, 4, 2, 1):
        left = min(left, cuda.shfl_xor_sync(EVERYONE, left, step))
        top = min(top, cuda.shfl_xor_sync(EVERYONE, top, step))
        right = max(right, cuda.shfl_xor_sync(EVERYONE, right, step))
        bottom = max(bottom, cuda.shfl_xor_sync(EVERYONE, bottom, step))
    return left, top, right, bottom


@cuda.jit(device=True)
def joined(box, other):
    """The box around two."""
    return min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])


@cuda.jit(device=True)
def set_box(boxes, k, box):
    """Set number k of boxes."""
    for side in range(4):
        boxes[4 * k + side] = box[side]


@cuda.jit(device=True)
def paint_size(given, k):
    """Finite where all numbers of a path's paint are."""
    size = abs(given.width[k]) + abs(given.opacity[k])
    for c in range(4 * k, 4 * k + 4):
        size += abs(given.fill[c]) + abs(given.stroke[c])
    return size
