"""Points that stay where they are while the rest of their stroke moves.

A held end is a pinned joint. A held point inside a stroke is a condition on the knots around it: their
movements are brought to the nearest ones that leave it where it is, which is a linear function as well, so
the stroke bends smoothly around it.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from .unions import connected

LEAST = 1e-9  # of what conditions and shares are worth: less is rounding


@dataclass(frozen=True)
class Holds:
    """Which points of an Outline stay. CPU tensors."""

    point: Tensor  # [N] bool
    end: Tensor  # [2 U] bool: ends of open subpaths, as in Joints
    inner: Tensor  # [H] int64: the points that are no such ends

    @classmethod
    def none(cls, outline):
        """Nothing is held."""
        return cls.of(outline, torch.zeros(len(outline.points), dtype=torch.bool), False)

    @classmethod
    def of(cls, outline, point, all_ends):
        """point: [N] bool. all_ends: whether the ends of all open subpaths stay as well."""
        tips = outline.ends[~outline.is_closed].reshape(-1)
        point = point.clone()
        point[tips] |= all_ends
        end = torch.zeros(2 * len(outline.ends), dtype=torch.bool)
        is_open = (~outline.is_closed).repeat_interleave(2)
        end[is_open] = point[tips]
        is_inner = point.clone()
        is_inner[tips] = False
        return cls(point, end, is_inner.nonzero()[:, 0])

    def whole(self, outline):
        """[U] bool: subpaths of which every point stays."""
        loose = torch.zeros(len(outline.ends), dtype=torch.bool)
        loose[outline.point_subpath[~self.point]] = True
        return ~loose

    def bent(self, outline):
        """[U] bool: subpaths that have points to bend around."""
        found = torch.zeros(len(outline.ends), dtype=torch.bool)
        found[outline.point_subpath[self.inner]] = True
        return found

    def places(self, outline, joints, is_free):
        """(subpaths [H], places [H], ahead [H], as in Outline) of what is held inside free subpaths: points,
        and where held ends lie."""
        inner = self.inner[is_free[outline.point_subpath[self.inner]]]
        subpath, place, ahead = outline.point_subpath[inner], outline.place[inner], outline.ahead[inner]
        held = {joints.leader[end] for end in self.end.nonzero()[:, 0].tolist()}
        under = [(on, at) for lead, on, at in joints.touch if lead in held and is_free[on]]
        on = torch.tensor([on for on, _ in under], dtype=torch.int64)
        at = torch.tensor([at for _, at in under], dtype=torch.float64)
        return torch.cat([subpath, on]), torch.cat([place, at]), torch.cat([ahead, torch.zeros_like(at)])


def steadied(entries, knots, weights):
    """Entries (bound knot [E], free knot [E], share [E]) such that the sums of bound knots at `knots` [H, 4]
    by `weights` [H, 4] are 0, whatever the free knots do. No free knot does more than before."""
    bound, free, share = entries
    concerned = torch.isin(bound, knots)
    columns = torch.unique(free[concerned])
    if not len(columns):
        return entries
    rows = _conditions(entries, knots, weights, columns)
    touched = torch.isin(free, columns)
    bounds, row = torch.unique(bound[touched], return_inverse=True)
    before = torch.zeros(len(bounds), len(columns), dtype=share.dtype)
    before[row, torch.searchsorted(columns, free[touched])] = share[touched]
    after = torch.zeros_like(before)
    for group in _groups(rows):
        after[:, group] = before[:, group] @ _projection(rows[:, group])
    at_bound, at_column = (after.abs() > LEAST).nonzero().unbind(1)
    return (
        torch.cat([bound[~touched], bounds[at_bound]]),
        torch.cat([free[~touched], columns[at_column]]),
        torch.cat([share[~touched], after[at_bound, at_column]]),
    )


def _conditions(entries, knots, weights, columns):
    """[H, C]: what each condition is of the free knots in `columns`."""
    bound, free, share = entries
    own = torch.isin(bound, knots)
    names, condition = torch.unique(knots.reshape(-1), return_inverse=True)
    by_knot = torch.zeros(len(names), len(columns), dtype=share.dtype)
    by_knot[torch.searchsorted(names, bound[own]), torch.searchsorted(columns, free[own])] = share[own]
    return torch.einsum("hk,hkc->hc", weights, by_knot[condition.reshape(knots.shape)])


def _groups(rows):
    """Columns [k] of [H, C] that conditions tie together."""
    condition, column = (rows.abs() > LEAST).nonzero().unbind(1)
    is_first = torch.ones_like(condition, dtype=torch.bool)
    is_first[1:] = condition[1:] != condition[:-1]
    leading = column[is_first][torch.cumsum(is_first, 0) - 1]
    name = connected(rows.shape[1], leading, column)
    return [(name == each).nonzero()[:, 0] for each in torch.unique(name)]


def _projection(rows):
    """[k, k]: onto what is 0 under `rows` [H, k]."""
    rows = rows[(rows.abs() > LEAST).any(1)]
    if not len(rows):
        return torch.eye(rows.shape[1], dtype=rows.dtype)
    _, size, across = torch.linalg.svd(rows, full_matrices=False)
    across = across[size > LEAST * size[0]]
    return torch.eye(rows.shape[1], dtype=rows.dtype) - across.T @ across
