"""The colours that a drawing may end with: how far its own are from them, and which is nearest."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .rows import exchange, take

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
    """The palette's colours, and the paints of a drawing that are to have them: those whose colour is free.

    places: [3n] int64, where the red, green and blue of n paints lie among the free numbers. start: [3n] what
    they start from. size: [3n], what 1 in each number stands for. colours: [K, 3] RGB 0..1. lab: the same in
    `space`. weight: of the pull.
    """

    places: Tensor
    start: Tensor
    size: Tensor
    colours: Tensor
    lab: Tensor
    space: Oklab
    weight: float

    @classmethod
    def of(cls, colours, indices, paints, first, sizes, weight):
        """The Palette of these colours, None where there are none or no colour is free.

        indices: of the free numbers of all fills and of all strokes, in flattened arrays. paints: these
        arrays, [P, 4]. first: where fills begin among all free numbers. sizes: [F], of all numbers.
        """
        index = torch.cat([indices[0], indices[1] + paints[0].numel()])
        (found,) = (index % 4 < 3).nonzero(as_tuple=True)
        if not len(colours) or not len(found):
            return None
        rgb, places = sizes.new_tensor(colours), (first + found).to(sizes.device)
        start = torch.cat(paints).reshape(-1)[index[found].to(sizes.device)]
        space = Oklab.like(rgb)
        return cls(places, start, sizes[places], rgb, space.of(rgb), space, weight)

    @property
    def count(self):
        """How many paints are to have its colours."""
        return len(self.places) // 3

    def paints(self, values):
        """[..., n, 3] RGB of its paints at free numbers [..., F]; differentiable."""
        change = take(values.movedim(-1, 0), self.places).movedim(0, -1) * self.size
        # the clamp only takes off what rounding puts on
        return (self.start + change).clamp(0.0, 1.0).unflatten(-1, (-1, 3))

    def distances(self, rgb):
        """[..., K] squares of how different colours [..., 3] look from the palette's; differentiable."""
        seen = self.space.of(rgb)
        ends = seen.square().sum(-1, keepdim=True) + self.lab.square().sum(1)
        return (ends - 2 * seen @ self.lab.T).clamp(min=0)

    def pull(self, values):
        """[...] how far its paints are from the nearest entries, at free numbers [..., F]."""
        return self.weight * self.distances(self.paints(values)).amin(-1).mean(-1)

    def choice(self, values):
        """[..., n] int64, the entry that is nearest to each of its paints."""
        return self.distances(self.paints(values.detach())).argmin(-1)

    def painted(self, values, choice=None):
        """Free numbers [..., F] with the entries `choice` [..., n] as colours, or the nearest."""
        choice = self.choice(values) if choice is None else choice
        numbers = (self.colours[choice].flatten(-2) - self.start) / self.size
        return exchange(values.movedim(-1, 0), self.places, numbers.movedim(-1, 0)).movedim(0, -1)

    def held(self, values):
        """Free numbers [..., F] of which its colours have no gradient."""
        rows = values.movedim(-1, 0)
        own = rows.detach().index_select(0, self.places)
        return exchange(rows, self.places, own).movedim(0, -1)
