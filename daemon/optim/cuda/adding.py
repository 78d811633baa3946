"""Kernels that add rows up by their numbers, as integers: the same in any order."""

import math

import numpy as np
import torch
from numba import cuda

from daemon.cuda.atomic import add_to
from daemon.cuda.kernels import INTEGER, NUMBERS, SUMS, kernel, pointer_of, stream_of

THREADS = 256
UNITS = np.float32(2.0**36)  # of 1: finer than what moves any number
MOST = np.float32(2.0**62)


@kernel(SUMS, NUMBERS, INTEGER, INTEGER, INTEGER, SUMS)
def add(index, rows, count, width, lost, sums):
    """Add `count` numbers of rows of this width to the sums of the rows' numbers; set sums[lost] where one is
    too large or not a number."""
    k = cuda.grid(1)
    if k < count:
        value = rows[k] * UNITS
        if abs(value) < MOST:
            add_to(sums, index[k // width] * width + k % width, np.int64(value))
        else:
            sums[lost] = 1


@kernel(SUMS, INTEGER, NUMBERS)
def finish(sums, count, found):
    """Set `count` numbers to the sums; none is a number if sums[count] is set."""
    k = cuda.grid(1)
    if k < count:
        found[k] = np.float32(sums[k]) / UNITS if sums[count] == 0 else np.float32(np.nan)


def sums_of(count, index, rows):
    """What rows.add_up returns, of float32 rows on a GPU. Waits for nothing."""
    index, rows = index.contiguous(), rows.contiguous()
    found = rows.new_empty(count, *rows.shape[1:])
    width, numbers = math.prod(rows.shape[1:]), found.numel()
    room = torch.zeros(numbers + 1, dtype=torch.int64, device=rows.device)
    stream, sums = stream_of(rows.device), pointer_of(room)
    if rows.numel():
        given = pointer_of(index), pointer_of(rows), rows.numel(), width, numbers, sums
        add(_blocks(rows.numel()), THREADS, stream, *given)
    if numbers:
        finish(_blocks(numbers), THREADS, stream, sums, numbers, pointer_of(found))
    return found


def try_out():
    """Add up a few rows; raises whatever Numba raises where that does not work."""
    rows = torch.ones(3, 2, device="cuda")
    found = sums_of(2, torch.tensor([0, 1, 1], device="cuda"), rows).tolist()
    if found != [[1, 1], [2, 2]]:
        raise RuntimeError(f"sums of rows are {found}")


def _blocks(count):
    return -(-count // THREADS)
