"""Products of sparse matrices and vectors: a warp, or a block, for each number that comes out."""

import numpy as np
import torch
from numba import cuda

from daemon.cuda.kernels import INTEGER, INTEGERS, NUMBERS, kernel, pointer_of, stream_of
from daemon.cuda.warps import LANES, sum_of_warp

from ..linear import Rows

WARPS = 8  # of a block
LONG = 256  # entries of a row beyond which all warps of a block share it
ZERO = np.float32(0)


@kernel(INTEGERS, INTEGERS, NUMBERS, NUMBERS, INTEGER, INTEGER, NUMBERS)
def multiply(first, column, weight, values, rows, columns, found):
    """Set found [B, rows] to the products with values [B, columns]; a warp for each row, and a row of blocks
    for each of B."""
    lane, row = cuda.threadIdx.x, cuda.blockIdx.x * WARPS + cuda.threadIdx.y
    if row >= rows:
        return
    own = cuda.blockIdx.y * columns
    total = ZERO
    for entry in range(first[row] + lane, first[row + 1], LANES):
        total += weight[entry] * values[own + column[entry]]
    total = sum_of_warp(total)
    if lane == 0:
        found[cuda.blockIdx.y * rows + row] = total


@kernel(INTEGERS, INTEGERS, NUMBERS, NUMBERS, INTEGER, INTEGER, NUMBERS)
def multiply_long(first, column, weight, values, rows, columns, found):
    """The same, with a block for each row."""
    lane, warp, row = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.x
    parts = cuda.shared.array(WARPS, np.float32)
    own = cuda.blockIdx.y * columns
    total = ZERO
    for entry in range(first[row] + LANES * warp + lane, first[row + 1], LANES * WARPS):
        total += weight[entry] * values[own + column[entry]]
    total = sum_of_warp(total)
    if lane == 0:
        parts[warp] = total
    cuda.syncthreads()
    if lane == 0 and warp == 0:
        total = ZERO
        for k in range(WARPS):
            total += parts[k]
        found[cuda.blockIdx.y * rows + row] = total


def product(rows, values):
    """What linear.Linear returns, of float32 values on a GPU. Waits for nothing."""
    values = values.contiguous()
    *entries, longest = rows
    count, columns = len(rows.first) - 1, values.shape[-1]
    found = values.new_empty(*values.shape[:-1], count)
    if found.numel():
        many = found.numel() // count
        work, blocks = (multiply_long, count) if longest > LONG else (multiply, -(-count // WARPS))
        given = (*map(pointer_of, (*entries, values)), count, columns, pointer_of(found))
        work((blocks, many), (LANES, WARPS), stream_of(values.device), *given)
    return found


def try_out():
    """Multiply a small matrix; raises whatever Numba raises where that does not work."""
    given = [[0, 2, 2, 3], [0, 1, 1]], [[1.0, 2.0, 3.0], [5.0, 7.0]]
    first, column = (torch.tensor(each, dtype=torch.int32, device="cuda") for each in given[0])
    weight, values = (torch.tensor(each, device="cuda") for each in given[1])
    for longest in (2, LONG + 1):
        found = product(Rows(first, column, weight, longest), values).tolist()
        if found != [19, 0, 21]:
            raise RuntimeError(f"products are {found}")
