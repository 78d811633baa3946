"""Kernels that give embeddings unit length, there and back, and judge them by cosines: a warp for each."""

import math

import numpy as np
from numba import cuda

from daemon.cuda.kernels import INTEGER, NUMBER, NUMBERS, kernel
from daemon.cuda.warps import LANES, greatest_of_warp, sum_of_warp

ZERO, ONE, ENDLESS = (np.float32(each) for each in (0, 1, np.inf))
SHORTEST = np.float32(1e-12)
NEARER, AWAY, NAMED, SHARE = range(4)  # rows of weights


@kernel(NUMBERS, INTEGER, NUMBERS, NUMBERS)
def lengthen(given, width, unit, length):
    """Set unit [rows, width] to what is given, divided by its length, and length [rows]."""
    lane, row, total = cuda.threadIdx.x, cuda.blockIdx.x, ZERO
    start = row * width
    for k in range(start + lane, start + width, LANES):
        total += given[k] * given[k]
    whole = max(math.sqrt(sum_of_warp(total)), SHORTEST)
    for k in range(start + lane, start + width, LANES):
        unit[k] = given[k] / whole
    if lane == 0:
        length[row] = whole


@kernel(NUMBERS, NUMBERS, NUMBERS, INTEGER, NUMBERS)
def pull(slope, unit, length, width, found):
    """Set found [rows, width] to the gradient by what was given, from that by its unit vectors."""
    lane, row, along = cuda.threadIdx.x, cuda.blockIdx.x, ZERO
    start = row * width
    for k in range(start + lane, start + width, LANES):
        along += slope[k] * unit[k]
    along = sum_of_warp(along)
    for k in range(start + lane, start + width, LANES):
        found[k] = (slope[k] - along * unit[k]) / length[row]


@kernel(NUMBERS, NUMBERS, NUMBERS, NUMBER, INTEGER, INTEGER, NUMBERS, NUMBERS, NUMBERS)
def judge(cosines, others, weights, scale, targets, texts, losses, likeness, slopes):
    """Set losses [rows], likeness [rows] and the losses' gradients by the cosines, slopes [rows, texts].

    cosines: [rows, texts], to the targets first. others: [targets, texts], what is added to logits. weights:
    [4, targets]. scale: logits per unit of cosine. As Objective (objective.py).
    """
    lane, row = cuda.threadIdx.x, cuda.blockIdx.x
    start, loss, like = row * texts, ZERO, ZERO
    for k in range(lane, texts, LANES):
        slopes[start + k] = ZERO
    for target in range(targets):
        own, named = cosines[start + target], weights[NAMED * targets + target]
        nearer, away = weights[NEARER * targets + target], weights[AWAY * targets + target]
        loss += nearer * (ONE - own) + away * max(own, ZERO)
        like += weights[SHARE * targets + target] * own
        slope = (away if own >= ZERO else ZERO) - nearer
        if named > ZERO:
            first, top, total = target * texts, -ENDLESS, ZERO
            for k in range(lane, texts, LANES):
                top = max(top, scale * cosines[start + k] + others[first + k])
            top = greatest_of_warp(top)
            for k in range(lane, texts, LANES):
                total += math.exp(scale * cosines[start + k] + others[first + k] - top)
            total = sum_of_warp(total)
            loss += named * (math.log(total) + top - scale * own)
            slope -= named * scale
            for k in range(lane, texts, LANES):
                share = math.exp(scale * cosines[start + k] + others[first + k] - top) / total
                slopes[start + k] += named * scale * share
        if lane == target % LANES:
            slopes[start + target] += slope
    if lane == 0:
        losses[row], likeness[row] = loss, like
