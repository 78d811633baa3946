"""Subpaths as bodies: how much each one turns, grows, and loses its shape when its points move."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .rows import add_up, take


@dataclass(frozen=True)
class Bodies:
    """The points that move, by subpath."""

    index: Tensor  # [n] int64 points
    body: Tensor  # [n] int64 number of the point's subpath among those that move
    lever: Tensor  # [n, 2] from the middle of its subpath
    size: Tensor  # [bodies] how many points each has
    inertia: Tensor  # [bodies] sum of squared levers

    @classmethod
    def of(cls, points, point_subpath, index):
        """points: [N, 2] where they are meant to be. point_subpath: [N] int64. index: of those that move."""
        _, body = torch.unique(take(point_subpath, index), return_inverse=True)
        place = take(points, index)
        size = torch.bincount(body).to(place)
        lever = place - take(add_up(len(size), body, place) / size[:, None], body)
        inertia = add_up(len(size), body, lever.square().sum(1)).clamp(min=1e-9)
        return cls(index, body, lever, size, inertia)

    def changes(self, movement):
        """(turn, growth, bend), [bodies] each, of a movement [N, 2] of all points: squares of the turn (rad),
        of the growth (a share), and of what is neither nor shift, as a share of the subpath's extent."""
        moved = take(movement, self.index)
        moved = moved - take(self._sums(moved) / self.size[:, None], self.body)
        across = self.lever[:, 0] * moved[:, 1] - self.lever[:, 1] * moved[:, 0]
        turn = (self._sums(across) / self.inertia).square()
        growth = (self._sums((self.lever * moved).sum(1)) / self.inertia).square()
        all_in_all = self._sums(moved.square().sum(1)) / self.inertia
        return turn, growth, (all_in_all - turn - growth).clamp(min=0)

    def _sums(self, values):
        """Sums of values ([n] or [n, 2]) by body."""
        return add_up(len(self.size), self.body, values)
