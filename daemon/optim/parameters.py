"""The free numbers of a drawing: what may change, how fast, and how far.

Freedom f in 0..1 scales rates and limits alike; at 0 nothing changes. At 1 the drawing is mere material:
nothing holds together, nothing is tidied, and lines may go anywhere. What is not free is no parameter at all,
so it comes back equal to the last bit.
"""

from dataclasses import dataclass, replace
from itertools import accumulate

import torch
from torch import Tensor

from protocol.geometry import Free, Paint

from .blocks import (
    channel_numbers,
    free_channels,
    knot_numbers,
    part_numbers,
    tidy_numbers,
    width_numbers,
)
from .bodies import Bodies
from .drift import drift_of
from .joints import Joints, joints_of
from .likeness import Contrasts, families_of
from .limits import Limits
from .linear import Linear
from .matrix import Matrix, below
from .motion import PART_NUMBERS, motion_of
from .outline import outline_of
from .restraint import Firmness, restraint_of

SHARPEN_WEIGHT, SHARPEN_FROM = 1.0, 0.3  # of opacities, and from this share of the run on
FAINT = 0.3  # opacity below which a paint is dropped at the end
CONTRAST_WEIGHT = 10.0  # at freedom 0.5, of colours, and the page, that were different and become alike


class Parameters:
    """All free numbers in one flat tensor, `values`; each starts at 0 and is made for steps of 1.

    table: a checked PathTable. scene: its Scene. freedom: 0..1. page: RGB 0..1.
    """

    def __init__(self, table, scene, freedom, page=(1.0, 1.0, 1.0)):
        self._start = scene
        device, dtype = scene.points.device, scene.points.dtype
        free = torch.tensor(table.free, dtype=torch.int64) * (freedom > 0)
        paint = torch.tensor(table.paint, dtype=torch.int64)
        outline = outline_of(table)
        moves = ((free & Free.LINES) != 0)[outline.subpath_path]
        stroked = (paint & Paint.STROKE) != 0
        has_fill = (paint & Paint.FILL) != 0
        joints = _joints(table, outline, stroked, moves, freedom)
        motion = motion_of(outline, joints, moves, has_fill[outline.subpath_path])
        fill_index = free_channels(free, Free.FILL, has_fill)
        stroke_index = free_channels(free, Free.STROKE, stroked)
        width_index = (((free & Free.WIDTH) != 0) & stroked).nonzero()[:, 0]

        blocks = [
            knot_numbers(motion, freedom),
            part_numbers(motion, freedom),
            tidy_numbers(motion.tidy_count, freedom),
            channel_numbers(torch.tensor(table.fill), fill_index, freedom),
            channel_numbers(torch.tensor(table.stroke), stroke_index, freedom),
            width_numbers(len(width_index), freedom),
        ]
        self._counts = [len(block.size) for block in blocks]
        self._size, low, high = (
            torch.cat([getattr(block, name) for block in blocks]).to(device, dtype)
            for name in ("size", "low", "high")
        )
        knots, parts = self._counts[0] // 2, self._counts[1] // PART_NUMBERS
        self.limits = Limits(low, high, pairs=knots, fours=parts)
        indices = fill_index, stroke_index, width_index
        moving = moves[outline.point_subpath]
        looks = self._looks_of(motion, moving, indices)
        self._looks = Linear(looks, self._size)
        self._colours = torch.cat([scene.fill, scene.stroke])
        painted = torch.cat([has_fill, stroked]).nonzero()[:, 0]
        self._contrasts = Contrasts.of(self._colours.cpu()[painted, :3], page).to(self._size)
        channels = 4 * painted[self._contrasts.index][:, None] + torch.arange(3)
        self._contrasted = Linear(looks.chosen(scene.points.numel() + channels.reshape(-1)), self._size)
        moving = moving.nonzero()[:, 0]
        meant = outline.points + motion.tidy
        firmness = Firmness.of(freedom)
        self._contrast_weight = CONTRAST_WEIGHT * firmness.fills
        self._squares = restraint_of(
            motion,
            Bodies.of(meant, outline.point_subpath, moving),
            drift_of(meant, moving),
            _families(scene, indices),
            self._counts,
            firmness=firmness,
            like=self._size,
        )
        self._opacities = _opacities(self._counts, indices, scene, freedom)
        self.values = torch.zeros_like(self._size)

    @property
    def count(self):
        return len(self.values)

    def scene(self, values):
        """The drawing at these values ([F], differentiable), or its variants at [B, F]."""
        start, colours = self._start, len(self._colours)
        sizes = start.points.numel(), 4 * colours, colours // 2
        moved, recoloured, widened = self._looks(values * self._size).split(sizes, -1)
        # the clamp only takes off what rounding puts on; limits are kept by `limit`
        fill, stroke = (self._colours + recoloured.unflatten(-1, (-1, 4))).clamp(0.0, 1.0).chunk(2, -2)
        return replace(
            start,
            points=start.points + moved.unflatten(-1, (-1, 2)),
            fill=fill,
            stroke=stroke,
            stroke_width=start.stroke_width * widened.exp(),
        )

    def restraint(self, values, progress=0.0):
        """What the drawing at these values ([F], or [B, F] and so many numbers) has lost of itself and is to
        gain (restraint.py), colours that become alike where they were different, and, from late in a run on
        (progress: 0..1), half opacities.
        """
        numbers = values * self._size
        total = self._squares(numbers)
        if self._contrast_weight:
            changes = self._contrasted(numbers).unflatten(-1, (-1, 3))
            total = total + self._contrast_weight * self._contrasts.lost(changes).mean(-1)
        return total + self._indecision(numbers, progress)

    def _indecision(self, numbers, progress):
        """How far opacities are from 0 and 1, at freedom 1 and from SHARPEN_FROM of a run on."""
        if not len(self._opacities.index):
            return 0.0
        opacity = self._opacities.of(numbers)
        due = (torch.as_tensor(progress).to(numbers) - SHARPEN_FROM).clamp(min=0) / (1 - SHARPEN_FROM)
        return SHARPEN_WEIGHT * due.sum() * (4 * opacity * (1 - opacity)).mean(-1)

    def finished(self, values):
        """The values ([..., F]) at the end of a run: at freedom 1, what has all but gone is gone."""
        index = self._opacities.index
        if not len(index):
            return values
        is_faint = self._opacities.of(values * self._size) < FAINT
        own = torch.where(is_faint, self.limits.low[index], values[..., index])
        return values.index_copy(-1, index, own)

    def limit(self, values):
        """The nearest values ([..., F]) within the limits."""
        return self.limits.nearest(values)

    def _looks_of(self, motion, moving, indices):
        """The Matrix [2N + 9P, F]: what numbers do to points, of which some move ([N] bool), fills, strokes
        and logarithms of widths."""
        numbers, paths = sum(self._counts), len(self._start.stroke_width)
        *_, tidy, fill, stroke, width, _ = accumulate(self._counts, initial=0)
        points = motion.movement.among(numbers, 0).plus(motion.tidying.among(numbers, tidy))
        rows = [points.only(moving.repeat_interleave(2))]
        for index, first, columns in zip(indices, (fill, stroke, width), (4, 4, 1), strict=True):
            column = first + torch.arange(len(index))
            rows.append(Matrix.of(index, column, 1.0, columns * paths, numbers))
        return below(rows)


@dataclass(frozen=True)
class Opacities:
    """Those that are free at freedom 1."""

    index: Tensor  # [k] int64, among all free numbers
    start: Tensor  # [k]
    change: Linear

    def of(self, numbers):
        """[..., k] at these numbers ([..., F])."""
        return self.start + self.change(numbers)


def changing_paths(table, freedom):
    """[P] bool: the paths of a PathTable that may change at all. On the processor."""
    return torch.tensor([bool(free) and freedom > 0 for free in table.free], dtype=torch.bool)


def _joints(table, outline, stroked, moves, freedom):
    if freedom >= 1:
        return Joints.none(len(moves))
    half_width = torch.where(stroked, 0.5 * torch.tensor(table.stroke_width, dtype=torch.float64), 0.0)
    return joints_of(outline, half_width[outline.subpath_path], moves)


def _families(scene, indices):
    """As `families_of` makes them, of fills, strokes and widths."""
    looks = scene.fill, scene.stroke, scene.stroke_width
    return [
        families_of(each.cpu().reshape(len(each), -1), index, columns)
        for each, index, columns in zip(looks, indices, (4, 4, 1), strict=True)
    ]


def _opacities(counts, indices, scene, freedom):
    """The Opacities of a scene with so many free numbers of each kind."""
    found, starts, first = [], [], sum(counts[:3])
    for index, paint in zip(indices[:2], (scene.fill, scene.stroke), strict=True):
        is_alpha = (index % 4 == 3) & (freedom >= 1)
        found.append(first + is_alpha.nonzero()[:, 0])
        starts.append(paint.reshape(-1)[index[is_alpha].to(paint.device)])
        first += len(index)
    index, start = torch.cat(found), torch.cat(starts)
    change = Matrix.of(torch.arange(len(index)), index, 1.0, len(index), sum(counts))
    return Opacities(index.to(start.device), start, Linear(change, start))
