"""What holds together: subpaths that meet stay joined, nearly closed loops stay closed.

Ends that meet share one knot, each keeping its own small offset. An end on the middle of another
subpath rides on it. An end on a path that must not change stays where it is.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import normalize

from .outline import end_directions
from .proximity import crowd, near_pairs
from .unions import connected

GAP = 0.012  # canvas units that ends may lie apart, beside half the widths of their strokes
WIDEST = 0.035  # but never further than this
LOOP = 0.15  # share of its length that a subpath's own ends may lie apart for it to be a loop
SHARE = 0.2  # nor than this share of the shorter subpath, or small details would grow together
INKED_SHARE = 0.4  # the same where ink touches ink, but for dots
DOT = 2  # widths: what is shorter is a dot
LOOSE_GAP, LOOSE_WIDEST = 0.028, 0.045  # the same for ends that meet nothing nearer
LOOSE_SHARE = 0.2
BESIDE = 0.82  # cosine of the angle up to which strokes run side by side
CROWD = 48  # ends nearby: where there are more, each looks less far, or all would meet all
MOST_CARRIED = 256  # subpaths that one may ride on, one on the other


@dataclass(frozen=True)
class Joints:
    """What becomes of the 2 U ends of subpaths (2 u: first end of subpath u, 2 u + 1: its last)."""

    leader: list  # of each end: the end whose knot it shares, often itself
    ride: dict  # leading end -> (subpath, place) it rides on
    touch: list  # (leading end, subpath, place) where an end lies on a middle, but does not ride on it
    pinned: set  # leading ends that stay where they are
    parts: list  # of each subpath: the number of its part; subpaths of one part hold together

    @classmethod
    def none(cls, subpaths, is_held=None):
        """Nothing holds together. is_held: as in joints_of."""
        pinned = set() if is_held is None else set(is_held.nonzero()[:, 0].tolist())
        return cls(list(range(2 * subpaths)), {}, [], pinned, list(range(subpaths)))


def joints_of(outline, half_width, is_free, is_held=None):
    """The Joints of an Outline.

    half_width: [U] of each subpath's stroke, canvas units. is_free: [U] bool, subpaths whose points may move.
    is_held: [2 U] bool, ends that stay none the less.
    """
    place = outline.points[outline.ends.clamp(max=len(outline.points) - 1)].reshape(-1, 2)
    is_end = (~outline.is_closed)[:, None].expand(-1, 2).reshape(-1)
    moves = is_free.repeat_interleave(2)
    near = _reach(outline, half_width, place, is_end, GAP, WIDEST, SHARE)
    meeting = _meeting_ends(outline, place, is_end, near)
    loops = _loops(outline, place, is_end)
    leader = connected(len(place), *torch.cat([loops, meeting], 1))
    met = torch.zeros_like(is_end)
    met[meeting] = True
    on_middles = _ends_on_middles(outline, place, is_end & moves, near, leader)
    met[[lead for lead, _, _ in on_middles]] = True
    met = met[leader] | met

    far = _reach(outline, half_width, place, is_end, LOOSE_GAP, LOOSE_WIDEST, LOOSE_SHARE)
    loose = _meeting_ends(outline, place, is_end & ~met, far)
    direction = end_directions(outline)
    loose = loose[:, ~beside(direction, *loose)]
    leader = connected(len(place), *torch.cat([loops, meeting, loose], 1))
    met[loose] = True
    on_middles += _ends_on_middles(outline, place, is_end & moves & ~met, far, leader, direction)

    leads, free = leader.tolist(), is_free.tolist()
    stays = ~moves if is_held is None else ~moves | is_held
    pinned = set(leader[is_end & stays].tolist())
    ride, touch = {}, []
    for lead, subpath, at in on_middles:
        lead = leads[lead]
        if lead in pinned or lead in ride:
            touch.append((lead, subpath, at))
        elif not free[subpath]:
            pinned.add(lead)
        elif _leads_back(lead, subpath, leads, ride):
            touch.append((lead, subpath, at))
        else:
            ride[lead] = (subpath, at)
    return Joints(leads, ride, touch, pinned, _parts(outline, leader, ride))


def _reach(outline, half_width, place, is_end, gap, widest, share):
    """[2 U] how far each end looks for what it meets."""
    length = outline.subpath_length
    near = torch.minimum(gap + half_width, share * length)
    width = 2 * half_width
    touching = torch.where(length > DOT * width, torch.minimum(width, INKED_SHARE * length), 0.0)
    reach = torch.maximum(near, touching).clamp(max=widest).repeat_interleave(2)
    ends = is_end.nonzero()[:, 0]
    if len(ends):
        around = crowd(place[ends], float(reach[ends].max()))
        reach[ends] *= (CROWD / around).sqrt().clamp(max=1.0)
    return reach


def _loops(outline, place, is_end):
    """[2, R] the two ends of nearly closed loops."""
    own = (place[0::2] - place[1::2]).norm(dim=1)
    loops = (is_end[0::2] & (own <= (LOOP * outline.subpath_length).clamp(max=WIDEST))).nonzero()[:, 0]
    return torch.stack([2 * loops, 2 * loops + 1])


def _meeting_ends(outline, place, is_end, reach):
    """[2, R] ends that meet."""
    ends = is_end.nonzero()[:, 0]
    found = [torch.zeros(2, 0, dtype=torch.int64)]
    for pair in near_pairs(place[ends], place[ends], place[ends], reach[ends]):
        one, other = (ends[each] for each in pair)
        distance = (place[one] - place[other]).norm(dim=1)
        near = (one < other) & (distance <= torch.minimum(reach[one], reach[other]))
        found.append(torch.stack([one[near], other[near]]))
    return torch.cat(found, 1)


def beside(direction, one, other):
    """[R] whether two ends ([R] each) belong to strokes that run there side by side. direction: [2 U, 2]."""
    return (direction[one] * direction[other]).sum(-1) > BESIDE


def _ends_on_middles(outline, place, is_end, reach, leader, direction=None):
    """(leading end, subpath, place along it) where an end lies on a subpath that its joint has no part in,
    nearest first; of each leading end and subpath only the nearest. Given the directions of ends ([2 U, 2]),
    those that run along the subpath do not count."""
    chords = outline.sample.shape[1] - 1
    start, end = outline.sample[:, :-1].reshape(-1, 2), outline.sample[:, 1:].reshape(-1, 2)
    start_place = outline.sample_place[:, :-1].reshape(-1)
    chord_place = outline.sample_place[:, 1:].reshape(-1) - start_place
    owner = outline.segment_subpath.repeat_interleave(chords)
    subpaths = len(outline.subpath_path)
    leads = leader.reshape(-1, 2)[owner].T
    ends = is_end.nonzero()[:, 0]
    found = _Nearest()
    for tip, chord in near_pairs(place[ends], start, end, reach[ends]):
        tip = ends[tip]
        strange = ((leads[0][chord] != leader[tip]) & (leads[1][chord] != leader[tip])).nonzero()[:, 0]
        tip, chord = tip[strange], chord[strange]
        offset, along = place[tip] - start[chord], (end - start)[chord]
        t = ((offset * along).sum(1) / (along * along).sum(1).clamp(min=1e-18)).clamp(0, 1)
        distance = (offset - t[:, None] * along).norm(dim=1)
        pair = leader[tip] * subpaths + owner[chord]
        is_near = distance <= reach[tip]
        if direction is not None:
            is_near &= (direction[tip] * normalize(along, dim=1)).sum(1).abs() <= BESIDE
        near = is_near.nonzero()[:, 0]
        at = start_place[chord] + t * chord_place[chord]
        found.take(*(column[near].numpy() for column in (pair, distance, tip, at)))
    return [(pair // subpaths, pair % subpaths, at) for pair, at in found.in_order()]


class _Nearest:
    """Of each pair of a joint and a subpath the nearest find so far."""

    def __init__(self):
        self._kept = tuple(np.empty(0, kind) for kind in (np.int64, np.float64, np.int64, np.float64))

    def take(self, *columns):
        """pair, distance, end and place along the subpath: [R] each."""
        pair, distance, tip, at = (np.concatenate(each) for each in zip(self._kept, columns, strict=True))
        order = np.lexsort((at, tip, distance, pair))
        order = order[np.diff(pair[order], prepend=-1) != 0]
        self._kept = pair[order], distance[order], tip[order], at[order]

    def in_order(self):
        """(pair, place), nearest first."""
        pair, distance, tip, at = self._kept
        order = np.lexsort((at, pair, tip, distance))
        return zip(pair[order].tolist(), at[order].tolist(), strict=True)


def _leads_back(lead, subpath, leader, ride):
    """True if `subpath` rides, however indirectly, on something that `lead` moves, or on too much to tell."""
    waiting, seen = [subpath], set()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for end in (2 * current, 2 * current + 1):
            if leader[end] == lead or len(seen) > MOST_CARRIED:
                return True
            if leader[end] in ride:
                waiting.append(ride[leader[end]][0])
    return False


def _parts(outline, leader, ride):
    """Numbers 0.. of the parts that subpaths belong to: joined ones, and those of one path."""
    subpaths = torch.arange(len(outline.subpath_path))
    following = (outline.subpath_path[1:] == outline.subpath_path[:-1]).nonzero()[:, 0]
    riders = torch.tensor([(lead // 2, subpath) for lead, (subpath, _) in ride.items()]).reshape(-1, 2).long()
    one = torch.cat([following, subpaths.repeat_interleave(2), riders[:, 0]])
    other = torch.cat([following + 1, leader // 2, riders[:, 1]])
    return torch.unique(connected(len(subpaths), one, other), return_inverse=True)[1].tolist()
