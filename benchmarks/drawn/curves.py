"""The subpaths of a PathTable as cubics, and as chords."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from protocol.geometry import LINE

CHORDS = 16  # of each cubic
_T = np.linspace(0, 1, CHORDS + 1)
_WEIGHTS = np.stack(
    [(1 - _T) ** 3, 3 * _T * (1 - _T) ** 2, 3 * _T**2 * (1 - _T), _T**3]
)  # [4, CHORDS + 1, 1]


@dataclass(frozen=True)
class Curve:
    """One subpath. Lines are cubics with their handles on the line."""

    cubics: np.ndarray  # [n, 4, 2] float64, canvas units
    is_closed: bool
    width: float  # of its stroke, canvas units; 0 without
    path: int  # row of the table

    @cached_property
    def chords(self):
        """[n * CHORDS + 1, 2] points along it."""
        along = np.einsum("nkd,kc->ncd", self.cubics, _WEIGHTS)
        return np.concatenate([along[:, :-1].reshape(-1, 2), along[-1:, -1]])

    @property
    def length(self):
        """Canvas units."""
        return float(np.linalg.norm(np.diff(self.chords, axis=0), axis=1).sum())


def curves_of(table, points, widths):
    """The Curves of all subpaths. points: [N, 2] and widths: [P] as the table's, or as a result has them."""
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    out, segment, first = [], 0, 0
    rows = [row for row, count in enumerate(table.path_subpaths) for _ in range(count)]
    for row, count, closed in zip(rows, table.subpath_segments, table.subpath_closed, strict=True):
        kinds = table.segment_kinds[segment : segment + count]
        size = sum(kinds) + (not closed)
        own = points[first : first + size]
        width = widths[row] if table.paint[row] & 2 else 0.0
        out.append(Curve(_cubics(own, kinds, closed), bool(closed), float(width), row))
        segment, first = segment + count, first + size
    return out


def _cubics(points, kinds, closed):
    points = np.concatenate([points, points[:1]]) if closed else points
    out, at = [], 0
    for kind in kinds:
        if kind == LINE:
            start, end = points[at], points[at + 1]
            out.append([start, (2 * start + end) / 3, (start + 2 * end) / 3, end])
        else:
            out.append(points[at : at + 4])
        at += kind
    return np.array(out)
