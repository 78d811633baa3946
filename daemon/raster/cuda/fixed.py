"""Gradients as integers: threads add them in any order and get the same bits.

The unit is a share of the greatest number in the picture's gradient, its peak. A sum may be up to 2**27
peaks, more than all pixels of a picture together give; what a single addition brings is held below that.
"""

import numpy as np
from numba import cuda

UNITS = np.float32(2.0**36)  # of a peak
PEAK_MOST = np.float32(2.0**60)  # an addend
ZERO = np.float32(0)


@cuda.jit(device=True)
def units_of(peak):
    """What a gradient is multiplied by; 0 for a peak that is 0 or not a number."""
    return min(UNITS / peak, PEAK_MOST) if peak > ZERO else ZERO


@cuda.jit(device=True)
def add_fixed(sums, index, value):
    """Add a number of units to an array of int64."""
    if value != ZERO:
        cuda.atomic.add(sums, index, np.int64(min(max(value, -PEAK_MOST), PEAK_MOST)))
