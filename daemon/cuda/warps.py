"""What the lanes of a warp find together, always in the same order."""

from numba import cuda

LANES = 32
EVERYONE = 0xFFFFFFFF  # all lanes


@cuda.jit(device=True)
def sum_of_warp(value):
    """The sum of all lanes' values."""
    for step in (16, 8, 4, 2, 1):
        value += cuda.shfl_xor_sync(EVERYONE, value, step)
    return value


@cuda.jit(device=True)
def greatest_of_warp(value):
    """The greatest of all lanes' values."""
    for step in (16, 8, 4, 2, 1):
        value = max(value, cuda.shfl_xor_sync(EVERYONE, value, step))
    return value
