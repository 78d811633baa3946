"""Curves to straight pieces."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .ragged import ragged

ACCURACY = 0.03  # px between a curve and its pieces: thin curves need good normals, not only good places
LONGEST = 8.0  # px: a longer piece would make pixels far from it be looked at
MOST = 256  # pieces of one segment: enough for bends of 2,600 px, far beyond any picture of ours


@dataclass(frozen=True)
class Pieces:
    """Straight bits of flattened segments, in path order, px of the picture."""

    start: Tensor  # [K, 2]
    end: Tensor  # [K, 2]
    path: Tensor  # [K] int64, ascending
    fill_only: Tensor  # [K] bool

    def keep(self, chosen):
        """Those pieces where `chosen` ([K] bool, or a slice) is true."""
        return Pieces(self.start[chosen], self.end[chosen], self.path[chosen], self.fill_only[chosen])


def flatten(points, topology, *, accuracy=ACCURACY):
    """Pieces within `accuracy` px of every segment; none for paths with a coordinate that is not finite.

    points: [N, 2] px. Differentiable in `points`; how many pieces there are follows from their
    values alone. Their number grows with the root of extent / accuracy.
    """
    finite = torch.isfinite(points).all(1)
    broken = torch.zeros(topology.path_count, dtype=torch.int64, device=points.device)
    broken.index_add_(0, topology.segment_path, (~finite[topology.controls]).any(1).long())
    drawn = broken[topology.segment_path] == 0
    points = torch.where(finite[:, None], points, torch.zeros_like(points))

    counts = torch.where(drawn, _piece_counts(points.detach(), topology, accuracy), 0)
    segment, position = ragged(counts)
    steps = counts[segment].to(points.dtype)
    return Pieces(
        start=_evaluate(points, topology, segment, position / steps),
        end=_evaluate(points, topology, segment, (position + 1) / steps),
        path=topology.segment_path[segment],
        fill_only=topology.fill_only[segment],
    )


def _piece_counts(points, topology, accuracy):
    """[S] int64. A cubic split evenly into n lies within 3/4 * bend / n^2 of its chords."""
    p0, p1, p2, p3 = points[topology.controls].unbind(1)
    bend = torch.maximum((p0 - 2 * p1 + p2).norm(dim=1), (p1 - 2 * p2 + p3).norm(dim=1))
    curved = torch.where(topology.is_line, 0.0, torch.sqrt(0.75 * bend / accuracy))
    polygon = (p1 - p0).norm(dim=1) + (p2 - p1).norm(dim=1) + (p3 - p2).norm(dim=1)
    length = torch.where(topology.is_line, (p3 - p0).norm(dim=1), polygon)
    return torch.maximum(curved, length / LONGEST).clamp(1, MOST).ceil().long()


def _evaluate(points, topology, segment, t):
    """[K, 2] the points at parameters `t` of `segment`s."""
    t, straight = t[:, None], topology.is_line[segment][:, None]
    u = 1 - t
    weights = torch.cat(
        [
            torch.where(straight, u, u * u * u),
            torch.where(straight, 0.0, 3 * u * u * t),
            torch.where(straight, 0.0, 3 * u * t * t),
            torch.where(straight, t, t * t * t),
        ],
        dim=1,
    )
    # index_select: its gradient is added up in a fixed order, that of points[...] is not
    controls = points.index_select(0, topology.controls[segment].reshape(-1)).reshape(-1, 4, 2)
    return (controls * weights[..., None]).sum(1)
