"""Where one subpath goes on in the direction of another that it is joined to."""

import torch

from .outline import end_directions
from .ragged import ragged

STRAIGHT = 0.8  # cosine of the angle up to which one subpath goes on where another ends
MOST_PAIRED = 64  # ends of one joint whose directions are all compared


def smooth_joints(outline, joints, is_free):
    """[M, 2] int64: pairs of ends, joined, where one free subpath goes on in the direction of the other."""
    direction = end_directions(outline)
    ends = (is_free & ~outline.is_closed).repeat_interleave(2).nonzero()[:, 0]
    pairs = _paired(ends, torch.tensor(joints.leader)[ends], direction)
    return pairs[(direction[pairs[:, 0]] * direction[pairs[:, 1]]).sum(1) < -STRAIGHT]


def _paired(ends, leader, direction):
    """[R, 2] pairs of ends with one leader ([E] each): all of them, or in joints of more than MOST_PAIRED
    each end with the one that comes nearest to its opposite direction ([2 U, 2])."""
    leader, order = torch.sort(leader, stable=True)
    ends = ends[order]
    _, sizes = torch.unique_consecutive(leader, return_counts=True)
    joint, rank = ragged(sizes)
    later = torch.where(sizes[joint] <= MOST_PAIRED, sizes[joint] - 1 - rank, 0)
    one, further = ragged(later)
    pairs = [torch.stack([ends[one], ends[one + 1 + further]], 1)]
    for crowded in ends.split(sizes.tolist()):
        if len(crowded) > MOST_PAIRED:
            pairs.append(_opposites(crowded, direction[crowded]))
    return torch.cat(pairs)


def _opposites(ends, direction):
    """[R, 2]: each end and the one whose direction ([E, 2]) is nearest to its opposite, each pair once."""
    angle, order = torch.sort(torch.atan2(direction[:, 1], direction[:, 0]))
    wanted = torch.where(angle > 0, angle - torch.pi, angle + torch.pi)
    after = torch.searchsorted(angle, wanted) % len(ends)
    before = (after - 1) % len(ends)
    is_after_nearer = _turn(angle[after] - wanted) < _turn(angle[before] - wanted)
    pairs = torch.stack([ends[order], ends[order[torch.where(is_after_nearer, after, before)]]], 1)
    return torch.unique(torch.sort(pairs, dim=1).values, dim=0)


def _turn(angle):
    """0..pi: the size of a turn."""
    return torch.pi - ((angle % (2 * torch.pi)) - torch.pi).abs()
