"""How a whole drawing shifts, turns and grows."""

import torch

from .matrix import Matrix


def drift_of(points, index):
    """The Matrix [4, 2N]: the mean shift x and y, turn and growth in a movement of all points, the last
    two as the distance that they move a point; [0, 2N] if nothing may move.

    points: [N, 2] as they start. index: [n] int64, of those that may move.
    """
    if not len(index):
        return Matrix.of(index, index, 0.0, 0, 2 * len(points))
    lever = points[index] - points[index].mean(0)
    spread = lever.square().sum().clamp(min=1e-9)
    x, y = lever.t() * (spread / len(index)).sqrt() / spread
    share = torch.full_like(x, 1 / len(index))
    effects = torch.stack([share, 0 * x, -y, x, 0 * x, share, x, y], 1)  # of x, then of y
    row = torch.arange(4).repeat(2).expand(len(index), 8)
    column = 2 * index[:, None] + torch.arange(2).repeat_interleave(4)
    return Matrix.of(row.reshape(-1), column.reshape(-1), effects.reshape(-1), 4, 2 * len(points))
