"""Subpaths as bodies: how much each one turns, grows, and loses its shape when its points move."""

from dataclasses import dataclass

import torch
from torch import Tensor


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
        _, body = torch.unique(point_subpath.index_select(0, index), return_inverse=True)
        place = points.index_select(0, index)
        size = torch.bincount(body).to(place)
        lever = place - _sums(place, body, size).index_select(0, body) / size[body][:, None]
        inertia = _sums(lever.square().sum(1), body, size).clamp(min=1e-9)
        return cls(index, body, lever, size, inertia)

    def changes(self, movement):
        """(turn, growth, bend), [bodies] each, of a movement [N, 2] of all points: squares of the turn (rad),
        of the growth (a share), and of what is neither nor shift, as a share of the subpath's extent."""
        moved = movement.index_select(0, self.index)
        mean = _sums(moved, self.body, self.size) / self.size[:, None]
        moved = moved - mean.index_select(0, self.body)
        across = self.lever[:, 0] * moved[:, 1] - self.lever[:, 1] * moved[:, 0]
        turn = _sums(across, self.body, self.size) / self.inertia
        growth = _sums((self.lever * moved).sum(1), self.body, self.size) / self.inertia
        all_in_all = _sums(moved.square().sum(1), self.body, self.size) / self.inertia
        turn, growth = turn.square(), growth.square()
        return turn, growth, (all_in_all - turn - growth).clamp(min=0)


def _sums(values, body, size):
    """Sums of values ([n] or [n, 2]) by body."""
    shape = (len(size), *values.shape[1:])
    return values.new_zeros(shape).index_add(0, body, values)
