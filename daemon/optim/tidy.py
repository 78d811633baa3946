"""A tidied drawing: every stroke as the simplest shape near it, with ends that meet meeting."""

from dataclasses import replace

import numpy as np
import torch

from .lenses import kept_bent
from .relations import directions_of, related_loops
from .sections import sections_of
from .simplest import simplest
from .tidy_part import TidyPart
from .twins import twinned
from .vertices import end_names, held_at_both_ends, split_groups

MOST_SECTIONS = 600  # a drawing of more is no rough sketch
FURTHEST = 0.1  # canvas units: a part that would move further is left alone
LEAST = 2e-3  # canvas units: a part that would move by less is tidy already
CARE = 0.35  # of the wobble of a stroke, in the outline of an area


def tidied(outline, joints, is_free, is_filled, is_kept=None):
    """[N, 2] how far every point of an Outline moves when it is tidied; 0 where it must not or need not.

    joints: its Joints. is_free: [U] bool, subpaths whose points may move. is_filled: [U] bool, those
    of areas, which nobody draws in one stroke: they are taken to be drawn with care. is_kept: [U] bool,
    subpaths that stay as they are; what meets them stays there.
    """
    move = torch.zeros_like(outline.points)
    if is_kept is not None and bool(is_kept.any()):
        is_free, joints = is_free & ~is_kept, _pinned_to(joints, is_kept.tolist())
    if int(is_free.sum()) > MOST_SECTIONS:  # each has one at least, and ends in a crowd take long to name
        return move
    names = end_names(outline, joints.leader)
    sections = [each for each in sections_of(outline, names) if is_free[each.subpath]]
    if not sections or len(sections) > MOST_SECTIONS:
        return move
    shapes = shapes_of(sections, joints, is_filled)
    directions = directions_of(sections, shapes)
    split = split_groups(names, joints.leader)
    points = outline.points.numpy() @ np.array([1, 1j])
    part = np.array([joints.parts[each.subpath] for each in sections])
    for number in np.unique(part):
        rows = np.flatnonzero(part == number)
        own = [sections[row] for row in rows], [shapes[row] for row in rows]
        problem = TidyPart(outline, points, joints, names, *own)
        for index, row in enumerate(rows.tolist()):
            leads = {joints.leader[name] for name in sections[row].vertices if name >= 0}
            # lines that run side by side from where they meet would be one if they were turned alike
            if row in directions and not leads & split:
                problem.turn(index, directions[row])
        found = problem.solve()
        if found is not None:
            index, place = found
            offset = place - points[index]
            if LEAST < np.abs(offset).max() <= FURTHEST:
                move[torch.from_numpy(index)] = torch.from_numpy(np.stack([offset.real, offset.imag], 1))
    return move


def _pinned_to(joints, is_kept):
    """These Joints with all that meets kept subpaths pinned."""
    met = {lead for end, lead in enumerate(joints.leader) if is_kept[end // 2]}
    met |= {lead for lead, (subpath, _) in joints.ride.items() if is_kept[subpath]}
    ride = {lead: where for lead, where in joints.ride.items() if lead not in met}
    return replace(joints, ride=ride, pinned=joints.pinned | met)


def shapes_of(sections, joints, is_filled):
    """The Shape that each of these Sections is taken for; joints and is_filled as in `tidied`."""
    held = held_at_both_ends(joints)
    shapes = []
    for section in sections:
        shakiness = CARE if is_filled[section.subpath] else 1.0
        may_close = not held[section.subpath]
        shapes.append(simplest(section.line, not section.vertices, may_close, shakiness))
    return related_loops(twinned(sections, kept_bent(sections, shapes, joints)))
