"""How far free numbers may go."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Limits:
    """First come vectors of 2 numbers, then vectors of 4, then single numbers."""

    low: Tensor  # [..., F]
    high: Tensor  # [..., F]; of a vector's first number also the greatest length
    pairs: int
    fours: int

    @classmethod
    def of_variants(cls, limits):
        """Of B drawings, as one: low and high are [B, F]. ValueError if they differ in their vectors."""
        first, *others = limits
        if any((each.pairs, each.fours) != (first.pairs, first.fours) for each in others):
            raise ValueError("variants have different kinds of numbers")
        low, high = (torch.stack([getattr(each, name) for each in limits]) for name in ("low", "high"))
        return cls(low, high, first.pairs, first.fours)

    def nearest(self, values):
        """The nearest values ([..., F]) within the limits: vectors in length, other numbers one by one."""
        values = torch.minimum(torch.maximum(values, self.low), self.high)
        sizes = 2 * self.pairs, 4 * self.fours, values.shape[-1] - 2 * self.pairs - 4 * self.fours
        pairs, fours, single = values.split(sizes, -1)
        pair_reach, four_reach, _ = self.high.split(sizes, -1)
        return torch.cat([_shorten(pairs, pair_reach, 2), _shorten(fours, four_reach, 4), single], -1)


def _shorten(values, reach, width):
    """Vectors of `width` numbers no longer than the reach of their first ones."""
    vectors, reach = values.unflatten(-1, (-1, width)), reach.unflatten(-1, (-1, width))[..., :1]
    length = vectors.norm(dim=-1, keepdim=True).clamp(min=1e-12)
    return (vectors * (reach / length).clamp(max=1.0)).flatten(-2)
