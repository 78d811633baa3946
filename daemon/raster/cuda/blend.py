"""One path's paint over one pixel, and back: the formulas of paint.py on plain numbers.

fill and stroke are straight RGBA, cf and cs how much of the pixel they cover, o the path's opacity; `below`
is the premultiplied RGBA that the path is painted on.
"""

import numpy as np
from numba import cuda

WHOLE = np.float32(1)


@cuda.jit(device=True)
def shares(fill_alpha, stroke_alpha, o, cf, cs):
    """(of the fill, of the stroke, of what is below): what counts how much in the pixel's new colour."""
    s = cs * stroke_alpha
    f = (WHOLE - s) * cf * fill_alpha * o
    s = s * o
    return f, s, WHOLE - f - s


@cuda.jit(device=True)
def lay(fill, stroke, f, s, rest, below):
    """The pixel's new colour, given the shares."""
    return (
        f * fill[0] + s * stroke[0] + rest * below[0],
        f * fill[1] + s * stroke[1] + rest * below[1],
        f * fill[2] + s * stroke[2] + rest * below[2],
        f + s + rest * below[3],
    )


@cuda.jit(device=True)
def gains(fill, stroke, o, cf, cs, below, d):
    """What a number with the gradient d by the pixel's new colour gains: by cf and cs, each times its alpha,
    and by o."""
    s = cs * stroke[3]
    f = cf * fill[3]
    by_alpha = d[3] * (WHOLE - below[3])
    by_fill = by_alpha + d[0] * (fill[0] - below[0]) + d[1] * (fill[1] - below[1])
    by_fill += d[2] * (fill[2] - below[2])
    by_stroke = by_alpha + d[0] * (stroke[0] - below[0]) + d[1] * (stroke[1] - below[1])
    by_stroke += d[2] * (stroke[2] - below[2])
    by_opacity = s * by_stroke + (WHOLE - s) * f * by_fill
    return o * (WHOLE - s) * by_fill, o * (by_stroke - f * by_fill), by_opacity
