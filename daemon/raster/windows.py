"""The part of the picture that each path can touch, so that cost follows ink."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .ragged import ragged


@dataclass(frozen=True)
class Windows:
    """One rectangle of pixels per path; its pixels are `cells`, numbered through all paths."""

    left: Tensor  # [P] int64 px
    top: Tensor  # [P]
    width: Tensor  # [P], >= 0
    height: Tensor  # [P], >= 0
    first: Tensor  # [P] number of the path's first cell
    cell_count: int

    def cell(self, path, x, y):
        """The cell of pixel (x, y) in the window of `path` (int64 tensors of one shape)."""
        return self.first[path] + (y - self.top[path]) * self.width[path] + x - self.left[path]

    def pixel(self, path, cell):
        """(x, y) of these cells, which belong to `path`."""
        within = cell - self.first[path]
        width = self.width[path]
        return self.left[path] + within % width, self.top[path] + within // width

    def path_of(self, cell):
        """The path of each of these cells."""
        return torch.searchsorted(self.first + self.width * self.height, cell, right=True)


@dataclass(frozen=True)
class Boxes:
    """One rectangle of pixels per piece, inside its path's window."""

    left: Tensor  # [K] int64 px
    top: Tensor  # [K]
    width: Tensor  # [K], >= 0
    height: Tensor  # [K], >= 0

    def area(self):
        return self.width * self.height

    def pixels(self):
        """(piece, x, y) of every pixel of every box: [total] int64 each."""
        piece, position = ragged(self.area())
        width = self.width[piece]
        return piece, self.left[piece] + position % width, self.top[piece] + position // width


def boxes_of(pieces, margin, height, width):
    """Boxes of the pixels whose centre may lie within `margin` ([K] px) of a piece, in an H x W picture."""
    low = torch.minimum(pieces.start, pieces.end).detach() - margin[:, None]
    high = torch.maximum(pieces.start, pieces.end).detach() + margin[:, None]
    first, size = _pixels_between(low, high, height, width)
    return Boxes(first[:, 0], first[:, 1], size[:, 0], size[:, 1])


def windows_of(pieces, margin, path_count, height, width):
    """The Windows of paths with these pieces, each with its `margin` ([K] px), in an H x W picture."""
    owner = pieces.path[:, None].expand(-1, 2)
    low = pieces.start.new_full((path_count, 2), torch.inf)
    low.scatter_reduce_(0, owner, torch.minimum(pieces.start, pieces.end).detach() - margin[:, None], "amin")
    high = pieces.start.new_full((path_count, 2), -torch.inf)
    high.scatter_reduce_(0, owner, torch.maximum(pieces.start, pieces.end).detach() + margin[:, None], "amax")
    corner, size = _pixels_between(low, high, height, width)
    area = size[:, 0] * size[:, 1]
    first = torch.cumsum(area, 0) - area
    return Windows(corner[:, 0], corner[:, 1], size[:, 0], size[:, 1], first, int(area.sum()))


def _pixels_between(low, high, height, width):
    """First pixel and number of pixels whose centre lies between two corners: [R, 2] int64 each."""
    limit = torch.tensor([width, height], device=low.device, dtype=low.dtype)
    none = torch.zeros_like(limit)
    # the centre of pixel i lies at i + 0.5
    first = torch.clamp((low - 0.5).ceil(), min=none, max=limit)
    after = torch.clamp((high - 0.5).floor() + 1, min=none, max=limit)
    return first.long(), (after - first).clamp(min=0).long()
