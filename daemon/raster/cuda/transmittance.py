"""How much of what lies below shows through: a product of many factors in 0..1 that may be 0.

It is kept as passed * 2 ** (-STEP * dimmed), so that it never underflows and what lies above a paint is the
quotient of two products, however dark they are. A paint that nothing shows through counts as 2 dimmings.
"""

import numpy as np
from numba import cuda

STEP = 60
DARK = np.float32(2.0**-STEP)
BRIGHTEN = np.float32(2.0**STEP)
OPAQUE = np.float32(2.0**-23)
WHOLE = np.float32(1)


@cuda.jit(device=True, inline=True)
def darken(seen, factor):
    """A product (passed, dimmed) with one more paint, which lets `factor` through."""
    passed, dimmed = seen
    if factor < OPAQUE:
        return WHOLE, dimmed + np.int32(2)
    passed = passed * factor
    if passed < DARK:
        return passed * BRIGHTEN, dimmed + np.int32(1)
    return passed, dimmed


@cuda.jit(device=True, inline=True)
def ratio(seen, whole):
    """What of a whole product is not in the part that was seen."""
    steps = whole[1] - seen[1]
    if steps >= 2:
        return np.float32(0)
    share = whole[0] / seen[0]
    return share * DARK if steps == 1 else share
