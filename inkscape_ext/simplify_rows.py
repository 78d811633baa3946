"""Rows whose paths get fewer nodes before they are refined."""

from .held_nodes import node_points
from .number_text import rounded
from .simplify import simplified
from .subpaths import Subpath
from .transforms import apply, inverse
from .write_back import own_places

LEAST_NODES = 8  # of a path: of fewer none is spared


def simplify_row(row, side, share, held):
    """Give a Row paths with fewer nodes, if that can be; {number: its new number} of its held nodes.

    side: of the frame, root user units; the new lines stray by at most `share` of it. held: numbers of nodes
    that stay where they are.
    """
    if row.node_count < LEAST_NODES:
        return {number: number for number in held}
    back, places = inverse(row.placed.matrix), own_places(row, side)
    out, renamed, first, fresh = [], {}, 0, 0
    for subpath, nodes in zip(row.subpaths, _nodes_of(row.subpaths)):
        own = {number - first for number in held if first <= number < first + nodes}
        found = simplified(subpath.mapped(row.placed.matrix), share * side, own) if nodes else None
        if found is None:
            out.append(subpath)
            renamed.update({first + number: fresh + number for number in own})
            fresh += nodes
        else:
            spared, same = found
            out.append(_in_own_units(spared, same, subpath, back, places))
            renamed.update({first + old: fresh + new for new, old in same.items() if old in own})
            fresh += _nodes_of([spared])[0]
        first += nodes
    if fresh < first:
        row.subpaths, row.is_simplified = out, True
    return renamed


def _nodes_of(subpaths):
    """How many nodes each Subpath has; 0 where the node tool shows none."""
    return [len(node_points([subpath])[0]) if subpath.kinds else 0 for subpath in subpaths]


def _in_own_units(spared, same, old, back, places):
    """A simplified Subpath in the path's own units; nodes that are the same keep their last digit."""
    points = [tuple(rounded(value, places) for value in apply(back, point)) for point in spared.points]
    ends = [0]
    for kind in old.kinds:
        ends.append(ends[-1] + kind)
    at = 0
    for number in range(len(spared.kinds) + 1):
        if number in same:
            points[at] = old.points[ends[same[number]]]
        if number < len(spared.kinds):
            at += spared.kinds[number]
    if spared.is_joined:
        points[-1] = points[0]
    return Subpath(points, spared.kinds, spared.is_closed)
