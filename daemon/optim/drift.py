"""How a whole drawing shifts, turns and grows."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .rows import take


@dataclass(frozen=True)
class Whole:
    """All points that may move, as one."""

    index: Tensor  # [n] int64
    lever: Tensor  # [n, 2] from their middle
    spread: Tensor  # scalar
    reach: Tensor  # scalar: how far they lie from the middle

    @classmethod
    def of(cls, points, index):
        """points: [N, 2] as they start. index: of those that may move."""
        place = take(points, index)
        lever = place - place.mean(0)
        spread = lever.square().sum().clamp(min=1e-9)
        return cls(index, lever, spread, (spread / len(index)).sqrt())

    def drift(self, movement):
        """[3] squares of the mean shift, turn and growth in a movement [N, 2]; [0] if nothing may move."""
        if not len(self.index):
            return movement.new_zeros(0)
        moved = take(movement, self.index)
        turn = (self.lever[:, 0] * moved[:, 1] - self.lever[:, 1] * moved[:, 0]).sum() / self.spread
        growth = (self.lever * moved).sum() / self.spread
        return torch.stack([moved.mean(0).norm(), turn * self.reach, growth * self.reach]).square()
