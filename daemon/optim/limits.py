"""How far free numbers may go."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class Limits:
    """Numbers lie in sections: first vectors of 2 numbers, then vectors of 4, then single numbers."""

    low: Tensor  # [..., F]
    high: Tensor  # [..., F]; of a vector's first number also the greatest length
    sections: tuple  # (how many vectors of 2, of 4, and single numbers) of each

    @classmethod
    def of_variants(cls, limits):
        """Of B drawings, as one: low and high are [B, F]. ValueError if they differ in their sections."""
        if any(each.sections != limits[0].sections for each in limits):
            raise ValueError("variants have different kinds of numbers")
        low, high = (torch.stack([getattr(each, name) for each in limits]) for name in ("low", "high"))
        return cls(low, high, limits[0].sections)

    @classmethod
    def together(cls, limits):
        """Of the numbers of several drawings, one after the other."""
        low, high = (torch.cat([getattr(each, name) for each in limits], -1) for name in ("low", "high"))
        return cls(low, high, sum((each.sections for each in limits), ()))

    @cached_property
    def first(self):
        """[vectors and single numbers + 1] int32: where each begins among all numbers."""
        kinds = torch.tensor([2, 4, 1]).repeat(len(self.sections))
        widths = kinds.repeat_interleave(torch.tensor(self.sections).reshape(-1))
        return functional.pad(torch.cumsum(widths, 0), (1, 0)).to(self.low.device, torch.int32)

    def nearest(self, values):
        """The nearest values ([..., F]) within the limits: vectors in length, other numbers one by one."""
        values = torch.minimum(torch.maximum(values, self.low), self.high)
        sizes = [size for pairs, fours, rest in self.sections for size in (2 * pairs, 4 * fours, rest)]
        parts = zip(values.split(sizes, -1), self.high.split(sizes, -1), strict=True)
        widths = (2, 4, 1) * len(self.sections)
        found = [
            _shorten(part, reach, width) if width > 1 else part
            for (part, reach), width in zip(parts, widths, strict=True)
        ]
        return torch.cat(found, -1)


def rounded_off(values):
    """Values in 0..1 but for rounding, in 0..1; their gradients pass."""
    return _RoundedOff.apply(values)


class _RoundedOff(torch.autograd.Function):
    @staticmethod
    def forward(ctx, values):
        return values.clamp(0.0, 1.0)

    @staticmethod
    def backward(ctx, slope):
        return slope


def _shorten(values, reach, width):
    """Vectors of `width` numbers no longer than the reach of their first ones."""
    vectors, reach = values.unflatten(-1, (-1, width)), reach.unflatten(-1, (-1, width))[..., :1]
    length = vectors.norm(dim=-1, keepdim=True).clamp(min=1e-12)
    return (vectors * (reach / length).clamp(max=1.0)).flatten(-2)
