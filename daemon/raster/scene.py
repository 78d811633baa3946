"""Paths as tensors: what changes during a run (Scene) and what never does (Topology)."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from protocol.geometry import LINE, Paint


@dataclass(frozen=True)
class Topology:
    """Which points make which segment and path. Segments lie in path order.

    An open subpath has one more segment that closes it, used for filling only, as SVG fills it.
    """

    controls: Tensor  # [S, 4] int64, indices of points; a line uses the first and the last
    is_line: Tensor  # [S] bool
    fill_only: Tensor  # [S] bool, the implicit closing lines
    segment_path: Tensor  # [S] int64, ascending
    has_fill: Tensor  # [P] bool
    has_stroke: Tensor  # [P] bool
    evenodd: Tensor  # [P] bool
    round_pen: bool  # every pen is the identity

    @property
    def path_count(self):
        return len(self.has_fill)


@dataclass(frozen=True)
class Scene:
    """Paths in document order, first painted first; the picture's longer side is 1, y down.

    Any of the tensors may require gradients. All share one dtype and device.
    """

    topology: Topology
    points: Tensor  # [N, 2]
    fill: Tensor  # [P, 4] straight RGBA 0..1
    stroke: Tensor  # [P, 4] straight RGBA 0..1
    stroke_width: Tensor  # [P]
    pen: Tensor  # [P, 2, 2] deforms the round pen of the stroke
    opacity: Tensor  # [P] 0..1, of fill and stroke together

    def span(self, start, stop):
        """The scene of paths start..stop alone; points stay as they are."""
        old = self.topology
        first, last = torch.searchsorted(
            old.segment_path, torch.tensor([start, stop], device=old.segment_path.device)
        ).tolist()
        topology = replace(
            old,
            controls=old.controls[first:last],
            is_line=old.is_line[first:last],
            fill_only=old.fill_only[first:last],
            segment_path=old.segment_path[first:last] - start,
            has_fill=old.has_fill[start:stop],
            has_stroke=old.has_stroke[start:stop],
            evenodd=old.evenodd[start:stop],
        )
        per_path = {
            name: getattr(self, name)[start:stop]
            for name in ("fill", "stroke", "stroke_width", "pen", "opacity")
        }
        return replace(self, topology=topology, **per_path)


def scene_of(table, *, device="cpu", dtype=torch.float32):
    """The Scene of a checked protocol.geometry.PathTable."""

    def column(values, *shape):
        return torch.tensor(values, dtype=dtype).reshape(-1, *shape).to(device)

    return Scene(
        topology=_topology(table, device),
        points=column(table.points, 2),
        fill=column(table.fill, 4),
        stroke=column(table.stroke, 4),
        stroke_width=column(table.stroke_width),
        pen=column(table.pen, 2, 2),
        opacity=column(table.opacity),
    )


def _topology(table, device):
    controls, is_line, fill_only, owner = [], [], [], []
    segment = subpath = point = 0
    for path, subpaths in enumerate(table.path_subpaths):
        for _ in range(subpaths):
            kinds = table.segment_kinds[segment : segment + table.subpath_segments[subpath]]
            closed = bool(table.subpath_closed[subpath])
            start = point
            for index, kind in enumerate(kinds):
                ends_at_start = closed and index == len(kinds) - 1
                end = start if ends_at_start else point + kind
                inner = (point, end) if kind == LINE else (point + 1, point + 2)
                controls.append((point, *inner, end))
                is_line.append(kind == LINE)
                fill_only.append(False)
                point += kind
            if not closed:
                controls.append((point, point, start, start))
                is_line.append(True)
                fill_only.append(True)
                point += 1
            owner += [path] * (len(kinds) + (not closed))
            segment += len(kinds)
            subpath += 1
    paint = torch.tensor(table.paint, dtype=torch.int64)
    pen = torch.tensor(table.pen).reshape(-1, 2, 2)
    return Topology(
        controls=torch.tensor(controls, dtype=torch.int64).reshape(-1, 4).to(device),
        is_line=torch.tensor(is_line, dtype=torch.bool).to(device),
        fill_only=torch.tensor(fill_only, dtype=torch.bool).to(device),
        segment_path=torch.tensor(owner, dtype=torch.int64).to(device),
        has_fill=((paint & Paint.FILL) != 0).to(device),
        has_stroke=((paint & Paint.STROKE) != 0).to(device),
        evenodd=(torch.tensor(table.stroke_style).reshape(-1, 4)[:, 0] == 1).to(device),
        round_pen=bool((pen == torch.eye(2)).all()),
    )
