"""Subpaths as bodies: how much each one turns, grows, and loses its shape when its points move."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .matrix import Matrix

RIGID = 4  # numbers: mean shift x and y, turn (rad), growth (a share)


@dataclass(frozen=True)
class Bodies:
    """The points that move, by subpath. CPU tensors, float64."""

    index: Tensor  # [n] int64 points
    body: Tensor  # [n] int64 number of the point's subpath among those that move
    lever: Tensor  # [n, 2] from the middle of its subpath
    size: Tensor  # [bodies] how many points each has
    inertia: Tensor  # [bodies] sum of squared levers

    @classmethod
    def of(cls, points, point_subpath, index):
        """points: [N, 2] where they are meant to be. point_subpath: [N] int64. index: of those that move."""
        _, body = torch.unique(point_subpath[index], return_inverse=True)
        place = points[index]
        size = torch.bincount(body).to(place)
        none = place.new_zeros(len(size), 2)
        lever = place - (none.index_add(0, body, place) / size[:, None])[body]
        inertia = none[:, 0].index_add(0, body, lever.square().sum(1)).clamp(min=1e-9)
        return cls(index, body, lever, size, inertia)

    def __len__(self):
        return len(self.size)

    def rigid(self, points):
        """The Matrix [RIGID bodies, 2 points]: what is nearest to a movement of points."""
        share, (x, y) = 1 / self.size[self.body], self.lever.t() / self.inertia[self.body]
        effects = torch.stack([share, 0 * share, -y, x, 0 * share, share, x, y], 1)  # of x, then of y
        row = RIGID * self.body[:, None] + torch.arange(RIGID).repeat(2)
        column = 2 * self.index[:, None] + torch.arange(2).repeat_interleave(RIGID)
        shape = RIGID * len(self), 2 * points
        return Matrix.of(row.reshape(-1), column.reshape(-1), effects.reshape(-1), *shape)

    def bent(self, points):
        """Matrices [2n, 2 points] and [2n, RIGID bodies]: what they make of a movement of points, and of what
        `rigid` makes of it, is together what is neither shift nor turn nor growth. A body's squares add up to
        a share of its extent, squared."""
        (x, y), scale = self.lever.t(), self.inertia.rsqrt()[self.body]
        row = torch.arange(2 * len(self.index)).reshape(-1, 2)
        column = 2 * self.index[:, None] + torch.arange(2)
        shape = 2 * len(self.index), 2 * points
        own = Matrix.of(row.reshape(-1), column.reshape(-1), scale.repeat_interleave(2), *shape)
        one = torch.ones_like(x)
        effects = torch.stack([-one, y, -x, -one, -x, -y], 1) * scale[:, None]
        column = RIGID * self.body[:, None] + torch.tensor([0, 2, 3, 1, 2, 3])
        shape = 2 * len(self.index), RIGID * len(self)
        row = row.repeat_interleave(3, 1)
        return own, Matrix.of(row.reshape(-1), column.reshape(-1), effects.reshape(-1), *shape)
