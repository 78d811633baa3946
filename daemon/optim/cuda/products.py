"""Products of sparse matrices and vectors: a warp for each number that comes out."""

import numpy as np
import torch
from numba import cuda

from daemon.cuda.kernels import INTEGER, INTEGERS, NUMBERS, kernel, pointer_of, stream_of
from daemon.cuda.warps import LANES, sum_of_warp

ROWS = 8  # of a block
AHEAD = 4  # entries of a row that a lane asks for at once: each takes a while to come
ZERO = np.float32(0)


@kernel(INTEGERS, INTEGERS, NUMBERS, NUMBERS, INTEGER, INTEGER, NUMBERS)
def multiply(first, column, weight, values, rows, columns, found):
    """Set found [B, rows] to the products with values [B, columns]; a row of blocks for each of B."""
    lane, row = cuda.threadIdx.x, cuda.blockIdx.x * ROWS + cuda.threadIdx.y
    if row >= rows:
        return
    own, last = cuda.blockIdx.y * columns, first[row + 1] - 1
    total = ZERO
    for start in range(first[row] + lane, last + 1, AHEAD * LANES):
        for k in range(AHEAD):
            entry = min(start + k * LANES, last)
            part = weight[entry] * values[own + column[entry]]
            total += part if start + k * LANES <= last else ZERO
    total = sum_of_warp(total)
    if lane == 0:
        found[cuda.blockIdx.y * rows + row] = total


def product(rows, values):
    """What linear.Linear returns, of float32 values on a GPU. Waits for nothing."""
    values = values.contiguous()
    count, columns = len(rows[0]) - 1, values.shape[-1]
    found = values.new_empty(*values.shape[:-1], count)
    if found.numel():
        many = found.numel() // count
        given = (*map(pointer_of, (*rows, values)), count, columns, pointer_of(found))
        multiply((-(-count // ROWS), many), (LANES, ROWS), stream_of(values.device), *given)
    return found


def try_out():
    """Multiply a small matrix; raises whatever Numba raises where that does not work."""
    given = [[0, 2, 2, 3], [0, 1, 1]], [[1.0, 2.0, 3.0], [5.0, 7.0]]
    first, column = (torch.tensor(each, dtype=torch.int32, device="cuda") for each in given[0])
    weight, values = (torch.tensor(each, device="cuda") for each in given[1])
    found = product((first, column, weight), values).tolist()
    if found != [19, 0, 21]:
        raise RuntimeError(f"products are {found}")
