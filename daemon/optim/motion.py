"""How far every point moves, as a fixed linear function of a few free numbers.

    movement = tidying + what its subpath's knots do + what its part does (shift, turn, grow)

Whole parts move, turn and grow before their subpaths bend.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from .holds import Holds, steadied
from .knots import DEGREE, knots_of
from .matrix import Matrix
from .nearness import near_nodes
from .smooth import smooth_joints
from .tidy import tidied

PART_NUMBERS = 4  # shift x, shift y, turn, growth
MANY_SHARES = 64  # of one knot's movement: in long rows of subpaths that ride on each other there would be
LEAST_SHARE = 1e-7  # ever more, but most are smaller than this


@dataclass(frozen=True)
class Motion:
    """The linear function, and what follows from it. CPU tensors, float64.

    Vectors' x and y take turns. Free numbers are the movements of K free knots, those that nothing else
    moves, and PART_NUMBERS of each part. Bound knots are those of the subpaths, joints included.
    """

    movement: Matrix  # [2N, 2K + 4 parts] of all points by all but tidying
    tidying: Matrix  # [2N, parts that tidying moves] of all points, by how much of it is done, 0..1
    slopes: Matrix  # [2B, 2K] of the movement along subpaths, from each of their knots to the next
    bends: Matrix  # [2M, 2K] changes of these slopes from one to the next
    shear: Matrix  # [2R, 2N] how differently near nodes of different subpaths move, for their distance
    room: Tensor  # [K] length of the shortest subpath that the knot shapes
    radius: Tensor  # [parts] how far the part reaches from its middle
    tidy: Tensor  # [N, 2] how far each point moves when its part is tidied

    @property
    def tidy_count(self):
        return self.tidying.columns


def motion_of(outline, joints, is_free, is_filled, holds=None):
    """The Motion of an Outline with these Joints. is_free, is_filled: [U] bool, of its subpaths. holds: its
    Holds, where there are any."""
    holds = holds or Holds.none(outline)
    knots = knots_of(outline)
    entries = _resolve(outline, knots, joints, is_free)
    subpath, *where = holds.places(outline, joints, is_free)
    bound, free, share = steadied(entries, *knots.weights(subpath, *where))
    used, free = torch.unique(free, return_inverse=True)
    by_free = Matrix.of(bound, free, share, knots.count, len(used))
    moves = is_free[outline.point_subpath]
    room = torch.full((len(used),), torch.inf, dtype=torch.float64)
    room.scatter_reduce_(0, free, outline.subpath_length[knots.subpath[bound]], "amin")
    part, lever, radius = _parts(outline, joints, is_free, subpath)
    tidy = tidied(outline, joints, is_free, is_filled, holds.bent(outline)) * moves[:, None]
    slopes, bends = _strain(outline, knots, joints, is_free)
    bent = _bent(outline, knots, moves).after(by_free).for_both_axes()
    carried = _carried(part, lever, len(radius))
    numbers = bent.columns + carried.columns
    return Motion(
        movement=bent.among(numbers, 0).plus(carried.among(numbers, bent.columns)),
        tidying=_tidying(outline, joints, tidy),
        slopes=slopes.after(by_free).for_both_axes(),
        bends=bends.after(slopes).after(by_free).for_both_axes(),
        shear=_shear(*near_nodes(outline, moves), len(moves)).for_both_axes(),
        room=room,
        radius=radius,
        tidy=tidy,
    )


def _bent(outline, knots, moves):
    """[N, bound knots]: what the knots do to points; nothing to those that do not move."""
    index, weights = knots.weights(outline.point_subpath, outline.place, outline.ahead)
    weights = torch.where(moves[:, None], weights, 0.0)
    point = torch.arange(len(moves)).repeat_interleave(DEGREE + 1)
    return Matrix.of(point, index.reshape(-1), weights.reshape(-1), len(moves), knots.count)


def _carried(part, lever, count):
    """[2N, 4 parts]: what shifts, turns and growths of so many parts do to points; those of part number
    `count` have none."""
    point = (part < count).nonzero()[:, 0]
    x, y = lever[point].unbind(1)
    one, none = torch.ones_like(x), torch.zeros_like(x)
    effects = torch.stack([one, none, -y, x, none, one, x, y], 1)
    row = 2 * point[:, None] + torch.arange(2).repeat_interleave(PART_NUMBERS)
    column = PART_NUMBERS * part[point][:, None] + torch.arange(PART_NUMBERS).repeat(2)
    shape = 2 * len(part), PART_NUMBERS * count
    return Matrix.of(row.reshape(-1), column.reshape(-1), effects.reshape(-1), *shape)


def _shear(pairs, distance, points):
    """[R, N]: the difference of the movements of pairs of points ([R, 2]) for their distance ([R])."""
    return _differences(pairs, 1 / distance, 1 / distance, points)


def _differences(pairs, first, second, count):
    """[R, count]: of each pair ([R, 2]) the first by its weight ([R]), less the second by its own."""
    row = torch.arange(len(pairs)).repeat(2)
    return Matrix.of(row, pairs.t().reshape(-1), torch.cat([first, -second]), len(pairs), count)


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


def _strain(outline, knots, joints, is_free):
    """([B, bound knots] slopes from each knot of a free subpath to the next, [M, B] changes of slopes)."""
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
    within = torch.stack([row[following[wanted]], row[wanted]], 1)
    within = within[within[:, 0] >= 0]

    ends = knots.end_knots()
    end_rows = torch.stack([row[ends[:, 0]], row[(ends[:, 1] - 1).clamp(min=0)]], 1).reshape(-1)
    across = smooth_joints(outline, joints, is_free)
    # slopes run from a subpath's first end to its last: two like ends meet head on
    sign = torch.where((across % 2).sum(1) == 1, 1.0, -1.0).double()
    per_unit = 1 / gap[wanted]
    pairs = torch.stack([following[wanted], wanted], 1)
    slopes = _differences(pairs, per_unit, per_unit, knots.count)
    changes = torch.cat([within, end_rows[across].flip(1)])
    ones = torch.ones(len(changes), dtype=torch.float64)
    sign = torch.cat([torch.ones(len(within), dtype=torch.float64), sign])
    return slopes, _differences(changes, ones, sign, len(wanted))


def _tidying(outline, joints, tidy):
    """[2N, parts that tidying moves]: `tidy` ([N, 2]) by how much of it is done."""
    part = torch.tensor(joints.parts)[outline.point_subpath]
    point = (tidy != 0).any(1).nonzero()[:, 0]
    moved, column = torch.unique(part[point], return_inverse=True)
    row = (2 * point[:, None] + torch.arange(2)).reshape(-1)
    shape = 2 * len(tidy), len(moved)
    return Matrix.of(row, column.repeat_interleave(2), tidy[point].reshape(-1), *shape)


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
