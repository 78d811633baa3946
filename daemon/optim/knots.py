"""How a subpath may change: its displacement is a smooth function of the length along it.

The function is a cubic B-spline with a knot about every SPACING, so what a subpath can do depends on
its length, not on how many nodes it happens to have (but a subpath has no more pieces than
segments). A handle moves with its node and with the slope of the function there; both handles of a
smooth node turn alike, so smooth nodes stay smooth.
At the ends of an open subpath the first and the last knot alone say how far the end moves, which
makes joints a matter of sharing knots. Closed subpaths have periodic splines.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

SPACING = 0.12  # canvas units along a subpath
DEGREE = 3
LEAST_CLOSED = 4  # a periodic cubic with fewer knots can't even turn


@dataclass(frozen=True)
class Knots:
    """The knots of all subpaths, in subpath order. CPU tensors, float64."""

    subpath: Tensor  # [K] int64
    place: Tensor  # [K] length along the subpath where the knot acts most
    spans: Tensor  # [U] int64 polynomial pieces of each subpath
    first: Tensor  # [U] int64 number of each subpath's first knot
    is_closed: Tensor  # [U] bool
    length: Tensor  # [U] subpaths' lengths, above 0

    @property
    def count(self):
        return len(self.subpath)

    def end_knots(self):
        """[U, 2] the knots that move the first and the last point of open subpaths; of a closed one
        twice its first knot."""
        last = torch.where(self.is_closed, self.first, self.first + self.spans + DEGREE - 1)
        return torch.stack([self.first, last], 1)

    def weights(self, subpath, place, ahead):
        """(knots, weights) of points: [Q, 4] int64 and [Q, 4]. The displacement of a point is the
        sum of its knots' displacements by these weights.

        subpath: [Q] int64; place, ahead: [Q] as in Outline.
        """
        spans = self.spans[subpath]
        per_unit = spans / self.length[subpath]
        x = place * per_unit
        span = torch.minimum(x.floor().long().clamp(min=0), spans - 1)
        closed = self.is_closed[subpath]
        at_end = ~closed & ((place <= 0) | (place >= self.length[subpath]))
        # a long handle at an end would swing far: there it moves at most as the next knot does
        most = torch.where(at_end, 1 / (DEGREE * per_unit), torch.inf)
        ahead = ahead.clamp(-most, most)
        step = 1e-3
        slope = (_basis(x + step, span, spans, closed) - _basis(x - step, span, spans, closed)) / (2 * step)
        weights = _basis(x, span, spans, closed) + (ahead * per_unit)[:, None] * slope
        index = span[:, None] + torch.arange(DEGREE + 1)
        index = torch.where(closed[:, None], index % spans[:, None], index)
        return self.first[subpath][:, None] + index, weights


def knots_of(outline):
    """The Knots for an Outline's subpaths."""
    length = outline.subpath_length.clamp(min=1e-9)
    segments = torch.bincount(outline.segment_subpath, minlength=len(length))
    spans = torch.minimum((length / SPACING).round().long(), segments).clamp(min=1)
    closed = outline.is_closed
    spans = torch.where(closed, spans.clamp(min=LEAST_CLOSED), spans)
    counts = torch.where(closed, spans, spans + DEGREE)
    subpath = torch.repeat_interleave(torch.arange(len(counts)), counts)
    first = torch.cumsum(counts, 0) - counts
    index = torch.arange(len(subpath)) - first[subpath]
    acts = sum(_knot(index + k, spans[subpath], closed[subpath]) for k in range(1, DEGREE + 1)) / DEGREE
    place = acts * (length / spans)[subpath]
    return Knots(subpath, place, spans, first, closed, length)


def _knot(index, spans, closed):
    """Where the polynomial pieces of a spline meet, in pieces from the subpath's start."""
    value = index - DEGREE
    return torch.where(closed, value, torch.minimum(value.clamp(min=0), spans)).double()


def _basis(x, span, spans, closed):
    """[Q, 4] values at x of the B-splines that are not 0 in a span (de Boor's recursion), each
    continued as the polynomial it is there."""
    values = [torch.ones_like(x)]
    for degree in range(1, DEGREE + 1):
        grown = [torch.zeros_like(x) for _ in range(degree + 1)]
        for index, value in enumerate(values):
            right = _knot(span + DEGREE + index + 1, spans, closed)
            left = _knot(span + DEGREE + index + 1 - degree, spans, closed)
            share = value / (right - left)
            grown[index] = grown[index] + (right - x) * share
            grown[index + 1] = grown[index + 1] + (x - left) * share
        values = grown
    return torch.stack(values, 1)
