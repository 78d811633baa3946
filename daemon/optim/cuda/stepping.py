"""Steps of Adam: as adam.py takes them with torch, in two launches."""

import math

import numpy as np
import torch
from numba import cuda

from daemon.cuda.kernels import INTEGER, INTEGERS, NUMBERS, kernel, pointer_of, stream_of

from .. import adam
from ..limits import Limits

THREADS = 256
MOMENTUM, SPREAD, TINY = (np.float32(each) for each in (adam.MOMENTUM, adam.SPREAD, adam.TINY))
PACE, SHARE, SOUND = range(3)  # rows of a plan [3, B]
ZERO, HALF, ONE, ENDLESS = (np.float32(each) for each in (0, 0.5, 1, np.inf))
SHORTEST = np.float32(1e-12)


@kernel(NUMBERS, NUMBERS, NUMBERS, INTEGER, INTEGER, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def judge(loss, gradient, rate, variants, count, pace, decay, decay_before, rejected, plan):
    """Set the plan of each variant, a block's, and keep what Adam keeps of it: pace [B], decay and
    decay_before [2, B], rejected [2, B]. gradient: [B, count]."""
    b, is_lost = cuda.blockIdx.x, 0
    for k in range(cuda.threadIdx.x, count, THREADS):
        if not abs(gradient[b * count + k]) < ENDLESS:
            is_lost = 1
    is_lost = cuda.syncthreads_or(is_lost)
    if cuda.threadIdx.x > 0:
        return
    other = variants + b
    mean, square = decay[b] * MOMENTUM, decay[other] * SPREAD
    plan[b] = rate[0] * pace[b] / (ONE - mean)
    plan[SHARE * variants + b] = ONE - square
    if is_lost == 0 and abs(loss[b]) < ENDLESS:
        plan[SOUND * variants + b] = ONE
        decay_before[b], decay_before[other] = decay[b], decay[other]
        decay[b], decay[other] = mean, square
        rejected[other] = ZERO
    else:
        plan[SOUND * variants + b] = ZERO
        decay[b], decay[other] = decay_before[b], decay_before[other]
        pace[b] *= HALF
        rejected[b] += ONE
        rejected[other] += ONE


@kernel(NUMBERS, NUMBERS, INTEGER, INTEGER, INTEGERS, INTEGER, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def move(plan, gradient, variants, count, firsts, groups, low, high, state, before):
    """Take the planned step with a vector or number of a variant, a thread's. state, before: [3, B, count]"""
    k, b = cuda.grid(1), cuda.blockIdx.y
    if k >= groups:
        return
    first, width = firsts[k], firsts[k + 1] - firsts[k]
    plane = variants * count
    length = ZERO
    for number in range(first, first + width):
        own = b * count + number
        if plan[SOUND * variants + b] == ZERO:
            for row in range(3):
                state[row * plane + own] = before[row * plane + own]
            continue
        slope, value = gradient[own], state[own]
        mean = slope + MOMENTUM * (state[plane + own] - slope)
        square = slope * slope + SPREAD * (state[2 * plane + own] - slope * slope)
        for row in range(3):
            before[row * plane + own] = state[row * plane + own]
        value -= plan[b] * mean / (math.sqrt(square / plan[SHARE * variants + b]) + TINY)
        value = min(max(value, low[own]), high[own])
        length += value * value
        state[own], state[plane + own], state[2 * plane + own] = value, mean, square
    reach = high[b * count + first]
    if width > 1 and math.sqrt(length) > reach:
        for number in range(first, first + width):
            state[b * count + number] *= reach / max(math.sqrt(length), SHORTEST)


def step(loss, gradient, rate, limits, kept, state, before):
    """What Adam.step does with what it keeps: pace, decay, decay_before, rejected; state and state before.
    Returns [B], 1 or 0. Waits for nothing."""
    variants, count = gradient.shape
    loss, gradient, low, high = (each.contiguous() for each in (loss, gradient, limits.low, limits.high))
    plan, stream = gradient.new_empty(3, variants), stream_of(gradient.device)
    given = (*map(pointer_of, (loss, gradient, rate)), variants, count)
    judge(variants, THREADS, stream, *given, *map(pointer_of, (*kept, plan)))
    groups = len(limits.first) - 1
    if groups:
        given = (*map(pointer_of, (plan, gradient)), variants, count, pointer_of(limits.first), groups)
        moved = map(pointer_of, (low, high, state, before))
        move((-(-groups // THREADS), variants), THREADS, stream, *given, *moved)
    return plan[SOUND]


def try_out():
    """Take a small step; raises whatever Numba raises where that does not work."""
    one = torch.ones(1, 1, device="cuda")
    taken = adam.Adam(torch.zeros_like(one), Limits(-one, one, ((0, 0, 1),)))
    kept = taken._pace, taken._decay, taken._decay_before, taken._rejected
    step(one[0], one, one[0], taken._limits, kept, taken._state, taken._before)
    if abs(taken.values.item() + 1) > 1e-3:
        raise RuntimeError(f"a step is {taken.values.item()}")
