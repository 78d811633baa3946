"""How fast each kind of number may change, and how far: rates and limits scale with its kind's freedom."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from protocol.geometry import Free

from .motion import PART_NUMBERS

# (rate per step, limit from the start), both at freedom 1
POINT = (0.008, 0.16)  # canvas units
ANYWHERE = 1.0  # canvas units: how far a knot may go at freedom 1
PART = (0.004, 0.08)  # canvas units, at the rim of the part
WIDTH = (0.04, math.log(2.0))  # natural logarithm of the width
NEW_POINT = POINT[0]  # canvas units: a step of a new path's point
BEYOND = 0.05  # canvas units: so far beyond the canvas's edge may points of new paths lie
NEW_WIDTH = (WIDTH[0], math.log(4.0))
COLOUR = (0.03, 1.0)
ALPHA = (0.04, 1.0)
TIDY_RATE = 0.08

KNOT_SHARE = 0.5  # no knot goes further than this share of its subpath's length
FULL_LENGTH = 0.25  # canvas units: knots of shorter subpaths move at less than the full rate


@dataclass(frozen=True)
class Block:
    """Free numbers of one kind. A number's value v stands for v * size, and low <= v <= high."""

    size: Tensor  # [n]
    low: Tensor  # [n]
    high: Tensor  # [n]

    @classmethod
    def around_start(cls, size, reach):
        """Numbers that may go `reach` ([n], in steps of `size`) either way."""
        return cls(size, -reach, reach)


def knot_numbers(motion, freedom):
    """Movements of free knots."""
    rate, limit = POINT
    if freedom >= 1:
        size = torch.full((2 * len(motion.room),), rate, dtype=torch.float64)
        return Block.around_start(size, ANYWHERE / size)
    pace = rate * (motion.room / FULL_LENGTH).clamp(max=1.0)
    reach = torch.minimum(torch.full_like(pace, limit), KNOT_SHARE * motion.room) / pace.clamp(min=1e-9)
    return Block.around_start(*(column.repeat_interleave(2) for column in (pace * freedom, reach)))


def point_numbers(points, room):
    """Movements of points ([N, 2]) of new paths, that stay within the canvas or where they were.

    room: its width and height."""
    size = torch.full((points.numel(),), NEW_POINT, dtype=torch.float64)
    edge = torch.tensor(room, dtype=torch.float64)
    low, high = (-BEYOND - points).clamp(max=0.0), (edge + BEYOND - points).clamp(min=0.0)
    return Block(size, low.reshape(-1) / size, high.reshape(-1) / size)


def part_numbers(motion, freedom):
    """Shifts, turns and growths of parts."""
    rate, limit = PART
    sizes = torch.ones(len(motion.radius), PART_NUMBERS, dtype=torch.float64)
    sizes[:, 2:] = 1 / motion.radius.clamp(min=rate)[:, None]
    reach = torch.full_like(sizes, limit / rate)
    return Block.around_start((sizes * rate * freedom).reshape(-1), reach.reshape(-1))


def tidy_numbers(count, freedom):
    """Amounts 0..1 of parts; at less than the usual freedom they end before 1."""
    size = torch.full((count,), TIDY_RATE, dtype=torch.float64)
    most = min(1.0, 2 * freedom) if freedom < 1 else 0.0
    return Block(size, 0 * size, most / size)


def width_numbers(count, freedom, is_new=False):
    """Logarithms of how many times as wide strokes get."""
    rate, limit = NEW_WIDTH if is_new else WIDTH
    ones = torch.ones(count, dtype=torch.float64)
    return Block.around_start(ones * rate * freedom, ones * limit / rate)


def channel_numbers(start, index, pace, reach):
    """Numbers of an RGBA array: they stay within 0..1 as well. pace: [n] 0..1, how fast each changes.
    reach: [n] 0..1, how far."""
    start = start[index].double()
    is_alpha = index % 4 == 3
    size = torch.where(is_alpha, ALPHA[0], COLOUR[0]).double() * pace
    reach = torch.where(is_alpha, ALPHA[1], COLOUR[1]).double() * reach
    low = torch.maximum(-start, -reach) / size.clamp(min=1e-9)
    high = torch.minimum(1 - start, reach) / size.clamp(min=1e-9)
    return Block(size, low, high)


def free_channels(free, colour, painted):
    """Indices into a flattened [P, 4] RGBA array of the numbers that are free and show."""
    wanted = torch.stack([(free & flag) != 0 for flag in (colour, colour, colour, Free.OPACITY)], 1)
    return (wanted & painted[:, None]).reshape(-1).nonzero()[:, 0]
