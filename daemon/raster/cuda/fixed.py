"""Gradients as integers: threads add them in any order and get the same bits.

The unit is a share of the greatest number in the picture's gradient, its peak. A sum may be up to 2**27
peaks, more than all pixels of a picture together give; what a single addition brings is held below that.
"""

import numpy as np
from numba import cuda

from daemon.cuda.atomic import add_to
from daemon.cuda.kernels import INTEGER, NUMBERS, SUMS, kernel
from daemon.cuda.warps import EVERYONE

from .sizes import PEAKS, WARPS

UNITS = np.float32(2.0**36)  # of a peak
MOST_UNITS = np.float32(2.0**60)  # of a number: a peak may be next to nothing
LARGEST = np.float32(2.0**60)  # addend
ZERO = np.float32(0)


@kernel(NUMBERS, INTEGER, NUMBERS, SUMS, INTEGER)
def begin(d_picture, count, peaks, sums, sum_count):
    """Set each block's number of peaks [PEAKS] to the greatest that it finds in d_picture, all `count`
    numbers of it, and all sums to 0."""
    lane, warp = cuda.threadIdx.x & 31, cuda.threadIdx.x >> 5
    greatest = cuda.shared.array(WARPS, np.float32)
    step = cuda.gridDim.x * cuda.blockDim.x
    for k in range(cuda.grid(1), sum_count, step):
        sums[k] = 0
    peak = ZERO
    for k in range(cuda.grid(1), count, step):
        peak = greater(peak, abs(d_picture[k]))
    peak = greatest_of_warp(peak)
    if lane == 0:
        greatest[warp] = peak
    cuda.syncthreads()
    if cuda.threadIdx.x == 0:
        for other in range(WARPS):
            peak = greater(peak, greatest[other])
        peaks[cuda.blockIdx.x] = peak


@cuda.jit(device=True)
def greater(peak, number):
    """The greater of two; not a number if one of them is none."""
    return number if number > peak or number != number else peak


@cuda.jit(device=True)
def greatest_of_warp(peak):
    """What is `greater` than the others' in a warp."""
    for step in (16, 8, 4, 2, 1):
        peak = greater(peak, cuda.shfl_xor_sync(EVERYONE, peak, step))
    return peak


@cuda.jit(device=True)
def peak_of(peaks):
    """The peak, asked by a whole warp; peaks: what `begin` set."""
    peak = ZERO
    for k in range(cuda.threadIdx.x & 31, PEAKS, 32):
        peak = greater(peak, peaks[k])
    return greatest_of_warp(peak)


@cuda.jit(device=True)
def units_of(peak):
    """What a gradient is multiplied by; 0 for a peak that is 0 or not a number."""
    return min(UNITS / peak, MOST_UNITS) if peak > ZERO else ZERO


@cuda.jit(device=True)
def add_fixed(sums, index, value):
    """Add a number of units to sums[index]."""
    if value != ZERO:
        add_to(sums, index, np.int64(min(max(value, -LARGEST), LARGEST)))
