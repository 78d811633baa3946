"""Which ends of strokes are one place in a tidied drawing."""

from .joints import beside
from .outline import end_directions

TOGETHER = 0.055  # canvas units: how far ends lie apart at most that are made one


def end_names(outline, leader):
    """[2 U] names of the vertices at the ends of subpaths: an end's own number or that of an earlier one.

    Ends that meet share a vertex, but those of strokes that run side by side do not, nor both ends of one
    stroke that others meet, too, nor those further apart than TOGETHER.
    """
    place = outline.points[outline.ends.clamp(max=len(outline.points) - 1)].reshape(-1, 2)
    direction = end_directions(outline)
    groups = {}
    for end, lead in enumerate(leader):
        groups.setdefault(lead, []).append(end)
    names = list(range(len(leader)))
    for ends in groups.values():
        is_loop = len(ends) == 2 and ends[0] // 2 == ends[1] // 2
        vertices = []
        for end in ends:
            fitting = [
                vertex
                for vertex in vertices
                if is_loop or all(_may_meet(end, other, place, direction) for other in vertex)
            ]
            if fitting:
                chosen = min(fitting, key=lambda vertex: (place[vertex[0]] - place[end]).norm())
                chosen.append(end)
                names[end] = chosen[0]
            else:
                vertices.append([end])
    return names


def split_groups(names, leader):
    """The leaders of ends that meet, but not all in one vertex."""
    found = {}
    for name, lead in zip(names, leader, strict=True):
        found.setdefault(lead, set()).add(name)
    return {lead for lead, own in found.items() if len(own) > 1}


def _may_meet(one, other, place, direction):
    is_near = (place[one] - place[other]).norm() <= TOGETHER
    return one // 2 != other // 2 and is_near and not beside(direction, one, other)


def held_at_both_ends(joints):
    """[U] whether both ends of a subpath meet something other than each other."""
    met = [False] * len(joints.leader)
    groups = {}
    for end, lead in enumerate(joints.leader):
        groups.setdefault(lead, []).append(end)
    for lead, ends in groups.items():
        for end in ends:
            with_others = any(other // 2 != end // 2 for other in ends)
            met[end] = with_others or lead in joints.ride or lead in joints.pinned
    return [one and other for one, other in zip(met[::2], met[1::2], strict=True)]
