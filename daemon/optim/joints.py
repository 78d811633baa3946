"""What holds together: strokes that meet stay joined, nearly closed loops stay closed.

Ends that meet share one knot, each keeping its own small offset. An end on the middle of another
stroke rides on it. An end on a path that must not change stays where it is.
"""

import itertools
from dataclasses import dataclass

import torch
from torch.nn.functional import normalize

from .proximity import near_pairs

GAP = 0.012  # canvas units that ends may lie apart, beside half the widths of both strokes
WIDEST = 0.035  # but never further than this
LOOP = 0.15  # share of its length that a stroke's own ends may lie apart for it to be a loop
STRAIGHT = 0.8  # cosine of the angle up to which one stroke goes on where another ends
SHARE = 0.2  # nor than this share of the shorter stroke, or small details would grow together


@dataclass(frozen=True)
class Joints:
    """What becomes of the 2 U ends of strokes (2 u: first end of stroke u, 2 u + 1: its last)."""

    leader: list  # of each end: the end whose knot it shares, often itself
    ride: dict  # leading end -> (stroke, place) it rides on
    pinned: set  # leading ends that stay where they are
    parts: list  # of each stroke: the number of its part; strokes of one part hold together


class _Union:
    def __init__(self, count):
        self._parent = list(range(count))

    def root(self, item):
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, one, other):
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low


def joints_of(outline, half_width, is_free):
    """The Joints of an Outline.

    half_width: [U] of each stroke, canvas units. is_free: [U] bool, strokes whose points may move.
    """
    place = outline.points[outline.ends.clamp(max=len(outline.points) - 1)].reshape(-1, 2)
    is_end = (~outline.is_closed)[:, None].expand(-1, 2).reshape(-1)
    reach = _reach(outline, half_width)
    meeting = _Union(len(place))
    for one, other in _meeting_ends(outline, place, is_end, reach):
        meeting.join(one, other)
    leader = [meeting.root(end) for end in range(len(place))]

    free = is_free.tolist()
    pinned = {leader[end] for end in range(len(place)) if is_end[end] and not free[end // 2]}
    members = {}
    for end, lead in enumerate(leader):
        members.setdefault(lead, set()).add(end // 2)
    ride = {}
    for end, stroke, at in _ends_on_middles(outline, place, is_end & is_free.repeat_interleave(2), reach):
        lead = leader[end]
        if lead in pinned or lead in ride or stroke in members[lead]:
            continue
        if not free[stroke]:
            pinned.add(lead)
        elif not _leads_back(lead, stroke, leader, ride):
            ride[lead] = (stroke, at)
    return Joints(leader, ride, pinned, _parts(outline, leader, ride))


def _reach(outline, half_width):
    """[2 U] how far each end looks for what it meets."""
    room = (SHARE * outline.stroke_length).repeat_interleave(2)
    return torch.minimum((GAP + half_width).repeat_interleave(2).clamp(max=WIDEST), room)


def _meeting_ends(outline, place, is_end, reach):
    """Pairs of ends that meet, nearest first. Two ends of one stroke too: a nearly closed loop."""
    loops = (LOOP * outline.stroke_length).clamp(max=WIDEST).tolist()
    ends = is_end.nonzero()[:, 0]
    found = []
    for pair in near_pairs(place[ends], place[ends], place[ends], _largest(reach)):
        one, other = (ends[each] for each in pair)
        distance = (place[one] - place[other]).norm(dim=1)
        near = (one < other) & (distance <= torch.minimum(reach[one], reach[other]))
        columns = (distance[near], one[near], other[near])
        found += zip(*(column.tolist() for column in columns), strict=True)
    own = (place[0::2] - place[1::2]).norm(dim=1).tolist()
    for stroke in is_end[0::2].nonzero()[:, 0].tolist():
        if own[stroke] <= loops[stroke]:
            found.append((own[stroke], 2 * stroke, 2 * stroke + 1))
    return [(one, other) for _, one, other in sorted(found)]


def _ends_on_middles(outline, place, is_end, reach):
    """(end, stroke, place along it) of ends that lie on another stroke, nearest first."""
    chords = outline.sample.shape[1] - 1
    start, end = outline.sample[:, :-1].reshape(-1, 2), outline.sample[:, 1:].reshape(-1, 2)
    start_place = outline.sample_place[:, :-1].reshape(-1)
    chord_place = outline.sample_place[:, 1:].reshape(-1) - start_place
    owner = outline.segment_stroke.repeat_interleave(chords)
    ends = is_end.nonzero()[:, 0]
    found = []
    for tip, chord in near_pairs(place[ends], start, end, _largest(reach)):
        tip = ends[tip]
        offset, along = place[tip] - start[chord], (end - start)[chord]
        t = ((offset * along).sum(1) / (along * along).sum(1).clamp(min=1e-18)).clamp(0, 1)
        distance = (offset - t[:, None] * along).norm(dim=1)
        near = (distance <= reach[tip]) & (owner[chord] != tip // 2)
        at = start_place[chord] + t * chord_place[chord]
        columns = (distance[near], tip[near], owner[chord][near], at[near])
        found += zip(*(column.tolist() for column in columns), strict=True)
    return [(end, stroke, at) for _, end, stroke, at in sorted(found)]


def _largest(reach):
    return float(reach.max()) if len(reach) else 0.0


def smooth_joints(outline, joints, is_free):
    """Pairs of ends, joined, where one free stroke goes on in the direction of the other."""
    quarter = (outline.sample.shape[1] - 1) // 4
    stroke = outline.segment_stroke
    first = torch.searchsorted(stroke, torch.arange(len(is_free)))
    last = torch.searchsorted(stroke, torch.arange(len(is_free)), right=True) - 1
    out_of_first = outline.sample[first, 0] - outline.sample[first, quarter]
    out_of_last = outline.sample[last, -1] - outline.sample[last, -1 - quarter]
    direction = normalize(torch.stack([out_of_first, out_of_last], 1).reshape(-1, 2), dim=1)

    together = {}
    for end in (is_free & ~outline.is_closed).repeat_interleave(2).nonzero()[:, 0].tolist():
        together.setdefault(joints.leader[end], []).append(end)
    return [
        (one, other)
        for ends in together.values()
        for one, other in itertools.combinations(ends, 2)
        if float(direction[one] @ direction[other]) < -STRAIGHT
    ]


def _leads_back(lead, stroke, leader, ride):
    """True if `stroke` rides, however indirectly, on something that `lead` moves."""
    waiting, seen = [stroke], set()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for end in (2 * current, 2 * current + 1):
            if leader[end] == lead:
                return True
            if leader[end] in ride:
                waiting.append(ride[leader[end]][0])
    return False


def _parts(outline, leader, ride):
    """Numbers 0.. of the parts that strokes belong to: joined ones, and those of one path."""
    strokes = _Union(len(outline.stroke_path))
    paths = outline.stroke_path.tolist()
    for stroke in range(1, len(paths)):
        if paths[stroke] == paths[stroke - 1]:
            strokes.join(stroke, stroke - 1)
    for end, lead in enumerate(leader):
        strokes.join(end // 2, lead // 2)
    for lead, (stroke, _) in ride.items():
        strokes.join(lead // 2, stroke)
    roots = [strokes.root(stroke) for stroke in range(len(paths))]
    numbers = {root: number for number, root in enumerate(sorted(set(roots)))}
    return [numbers[root] for root in roots]
