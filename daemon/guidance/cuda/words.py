"""Two bfloat16 numbers in a word of 32 bits."""

import numpy as np
from numba import cuda
from numba.cuda import libdevice

NOT_A_NUMBER = np.uint32(0x7FC0)


@cuda.jit(device=True)
def first_of(word):
    """The number that comes first in memory."""
    return libdevice.int_as_float(np.int32(word << np.uint32(16)))


@cuda.jit(device=True)
def second_of(word):
    """The other one."""
    return libdevice.int_as_float(np.int32(word & np.uint32(0xFFFF0000)))


@cuda.jit(device=True)
def word_of(first, second):
    """The nearest such numbers to two float32."""
    return np.uint32(half_of(first) | np.uint32(half_of(second) << np.uint32(16)))


@cuda.jit(device=True)
def half_of(number):
    """The bits of the nearest bfloat16; of two that are as near, the even one."""
    if number != number:
        return NOT_A_NUMBER
    bits = np.uint32(libdevice.float_as_int(number))
    odd = np.uint32(bits >> np.uint32(16)) & np.uint32(1)
    return np.uint32(np.uint32(bits + np.uint32(0x7FFF) + odd) >> np.uint32(16))
