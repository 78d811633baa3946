"""Which strokes belong together: a group can go back to where it was without taking anything apart."""

from functools import cached_property

import torch

from .proximity import near_pairs
from .unions import connected

SAME_PLACE = 0.004  # canvas units, a pixel of what models see: nodes this near lie one on the other


class Groups:
    """Groups of the paths and of the free numbers of a drawing, found when they are asked for.

    Together are paths that a number moves both (joined ones, those of one part), those of which an end lies
    on a middle, and those that have a node in the same place, as an area and its outline do.

    looks: the Matrix of what numbers do to 2N coordinates, 4P fills, 4P strokes and P widths. outline: the
    Outline of the drawing. joints: its Joints. moves: [U] bool, subpaths whose points may move. paths: P.
    """

    def __init__(self, looks, outline, joints, moves, paths):
        self._looks, self._outline, self._joints = looks, outline, joints
        self._moves, self._paths = moves, paths

    @property
    def of_paths(self):
        """[P] int64: a name of each path's group."""
        return self._names[: self._paths]

    @property
    def of_numbers(self):
        """[F] int64: the same of each free number."""
        return self._names[self._paths :]

    @cached_property
    def _names(self):
        outline, looks = self._outline, self._looks
        every = torch.arange(self._paths)
        points = outline.subpath_path[outline.point_subpath].repeat_interleave(2)
        rows = torch.cat([points, every.repeat_interleave(4), every.repeat_interleave(4), every])
        moved = torch.stack([rows[looks.row], self._paths + looks.column], 1)
        pairs = torch.cat([moved, outline.subpath_path[self._touching()], self._in_one_place()])
        return connected(self._paths + looks.columns, *pairs.unbind(1))

    def _touching(self):
        """[R, 2] subpaths of which an end of the first lies on the second."""
        ends = [(lead // 2, on) for lead, on, _ in self._joints.touch]
        pairs = torch.tensor(ends, dtype=torch.int64).reshape(-1, 2)
        return pairs[self._moves[pairs].all(1)]

    def _in_one_place(self):
        """[R, 2] paths that have moving nodes in the same place."""
        outline = self._outline
        nodes = (self._moves[outline.point_subpath] & (outline.ahead == 0)).nonzero()[:, 0]
        places, path = outline.points[nodes], outline.subpath_path[outline.point_subpath[nodes]]
        found = [torch.zeros(0, 2, dtype=torch.int64)]
        for one, other in near_pairs(places, places, places, places.new_full((len(nodes),), SAME_PLACE)):
            near = (places[one] - places[other]).norm(dim=1) <= SAME_PLACE
            found.append(torch.stack([path[one[near]], path[other[near]]], 1))
        return torch.cat(found)
