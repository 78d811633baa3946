"""The colours that a drawing may end with: how far its own are from them, and which is nearest."""

from dataclasses import dataclass

import torch
from torch import Tensor

_CUBED = 1e-6  # keeps the slope of the cube root finite at black
_TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


@dataclass(frozen=True)
class Oklab:
    """A colour space in which equal distances look about equally different.

    Björn Ottosson, "A perceptual color space for image processing", 2020. The matrices are kept because a
    CUDA graph can't take them along.
    """

    to_cones: Tensor  # [3, 3]
    to_lab: Tensor  # [3, 3]

    @classmethod
    def like(cls, tensor):
        return cls(tensor.new_tensor(_TO_CONES).T, tensor.new_tensor(_TO_LAB).T)

    def of(self, rgb):
        """[..., 3] of sRGB [..., 3] in 0..1; differentiable."""
        high = ((rgb.clamp(min=0.04045) + 0.055) / 1.055) ** 2.4
        linear = torch.where(rgb <= 0.04045, rgb / 12.92, high)
        return (linear @ self.to_cones + _CUBED) ** (1 / 3) @ self.to_lab


@dataclass(frozen=True)
class Palette:
    """The palette's colours, and the paints of a drawing that are to have them.

    rows: [n] int64, those paints among all fills, then all strokes. places: [n, 3] int64, where their red,
    green and blue lie among the free numbers. colours: [K, 3] RGB 0..1. lab: the same in `space`.
    """

    rows: Tensor
    places: Tensor
    colours: Tensor
    lab: Tensor
    space: Oklab

    @classmethod
    def of(cls, colours, indices, first, paths, like):
        """The Palette of these colours, None where there are none or no colour is free.

        indices: of the free numbers of all fills and of all strokes, in flattened [P, 4] arrays; `first` is
        where they lie among all free numbers. like: a tensor of the values' kind.
        """
        index = torch.cat([indices[0], indices[1] + 4 * paths])
        (found,) = (index % 4 < 3).nonzero(as_tuple=True)
        if not len(colours) or not len(found):
            return None
        rgb = like.new_tensor(colours)
        space = Oklab.like(rgb)
        places = (first + found).reshape(-1, 3).to(like.device)
        return cls((index[found[::3]] // 4).to(like.device), places, rgb, space.of(rgb), space)

    @property
    def count(self):
        """How many paints are to have its colours."""
        return len(self.rows)

    def distances(self, rgb):
        """[..., n, K] squares of how different colours [..., n, 3] look from each of the palette's;
        differentiable."""
        seen = self.space.of(rgb)
        ends = seen.square().sum(-1)[..., None] + self.lab.square().sum(1)
        return (ends - 2 * seen @ self.lab.T).clamp(min=0)

    def choice(self, rgb):
        """[..., n] int64, the entry that is nearest to each of the colours [..., n, 3]."""
        return self.distances(rgb.detach()).argmin(-1)

    def painted(self, values, size, start, choice):
        """Free numbers [..., F] with the entries `choice` [..., n] for colours that start as `start` [n, 3].

        size: [F], what 1 in each number stands for.
        """
        places = self.places.reshape(-1)
        change = (self.colours[choice] - start).flatten(-2)
        return values.index_copy(-1, places, change / size[places])
