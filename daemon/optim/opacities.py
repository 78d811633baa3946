"""Opacities at freedom 1, which are to be 0 or 1 in the end."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .linear import Linear
from .matrix import Matrix

SHARPEN_WEIGHT, SHARPEN_FROM = 1.0, 0.3  # and from this share of the run on


@dataclass(frozen=True)
class Opacities:
    """Those that are free; none below freedom 1."""

    index: Tensor  # [k] int64, among all free numbers
    start: Tensor  # [k]
    change: Linear
    are_new: bool  # of paths that start half opaque

    def of(self, numbers):
        """[..., k] at these numbers ([..., F])."""
        return self.start + self.change(numbers)

    def indecision(self, numbers, progress):
        """How far they are from 0 and 1; it pulls from SHARPEN_FROM of a run on (progress: 0..1).

        Of new paths it counts before: what is best is what is best with all of it, or the best would be what
        came before it is due.
        """
        if not len(self.index):
            return 0.0
        opacity = self.of(numbers)
        due = (torch.as_tensor(progress).to(numbers) - SHARPEN_FROM).clamp(min=0) / (1 - SHARPEN_FROM)
        total = SHARPEN_WEIGHT * (4 * opacity * (1 - opacity)).mean(-1)
        if not self.are_new:
            return due.sum() * total
        return total.detach() + due.sum() * (total - total.detach())


def opacities_of(counts, indices, scene, freedom, are_new):
    """The Opacities of a scene with so many free numbers of each kind, at this freedom of theirs.

    indices: of the free numbers of all fills and of all strokes, in flattened [P, 4] arrays.
    """
    found, starts, first = [], [], sum(counts[:3])
    for index, paint in zip(indices[:2], (scene.fill, scene.stroke), strict=True):
        is_alpha = (index % 4 == 3) & (freedom >= 1)
        found.append(first + is_alpha.nonzero()[:, 0])
        starts.append(paint.reshape(-1)[index[is_alpha].to(paint.device)])
        first += len(index)
    index, start = torch.cat(found), torch.cat(starts)
    change = Matrix.of(torch.arange(len(index)), index, 1.0, len(index), sum(counts))
    return Opacities(index.to(start.device), start, Linear(change, start), are_new)
