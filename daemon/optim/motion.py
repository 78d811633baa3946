"""How far every point moves, as a fixed linear function of a few free numbers.

    movement = tidying + what its subpath's knots do + what its part does (shift, turn, grow)

Whole parts move, turn and grow before their subpaths bend.
"""

from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor

from .holds import Holds, steadied
from .knots import DEGREE, knots_of
from .nearness import near_nodes
from .rows import add_up, take
from .smooth import smooth_joints
from .tidy import tidied

PART_NUMBERS = 4  # shift x, shift y, turn, growth
MANY_SHARES = 64  # of one knot's movement: in long rows of subpaths that ride on each other there would be
LEAST_SHARE = 1e-7  # ever more, but most are smaller than this


@dataclass(frozen=True)
class Motion:
    """The linear function. Bound knots are those of the subpaths, joints included; free ones are
    those that nothing else moves."""

    # bound knots [K, 2] = sums of weighted free knots
    bound: Tensor  # [E] int64
    free: Tensor  # [E] int64
    share: Tensor  # [E]
    # points [N, 2] = sums of four weighted bound knots
    point_knots: Tensor  # [N, 4] int64
    point_weights: Tensor  # [N, 4]
    # neighbouring bound knots of one subpath, and the length between them
    neighbours: Tensor  # [B, 2] int64
    gap: Tensor  # [B]
    # rows of `neighbours` whose slopes are to change alike, and 1, or -1 where they run opposite ways
    bends: Tensor  # [M, 2] int64
    bend_sign: Tensor  # [M]
    near: Tensor  # [R, 2] int64 nodes of different subpaths that lie near each other
    near_distance: Tensor  # [R]
    room: Tensor  # [free knots] length of the shortest subpath that the knot shapes
    part: Tensor  # [N] int64; the last number stands for no part
    lever: Tensor  # [N, 2] from the middle of the point's part
    radius: Tensor  # [parts] how far the part reaches from its middle
    tidy: Tensor  # [N, 2] how far each point moves when its part is tidied
    tidy_part: Tensor  # [N] int64 number of that part among those that can be; points of others do not move
    tidy_count: int
    bound_count: int

    def to(self, device, dtype):
        """The same function for tensors of this kind."""
        tensors = {column.name: getattr(self, column.name) for column in fields(self)}
        moved = {
            name: value.to(device, dtype if value.is_floating_point() else value.dtype)
            for name, value in tensors.items()
            if isinstance(value, Tensor)
        }
        return replace(self, **moved)

    def bound_knots(self, free_knots):
        """[K, 2] movements of the subpaths' knots, given those of the free ones."""
        rows = self.share[:, None] * take(free_knots, self.free)
        return add_up(self.bound_count, self.bound, rows)

    def shear(self, movement):
        """[R] squares of how differently near nodes of different subpaths move, for their distance.

        movement: [N, 2] of all points.
        """
        one, other = self.near.unbind(1)
        difference = take(movement, one) - take(movement, other)
        return difference.square().sum(1) / self.near_distance.square()

    def tidied(self, amounts):
        """[N, 2] movements of all points by tidying. amounts: [tidy_count] 0..1, of the parts that can be."""
        each = take(torch.cat([amounts, amounts.new_zeros(1)]), self.tidy_part)
        return each[:, None] * self.tidy

    def movement(self, bound_knots, parts):
        """[N, 2] movements of all points by all else. parts: [parts, 4] shift x and y, turn (rad), growth."""
        corners = take(bound_knots, self.point_knots.reshape(-1)).reshape(-1, DEGREE + 1, 2)
        bent = (self.point_weights[..., None] * corners).sum(1)
        each = take(torch.cat([parts, parts.new_zeros(1, PART_NUMBERS)]), self.part)
        shift, turn, growth = each[:, :2], each[:, 2:3], each[:, 3:]
        across = torch.stack([-self.lever[:, 1], self.lever[:, 0]], 1)
        return bent + shift + turn * across + growth * self.lever

    def strain(self, bound_knots):
        """(stretch [B], bend [M]): squares of the movement's slope along subpaths, and of its change."""
        first, second = self.neighbours.unbind(1)
        difference = take(bound_knots, second) - take(bound_knots, first)
        slope = difference / self.gap[:, None]
        before, after = self.bends.unbind(1)
        change = take(slope, after) - self.bend_sign[:, None] * take(slope, before)
        return slope.square().sum(1), change.square().sum(1)


def motion_of(outline, joints, is_free, is_filled, holds=None):
    """The Motion of an Outline with these Joints. is_free, is_filled: [U] bool, of its subpaths. holds: its
    Holds, where there are any."""
    holds = holds or Holds.none(outline)
    knots = knots_of(outline)
    entries = _resolve(outline, knots, joints, is_free)
    subpath, *where = holds.places(outline, joints, is_free)
    bound, free, share = steadied(entries, *knots.weights(subpath, *where))
    used, free = torch.unique(free, return_inverse=True)
    point_knots, point_weights = knots.weights(outline.point_subpath, outline.place, outline.ahead)
    moves = is_free[outline.point_subpath]
    neighbours, gap, bends, bend_sign = _neighbours(outline, knots, joints, is_free)
    near, distance = near_nodes(outline, moves)
    room = torch.full((len(used),), torch.inf, dtype=torch.float64)
    room.scatter_reduce_(0, free, outline.subpath_length[knots.subpath[bound]], "amin")
    part, lever, radius = _parts(outline, joints, is_free, subpath)
    tidy = tidied(outline, joints, is_free, is_filled, holds.bent(outline))
    tidy_part, tidy_count = _tidy_parts(outline, joints, tidy)
    return Motion(
        bound=bound,
        free=free,
        share=share,
        point_knots=point_knots,
        point_weights=torch.where(moves[:, None], point_weights, 0.0),
        neighbours=neighbours,
        gap=gap,
        bends=bends,
        bend_sign=bend_sign,
        near=near,
        near_distance=distance,
        room=room,
        part=part,
        lever=lever,
        radius=radius,
        tidy=tidy,
        tidy_part=tidy_part,
        tidy_count=tidy_count,
        bound_count=knots.count,
    )


def _resolve(outline, knots, joints, is_free):
    """Entries (bound knot, free knot, share) of the knots of free subpaths."""
    ends = knots.end_knots().reshape(-1).tolist()
    leader_of = {ends[end]: joints.leader[end] for end in _open_ends(outline)}
    known = {lead: {} for lead in joints.pinned}

    def sources(knot):
        """{free knot: share} of a knot; what its leader rides on is to be known."""
        lead = leader_of.get(knot)
        if lead is None:
            return {knot: 1.0}
        return known[lead] if lead in known else {ends[lead]: 1.0}

    carriers = _carriers(knots, joints.ride)
    needs = {
        lead: {leader_of.get(other) for other, _ in carriers[lead]} & carriers.keys() for lead in carriers
    }
    for lead in _carriers_first(needs):
        total = {}
        for other, weight in carriers[lead]:
            for source, share in sources(other).items():
                total[source] = total.get(source, 0.0) + weight * share
        known[lead] = total if len(total) <= MANY_SHARES else _that_matter(total)

    entries = [
        (knot, source, share)
        for knot in is_free[knots.subpath].nonzero()[:, 0].tolist()
        for source, share in sources(knot).items()
    ]
    columns = list(zip(*entries, strict=True)) or [(), (), ()]
    return (
        torch.tensor(columns[0], dtype=torch.int64),
        torch.tensor(columns[1], dtype=torch.int64),
        torch.tensor(columns[2], dtype=torch.float64),
    )


def _carriers(knots, ride):
    """{leading end: [(knot, weight)] that carry it}."""
    subpaths, places = zip(*ride.values(), strict=True) if ride else ((), ())
    place = torch.tensor(places, dtype=torch.float64)
    others, weights = knots.weights(torch.tensor(subpaths, dtype=torch.int64), place, torch.zeros_like(place))
    rows = zip(others.tolist(), weights.tolist(), strict=True)
    return {lead: list(zip(*row, strict=True)) for lead, row in zip(ride, rows, strict=True)}


def _that_matter(shares):
    return {source: share for source, share in shares.items() if share > LEAST_SHARE}


def _carriers_first(needs):
    """The keys of {key: keys that must come before it}, in such an order; there are no circles."""
    done = {}  # in order
    for key in needs:
        waiting = [key]  # not a recursion: one may ride on another through a whole drawing
        while waiting:
            missing = [each for each in needs[waiting[-1]] if each not in done]
            if missing:
                waiting += missing
            else:
                done[waiting.pop()] = True
    return list(done)


def _open_ends(outline):
    """Numbers of the ends of open subpaths, as in Joints."""
    return (~outline.is_closed).repeat_interleave(2).nonzero()[:, 0].tolist()


def _neighbours(outline, knots, joints, is_free):
    """(pairs of neighbouring knots, lengths between them, pairs of these pairs, their signs)."""
    index = torch.arange(knots.count)
    is_last = torch.ones(knots.count, dtype=torch.bool)
    is_last[:-1] = knots.subpath[1:] != knots.subpath[:-1]
    closed = knots.is_closed[knots.subpath]
    following = torch.where(is_last, knots.first[knots.subpath], index + 1)
    gap = knots.place[following] - knots.place
    gap = torch.where(is_last, gap + knots.length[knots.subpath], gap)
    wanted = (is_free[knots.subpath] & (closed | ~is_last)).nonzero()[:, 0]
    row = torch.full((knots.count,), -1)
    row[wanted] = torch.arange(len(wanted))
    within = torch.stack([row[wanted], row[following[wanted]]], 1)
    within = within[within[:, 1] >= 0]

    ends = knots.end_knots()
    end_rows = torch.stack([row[ends[:, 0]], row[(ends[:, 1] - 1).clamp(min=0)]], 1).reshape(-1)
    across = smooth_joints(outline, joints, is_free)
    # slopes run from a subpath's first end to its last: two like ends meet head on
    sign = torch.where((across % 2).sum(1) == 1, 1.0, -1.0).double()
    pairs = torch.stack([wanted, following[wanted]], 1)
    ones = torch.ones(len(within), dtype=torch.float64)
    return pairs, gap[wanted], torch.cat([within, end_rows[across]]), torch.cat([ones, sign])


def _tidy_parts(outline, joints, tidy):
    """(number [N] of each point's part among those that tidying moves, how many these are)."""
    part = torch.tensor(joints.parts)[outline.point_subpath]
    moves = torch.zeros(int(part.max()) + 1, dtype=torch.bool)
    moves[part[(tidy != 0).any(1)]] = True
    count = int(moves.sum())
    return torch.where(moves, torch.cumsum(moves, 0) - 1, count)[part], count


def _parts(outline, joints, is_free, held):
    """(part of each point, its lever, radius of each part); pinned and locked parts take no part, nor do
    those with something held inside the subpaths `held` [H]."""
    part = torch.tensor(joints.parts)
    count = int(part.max()) + 1
    stays = torch.zeros(count, dtype=torch.bool)
    stays[part[~is_free]] = True
    stays[part[held]] = True
    stays[[joints.parts[lead // 2] for lead in joints.pinned]] = True
    numbers = torch.cumsum(~stays, 0) - 1
    moving = int((~stays).sum())
    part = torch.where(stays, moving, numbers)[part][outline.point_subpath]

    inside = part < moving
    members = torch.bincount(part[inside], minlength=moving).clamp(min=1)[:, None]
    middle = torch.zeros(moving, 2, dtype=torch.float64)
    middle = middle.index_add(0, part[inside], outline.points[inside]) / members
    lever = torch.zeros_like(outline.points)
    lever[inside] = outline.points[inside] - middle[part[inside]]
    radius = torch.zeros(moving, dtype=torch.float64)
    radius.scatter_reduce_(0, part[inside], lever[inside].norm(dim=1), "amax")
    return part, lever, radius
