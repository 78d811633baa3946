"""How new paths move: every control point by itself.

Paths that were not there before have few points, and no shape that has to be kept. By knots and parts a
round shape would stay round: it could have no corner, and grow no arm.
"""

import torch

from .matrix import Matrix
from .motion import Motion

EVENNESS = 120.0  # of what smoothness counts: how differently a point and its two neighbours may move


def loose_motion(outline, moves):
    """The Motion of an Outline of which the points that move ([N] bool) are free, each by itself."""
    count = len(moves)
    index = moves.nonzero()[:, 0]
    movement = Matrix.of(index, torch.arange(len(index)), 1.0, count, len(index)).for_both_axes()
    before, middle, after = _neighbours(outline, moves)
    row = torch.arange(len(middle)).repeat(3)
    weight = torch.tensor([1.0, -2.0, 1.0]).double().repeat_interleave(len(middle)) * EVENNESS**0.5
    bends = Matrix.of(row, torch.cat([before, middle, after]), weight, len(middle), count).for_both_axes()
    none = Matrix.of(index[:0], index[:0], 0.0, 0, 2 * count)
    return Motion(
        movement=movement,
        tidying=none.transposed(),
        slopes=none.after(movement),
        bends=bends.after(movement),
        shear=none,
        room=torch.full((len(index),), torch.inf, dtype=torch.float64),
        radius=torch.zeros(0, dtype=torch.float64),
        tidy=torch.zeros(count, 2, dtype=torch.float64),
    )


def _neighbours(outline, moves):
    """Three [B] int64: points that move, with those before and after them along their subpaths."""
    index = torch.arange(len(moves))
    subpath = outline.point_subpath
    first = torch.searchsorted(subpath, subpath)
    last = torch.searchsorted(subpath, subpath, right=True) - 1
    before = torch.where(index == first, last, index - 1)
    after = torch.where(index == last, first, index + 1)
    is_tip = ~outline.is_closed[subpath] & ((index == first) | (index == last))
    own = moves & ~is_tip
    return before[own], index[own], after[own]
