"""The kernel that takes pushes on vertices back to points and widths, and all gradients to canvas units."""

import numpy as np
from numba import cuda

from daemon.cuda.kernels import NUMBERS, kernel
from daemon.cuda.warps import EVERYONE, sum_of_warp

from ..curve import slopes, weights
from ..vertices import pull_vertex
from .curves import HALF, half_width_of, locate, pen_of
from .fixed import UNITS, add_fixed, peak_of
from .memory import Found, Given, Size, Slots, Totals
from .sizes import CHUNK, PAINT, PATH_THREADS, PATH_WARPS
from .sums import share_sums

ZERO = np.float32(0)


@kernel(Slots, Given, Size, NUMBERS, Totals, Found, launch_bounds=PATH_THREADS)
def pull(slots, given, size, peaks, totals, found):
    """Set all that is `found`, given the totals of vertices and paints. A block does one path."""
    path, variant = np.int32(cuda.blockIdx.x), np.int32(cuda.blockIdx.y)
    thread, own = np.int32(cuda.threadIdx.x), variant * size.paths + path
    for chunk in range(slots.layers[2 * path] + (thread >> 5), slots.layers[2 * path + 2], PATH_WARPS):
        pull_chunk(slots, given, size, totals, variant, path, chunk, thread & 31)
    cuda.syncthreads()
    unit = peak_of(peaks) / UNITS
    first, after = slots.first_point[path], slots.first_point[path + 1]
    before = 2 * variant * size.points
    for k in range(before + 2 * first + thread, before + 2 * after, PATH_THREADS):
        found.points[k] = np.float32(totals.points[k]) * unit * size.scale
    if thread == 0:
        found.width[own] = np.float32(totals.width[own]) * unit * (HALF * size.scale)
        found.opacity[own] = np.float32(totals.paints[PAINT * own + 8]) * unit
    if thread < 4:
        found.fill[4 * own + thread] = np.float32(totals.paints[PAINT * own + thread]) * unit
        found.stroke[4 * own + thread] = np.float32(totals.paints[PAINT * own + 4 + thread]) * unit


@cuda.jit(device=True)
def pull_chunk(slots, given, size, totals, variant, path, chunk, lane):
    """Add to the totals of points and widths what the vertices of a chunk have, one for each lane of a
    warp."""
    at = 2 * (CHUNK * (variant * size.chunks + chunk) + lane)
    gx, gy = np.float32(totals.vertices[at]), np.float32(totals.vertices[at + 1])
    half_width = half_width_of(given, size, variant, path)
    s, curve, t, across, along = locate(slots, given, size, variant, path, half_width, CHUNK * chunk + lane)
    is_line, pen, inverse = slots.is_line[s] != 0, pen_of(slots.pens, path, 0), pen_of(slots.pens, path, 1)
    by_width, tx, ty = pull_vertex(curve, is_line, t, across, along, half_width, pen, inverse, gx, gy)
    is_pushed = gx != ZERO or gy != ZERO
    if not is_pushed:  # of what is not drawn, these may not be numbers
        by_width = tx = ty = ZERO
    by_width = sum_of_warp(by_width)
    if lane == 0:
        add_fixed(totals.width, variant * size.paths + path, by_width)
    w, d = weights(is_line, t), slopes(is_line, t)
    left = np.uint32(cuda.ballot_sync(EVERYONE, is_pushed))
    while left != 0:  # one segment after the other
        segment = cuda.shfl_sync(EVERYONE, s, cuda.ffs(left) - 1)
        is_own = s == segment
        left &= ~np.uint32(cuda.ballot_sync(EVERYONE, is_own))
        x, y = (gx, gy) if is_own else (ZERO, ZERO)
        u, v = (tx, ty) if is_own else (ZERO, ZERO)
        total = share_sums(
            lane,
            (w[0] * x + d[0] * u, w[0] * y + d[0] * v, w[1] * x + d[1] * u, w[1] * y + d[1] * v),
            (w[2] * x + d[2] * u, w[2] * y + d[2] * v, w[3] * x + d[3] * u, w[3] * y + d[3] * v),
        )
        if lane & 3 == 0:
            point = variant * size.points + slots.controls[4 * segment + (lane >> 3)]
            add_fixed(totals.points, 2 * point + (lane >> 2 & 1), total)
