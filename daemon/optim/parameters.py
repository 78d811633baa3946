"""The free numbers of a drawing: what may change, how fast, and how far.

Freedom f in 0..1, of each kind of change by its dial, scales rates and limits alike; at 0 nothing changes.
At 1 the drawing is mere material: nothing holds together, nothing is tidied, and lines may go anywhere. What
is not free is no parameter at all, so it comes back equal to the last bit, as do held points.
"""

import copy
from dataclasses import replace
from itertools import accumulate

import torch

from protocol.geometry import Free, Paint
from protocol.messages import CHANGES, free_flags

from .blocks import (
    channel_numbers,
    free_channels,
    knot_numbers,
    part_numbers,
    point_numbers,
    tidy_numbers,
    width_numbers,
)
from .bodies import Bodies
from .drift import drift_of
from .freedoms import ANY_COLOURS, USUAL, firmness_of
from .groups import Groups
from .holds import Holds
from .joints import Joints, joints_of
from .likeness import Contrasts, families_in
from .limits import Limits, rounded_off
from .linear import Linear
from .loose import loose_motion
from .manner import MannerPull
from .matrix import Matrix, below
from .motion import PART_NUMBERS, motion_of
from .opacities import opacities_of
from .outline import outline_of
from .palette import Palette
from .restraint import Firmness, restraint_of

FAINT = 0.3  # opacity below which a paint is dropped at the end
PALETTE_WEIGHT = 1000.0  # at the end of a run, at a pull of 1 and any freedom
CONTRAST_WEIGHT = 10.0  # at freedom 0.5, of colours, and the page, that were different and become alike


class Parameters:
    """All free numbers in one flat tensor, `values`; each starts at 0 and is made for steps of 1.

    table: a checked PathTable. scene: its Scene. freedom: 0..1. page: RGB 0..1. restraints: Restraints.
    colouring: the Colouring that free colours are to end with. manner: (a protocol Manner, its weight), or
    None.
    """

    def __init__(
        self,
        table,
        scene,
        freedom,
        page=(1.0, 1.0, 1.0),
        restraints=USUAL,
        colouring=ANY_COLOURS,
        manner=None,
    ):
        self._start = scene
        device, dtype = scene.points.device, scene.points.dtype
        freedoms = restraints.freedoms(freedom)
        lines, widths = freedoms["lines"], freedoms["widths"]
        pace, reach = colouring.pace(freedoms), colouring.reach(freedoms)
        free = torch.tensor(table.free, dtype=torch.int64)
        free &= int(free_flags(name for name in CHANGES if freedoms[name] > 0))
        if not reach[0]:
            free &= ~int(Free.FILL | Free.STROKE)
        paint = torch.tensor(table.paint, dtype=torch.int64)
        outline = outline_of(table)
        holds = _holds(table, outline, restraints)
        moves = ((free & Free.LINES) != 0)[outline.subpath_path] & ~holds.whole(outline)
        stroked = (paint & Paint.STROKE) != 0
        has_fill = (paint & Paint.FILL) != 0
        is_apart = restraints.apart or lines >= 1
        moving = moves[outline.point_subpath] & ~holds.point
        is_new = bool(restraints.room)
        if is_new:
            motion = loose_motion(outline, moving)
        else:
            joints = _joints(table, outline, stroked, moves, holds, is_apart)
            motion = motion_of(outline, joints, moves, has_fill[outline.subpath_path], holds)
        fill_index = free_channels(free, Free.FILL, has_fill)
        stroke_index = free_channels(free, Free.STROKE, stroked)
        width_index = (((free & Free.WIDTH) != 0) & stroked).nonzero()[:, 0]

        blocks = [
            point_numbers(outline.points[moving], restraints.room) if is_new else knot_numbers(motion, lines),
            part_numbers(motion, lines),
            tidy_numbers(motion.tidy_count, lines),
            *(
                channel_numbers(torch.tensor(start), index, pace[index % 4], reach[index % 4])
                for start, index in ((table.fill, fill_index), (table.stroke, stroke_index))
            ),
            width_numbers(len(width_index), widths, is_new),
        ]
        self._counts = [len(block.size) for block in blocks]
        self._size, low, high = (
            torch.cat([getattr(block, name) for block in blocks]).to(device, dtype)
            for name in ("size", "low", "high")
        )
        pairs, parts = 0 if is_new else self._counts[0] // 2, self._counts[1] // PART_NUMBERS
        self.limits = Limits(low, high, ((pairs, parts, len(low) - 2 * pairs - 4 * parts),))
        indices = fill_index, stroke_index, width_index
        looks = self._looks_of(motion, moving, indices)
        self._looks = Linear(looks.times(self._size.cpu()), self._size)
        # mere material has no place to go back to
        is_material = is_new or lines >= 1
        self.groups = None if is_material else Groups(looks, outline, joints, moves, table.path_count)
        self._colours = torch.cat([scene.fill, scene.stroke])
        painted = torch.cat([has_fill, stroked]).nonzero()[:, 0]
        self._contrasts = Contrasts.of(self._colours.cpu()[painted, :3], page).to(self._size)
        self._contrasted = self._changes_of(looks, painted[self._contrasts.index])
        moving = moving.nonzero()[:, 0]
        meant = outline.points + motion.tidy
        self._contrast_weight = CONTRAST_WEIGHT * firmness_of(freedoms["colours"])
        self._squares = restraint_of(
            motion,
            Bodies.of(meant, outline.point_subpath, moving),
            drift_of(meant, moving),
            families_in(scene, indices),
            self._counts,
            firmness=Firmness.of(freedoms, fill_index, stroke_index),
            like=self._size,
        )
        self._opacities = opacities_of(self._counts, indices, scene, freedoms["opacity"], is_new)
        first, weight = sum(self._counts[:3]), PALETTE_WEIGHT * colouring.pull
        paints = scene.fill, scene.stroke
        self.palette = Palette.of(colouring.palette, indices[:2], paints, first, self._size, weight)
        self._is_settled = False
        self._manner = MannerPull.of(*manner, table, scene, outline) if manner and freedom > 0 else None
        self.values = torch.zeros_like(self._size)
        self.changing = (free != 0).to(device)  # [P] bool

    @property
    def count(self):
        return len(self.values)

    @property
    def tidied(self):
        """The values ([F]) of the drawing tidied as far as its freedom lets it, and nothing else."""
        knots, parts, tidy, *_ = self._counts
        values = torch.zeros_like(self.values)
        values[knots + parts : knots + parts + tidy] = self.limits.high[knots + parts : knots + parts + tidy]
        return values

    def scene(self, values):
        """The drawing at these values ([F], differentiable), or its variants at [B, F]."""
        start, colours = self._start, len(self._colours)
        sizes = start.points.numel(), 4 * colours, colours // 2
        moved, recoloured, widened = self._looks(self._held(values)).split(sizes, -1)
        # what rounding puts on; limits are kept by `limit`
        fill, stroke = rounded_off(self._colours + recoloured.unflatten(-1, (-1, 4))).chunk(2, -2)
        return replace(
            start,
            points=start.points + moved.unflatten(-1, (-1, 2)),
            fill=fill,
            stroke=stroke,
            stroke_width=start.stroke_width * widened.exp(),
        )

    def restraint(self, values, progress=0.0):
        """What the drawing at these values ([F], or [B, F] and so many numbers) has lost of itself and is to
        gain (restraint.py), colours that become alike where they were different, and half opacities, which
        pull from late in a run on (progress: 0..1).
        """
        numbers = self._numbers(values)
        total = self._squares(numbers) + self._opacities.indecision(numbers, progress)
        if self._contrast_weight:
            changes = self._contrasted(numbers).unflatten(-1, (-1, 3))
            total = total + self._contrast_weight * self._contrasts.lost(changes).mean(-1)
        if self._manner:
            losses = [self._manner.loss(self.scene(row)) for row in values.reshape(-1, values.shape[-1])]
            total = total + torch.stack(losses).reshape(total.shape)
        return total

    def pull(self, values):
        """How far colours at these values ([F], or [B, F] and so many numbers) are from the palette's; 0
        without one. At the end of a run it counts in full."""
        if self.palette is None or self._is_settled:
            return values.new_zeros(values.shape[:-1])
        return self.palette.pull(values)

    def painted(self, values):
        """The values ([..., F]) with the palette's colours, as they are without one."""
        return values if self.palette is None else self.palette.painted(values)

    def settled(self):
        """The same, but the palette's colours stay as they are in the values."""
        other = copy.copy(self)
        other._is_settled = self.palette is not None
        return other

    def finished(self, values):
        """The values ([..., F]) at the end of a run: colours are the palette's, and at freedom 1 what has all
        but gone is gone."""
        values, index = self.painted(values), self._opacities.index
        if not len(index):
            return values
        is_faint = self._opacities.of(values * self._size) < FAINT
        own = torch.where(is_faint, self.limits.low[index], values[..., index])
        return values.index_copy(-1, index, own)

    def limit(self, values):
        """The nearest values ([..., F]) within the limits."""
        return self.limits.nearest(values)

    def _numbers(self, values):
        return self._held(values) * self._size

    def _held(self, values):
        return self.palette.held(values) if self._is_settled else values

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

    def _changes_of(self, looks, rows):
        """What numbers do to red, green and blue of some ([n] int64) of all fills, then all strokes."""
        channels = 4 * rows[:, None] + torch.arange(3)
        return Linear(looks.chosen(self._start.points.numel() + channels.reshape(-1)), self._size)


def _holds(table, outline, restraints):
    point = torch.tensor(table.held, dtype=torch.bool)
    point = point if len(point) else torch.zeros(len(outline.points), dtype=torch.bool)
    return Holds.of(outline, point, restraints.hold_ends)


def _joints(table, outline, stroked, moves, holds, is_apart):
    if is_apart:
        return Joints.none(len(moves), holds.end)
    half_width = torch.where(stroked, 0.5 * torch.tensor(table.stroke_width, dtype=torch.float64), 0.0)
    return joints_of(outline, half_width[outline.subpath_path], moves, holds.end)
