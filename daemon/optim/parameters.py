"""The free numbers of a drawing: what may change, how fast, and how far.

Freedom f in 0..1 scales rates and limits alike; at 0 nothing changes. At 1 the drawing is mere material:
nothing holds together, nothing is tidied, and lines may go anywhere. What is not free is no parameter at all,
so it comes back equal to the last bit.
"""

from dataclasses import replace

import torch

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
from .drift import Whole
from .joints import Joints, joints_of
from .likeness import Contrasts, families_of
from .motion import PART_NUMBERS, motion_of
from .outline import outline_of
from .rows import exchange, take

# at freedom 0.5; at 1 only lines' smoothness is left
SMOOTH_WEIGHT = 0.5
SHARPEN_WEIGHT, SHARPEN_FROM = 1.0, 0.3  # of opacities, and from this share of the run on
FAINT = 0.3  # opacity below which a paint is dropped at the end
STRETCH_WEIGHT = 4.0
BEND_WEIGHT = 5.0
SHEAR_WEIGHT = 8.0
TURN_WEIGHT = 300.0
GROWTH_WEIGHT = 15.0
SHAPE_WEIGHT = 1000.0
TIDY_WEIGHT = 3.0  # of each part
COLOUR_WEIGHT = 30.0
WIDTH_WEIGHT = 12.0
DRIFT_WEIGHT = 300.0  # the whole drawing's shift, turn and growth
CONTRAST_WEIGHT = 10.0  # colours, and the page, that were different and become alike
FAMILY_WEIGHT = 300.0  # colours, and widths, that were equal and become different


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
        self._size, self._low, self._high = (
            torch.cat([getattr(block, name) for block in blocks]).to(device, dtype)
            for name in ("size", "low", "high")
        )
        self._motion = motion.to(device, dtype)
        self._moving = moves[outline.point_subpath].to(device)[:, None]
        self._indices = [index.to(device) for index in (fill_index, stroke_index, width_index)]
        self._families = [
            families_of(looks.reshape(len(looks), -1), index, columns, self._size)
            for looks, index, columns in (
                (self._start.fill.cpu(), fill_index, 4),
                (self._start.stroke.cpu(), stroke_index, 4),
                (self._start.stroke_width.cpu(), width_index, 1),
            )
        ]
        painted = torch.cat([has_fill, stroked]).nonzero()[:, 0]
        self._painted = painted.to(device)
        self._contrasts = Contrasts.of(self._colours(scene.fill, scene.stroke), page)
        moving = self._moving[:, 0].nonzero()[:, 0]
        meant = scene.points + self._motion.tidy
        self._bodies = Bodies.of(meant, outline.point_subpath.to(device), moving)
        self._whole = Whole.of(meant, moving)
        self._firmness = (1 - freedom) / freedom if freedom > 0 else 0.0
        self._opacities = _opacities(self._counts, self._indices, scene, freedom)
        self.values = torch.zeros_like(self._size)
        self.changing = (free != 0).to(device)  # [P] bool

    @property
    def count(self):
        return len(self.values)

    def scene(self, values):
        """The drawing at these values ([F], differentiable)."""
        knots, parts, tidy, fill, stroke, width = self._unpack(values)
        bound = self._motion.bound_knots(knots)
        movement = self._motion.tidied(tidy) + self._motion.movement(bound, parts)
        points = self._start.points + movement
        grown = exchange(torch.ones_like(self._start.stroke_width), self._indices[2], width.exp())
        fill, stroke = self._recoloured(fill, stroke)
        return replace(
            self._start,
            points=torch.where(self._moving, points, self._start.points),
            fill=fill,
            stroke=stroke,
            stroke_width=self._start.stroke_width * grown,
        )

    def restraint(self, values, progress=0.0):
        """Scalar: what the drawing has lost of itself, and what it is to gain: means of squares of how much
        subpaths are stretched and bent, turn, grow and lose their shape, near ones are drawn apart, the
        whole drifts, colours and widths change, and become different where they were equal or alike where
        they were different; what is left to tidy; from late in a run on (progress: 0..1) half opacities.
        """
        knots, parts, tidy, fill, stroke, width = self._unpack(values)
        bound = self._motion.bound_knots(knots)
        stretch, bend = self._motion.strain(bound)
        movement = self._motion.movement(bound, parts)
        turn, growth, shape = self._bodies.changes(movement)
        changes = (fill, stroke, width)
        squares = [
            (STRETCH_WEIGHT, stretch),
            (BEND_WEIGHT, bend),
            (TURN_WEIGHT, turn),
            (GROWTH_WEIGHT, growth),
            (SHAPE_WEIGHT, shape),
            (SHEAR_WEIGHT, self._motion.shear(movement)),
            (DRIFT_WEIGHT, self._whole.drift(movement)),
            (COLOUR_WEIGHT, fill.square()),
            (COLOUR_WEIGHT, stroke.square()),
            (WIDTH_WEIGHT, width.square()),
            (CONTRAST_WEIGHT, self._contrasts.lost(self._colours(*self._recoloured(fill, stroke)))),
            *(
                (FAMILY_WEIGHT, family.spread(each))
                for family, each in zip(self._families, changes, strict=True)
            ),
        ]
        total = sum((weight * each.mean() for weight, each in squares if len(each)), values.new_zeros(()))
        smooth = SMOOTH_WEIGHT * bend.mean() if len(bend) else values.new_zeros(())
        total = total + TIDY_WEIGHT * (1 - tidy).sum()  # no part is to wait for others
        return total * self._firmness + smooth + self._indecision(values, progress)

    def _indecision(self, values, progress):
        """Scalar: how far opacities are from 0 and 1, at freedom 1 and from SHARPEN_FROM of a run on."""
        index, start = self._opacities
        if not len(index):
            return values.new_zeros(())
        opacity = start + take(values * self._size, index)
        due = (torch.as_tensor(progress).to(values) - SHARPEN_FROM).clamp(min=0) / (1 - SHARPEN_FROM)
        return SHARPEN_WEIGHT * due.sum() * (4 * opacity * (1 - opacity)).mean()

    def finished(self, values):
        """The values ([F]) at the end of a run: at freedom 1, what has all but gone is gone."""
        index, start = self._opacities
        if not len(index):
            return values
        is_faint = start + take(values * self._size, index) < FAINT
        return exchange(values, index, torch.where(is_faint, take(self._low, index), take(values, index)))

    def _recoloured(self, fill, stroke):
        """([P, 4] fills, [P, 4] strokes) of the drawing, given the changes of those that are free."""
        fill_index, stroke_index, _ = self._indices
        return _changed(self._start.fill, fill_index, fill), _changed(
            self._start.stroke, stroke_index, stroke
        )

    def _colours(self, fill, stroke):
        """[n, 3] RGB of all fills ([P, 4]), then of all strokes ([P, 4]) that are painted."""
        return take(torch.cat([fill, stroke]), self._painted)[:, :3]

    def limit(self, values):
        """The nearest values ([F]) within the limits: vectors in length, other numbers one by one."""
        values = torch.minimum(torch.maximum(values, self._low), self._high)
        knots, parts, *_ = self._counts
        reach = self._high
        out = [
            _shorten(values[:knots], reach[:knots], 2),
            _shorten(values[knots : knots + parts], reach[knots : knots + parts], PART_NUMBERS),
            values[knots + parts :],
        ]
        return torch.cat(out)

    def _unpack(self, values):
        knots, parts, *others = (values * self._size).split(self._counts)
        return knots.reshape(-1, 2), parts.reshape(-1, PART_NUMBERS), *others


def _joints(table, outline, stroked, moves, freedom):
    if freedom >= 1:
        return Joints.none(len(moves))
    half_width = torch.where(stroked, 0.5 * torch.tensor(table.stroke_width, dtype=torch.float64), 0.0)
    return joints_of(outline, half_width[outline.subpath_path], moves)


def _opacities(counts, indices, scene, freedom):
    """(indices [k] of opacities among all free numbers, what each starts from [k]) at freedom 1."""
    found, starts, first = [], [], sum(counts[:3])
    for index, paint in zip(indices[:2], (scene.fill, scene.stroke), strict=True):
        is_alpha = (index % 4 == 3) & (freedom >= 1)
        found.append(first + is_alpha.nonzero()[:, 0])
        starts.append(paint.reshape(-1).index_select(0, index[is_alpha]))
        first += len(index)
    return torch.cat(found), torch.cat(starts)


def _changed(start, index, change):
    """`start` ([P, 4]) with `change` added to its free numbers, which stay within 0..1."""
    flat = start.reshape(-1)
    # the clamp only takes off what rounding puts on; limits are kept by `limit`
    value = (take(flat, index) + change).clamp(0.0, 1.0)
    return exchange(flat, index, value).reshape(start.shape)


def _shorten(values, reach, width):
    """Vectors of `width` numbers no longer than their reach."""
    rows, reach = values.reshape(-1, width), reach.reshape(-1, width)
    length = rows.norm(dim=1, keepdim=True).clamp(min=1e-12)
    return (rows * (reach[:, :1] / length).clamp(max=1.0)).reshape(-1)
