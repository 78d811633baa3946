"""Kernels that add to tokens and normalise them, there and back: a warp for each token.

Numbers are bfloat16, two in a word, as half as many words are loaded in half the time.
"""

import math

import numpy as np
from numba import cuda

from daemon.cuda.kernels import INTEGER, NUMBER, NUMBERS, WORDS, kernel
from daemon.cuda.warps import LANES, sum_of_warp

from .words import first_of, second_of, word_of

WARPS = 4  # of a block
ZERO, ONE, TWO = np.float32(0), np.float32(1), np.float32(2)
ONE_AND_ZERO = np.uint32(0x3F80)


@kernel(WORDS, WORDS, WORDS, WORDS, WORDS, INTEGER, INTEGER, INTEGER, INTEGER, NUMBER, WORDS, WORDS, NUMBERS)
def add_and_norm(tokens, added, bias, weight, shift, adds, rows, width, padding, least, moved, seen, scale):
    """Set moved [rows, width] to tokens + added + bias (to tokens if adds is 0), seen [rows, width + padding]
    to these normalised, times weight and shifted, and scale [rows, 2] to their mean and 1 / deviation.

    Widths are in words. What is seen ends with a 1 and zeros. least: what is added to variances.
    """
    lane, row = cuda.threadIdx.x, cuda.blockIdx.x * WARPS + cuda.threadIdx.y
    if row >= rows:
        return
    start, total = row * width, ZERO
    for k in range(lane, width, LANES):
        word = tokens[start + k]
        if adds != 0:
            first = first_of(word) + first_of(added[start + k]) + first_of(bias[k])
            second = second_of(word) + second_of(added[start + k]) + second_of(bias[k])
            word = word_of(first, second)
        moved[start + k] = word
        total += first_of(word) + second_of(word)
    mean, total = sum_of_warp(total) / (TWO * np.float32(width)), ZERO
    for k in range(lane, width, LANES):
        first, second = first_of(moved[start + k]) - mean, second_of(moved[start + k]) - mean
        total += first * first + second * second
    narrow = ONE / math.sqrt(sum_of_warp(total) / (TWO * np.float32(width)) + least)
    end = row * (width + padding)
    for k in range(lane, width, LANES):
        first, second = first_of(moved[start + k]) - mean, second_of(moved[start + k]) - mean
        first = first * narrow * first_of(weight[k]) + first_of(shift[k])
        second = second * narrow * second_of(weight[k]) + second_of(shift[k])
        seen[end + k] = word_of(first, second)
    if lane < padding:
        seen[end + width + lane] = ONE_AND_ZERO if lane == 0 else np.uint32(0)
    if lane == 0:
        scale[2 * row], scale[2 * row + 1] = mean, narrow


@kernel(WORDS, WORDS, WORDS, WORDS, NUMBERS, INTEGER, INTEGER, INTEGER, INTEGER, WORDS)
def pull(d_seen, d_moved, moved, weight, scale, adds, rows, width, padding, slope):
    """Set slope [rows, width] to the gradient by tokens, and by what is added to them, given those by what
    `add_and_norm` made; that by what moved is 0 if adds is 0."""
    lane, row = cuda.threadIdx.x, cuda.blockIdx.x * WARPS + cuda.threadIdx.y
    if row >= rows:
        return
    start, end = row * width, row * (width + padding)
    mean, narrow = scale[2 * row], scale[2 * row + 1]
    total, along = ZERO, ZERO
    for k in range(lane, width, LANES):
        first, second = first_of(d_seen[end + k]), second_of(d_seen[end + k])
        first, second = first * first_of(weight[k]), second * second_of(weight[k])
        total += first + second
        along += first * (first_of(moved[start + k]) - mean) * narrow
        along += second * (second_of(moved[start + k]) - mean) * narrow
    total = sum_of_warp(total) / (TWO * np.float32(width))
    along = sum_of_warp(along) / (TWO * np.float32(width))
    for k in range(lane, width, LANES):
        first, second = first_of(d_seen[end + k]), second_of(d_seen[end + k])
        first, second = first * first_of(weight[k]), second * second_of(weight[k])
        first -= total + along * (first_of(moved[start + k]) - mean) * narrow
        second -= total + along * (second_of(moved[start + k]) - mean) * narrow
        first, second = first * narrow, second * narrow
        if adds != 0:
            first += first_of(d_moved[start + k])
            second += second_of(d_moved[start + k])
        slope[start + k] = word_of(first, second)
