"""Subpaths as lines with a length: where along its subpath every point lies.

A subpath's nodes lie on it; a handle belongs to the node it shapes.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from protocol.geometry import LINE

SAMPLES = 16  # chords of one segment when it is measured


@dataclass(frozen=True)
class Outline:
    """Where the points of all subpaths lie. CPU tensors, float64."""

    points: Tensor  # [N, 2]
    point_subpath: Tensor  # [N] int64
    place: Tensor  # [N] length along the subpath of the point's node
    ahead: Tensor  # [N] how far a handle lies ahead of its node along the subpath (behind: < 0); nodes: 0
    subpath_path: Tensor  # [U] int64
    subpath_length: Tensor  # [U]
    is_closed: Tensor  # [U] bool
    ends: Tensor  # [U, 2] int64: the first and the last point of an open subpath
    sample: Tensor  # [S, SAMPLES + 1, 2] points along every segment
    sample_place: Tensor  # [S, SAMPLES + 1] their lengths along their subpaths
    segment_subpath: Tensor  # [S] int64
    controls: Tensor  # [S, 4] int64 points of every segment; a line's handles are its ends
    is_line: Tensor  # [S] bool


def outline_of(table):
    """The Outline of a PathTable."""
    points = torch.tensor(table.points, dtype=torch.float64).reshape(-1, 2)
    walk = _walk(table)
    controls = torch.tensor(walk["controls"]).reshape(-1, 4)
    is_line = torch.tensor(walk["is_line"])
    segment_subpath = torch.tensor(walk["segment_subpath"])
    sample = _samples(points[controls], is_line)
    chords = (sample[:, 1:] - sample[:, :-1]).norm(dim=2)
    lengths = chords.sum(1)
    subpath_count = len(table.subpath_closed)
    subpath_length = torch.zeros(subpath_count, dtype=torch.float64).index_add_(0, segment_subpath, lengths)
    before = torch.cumsum(subpath_length, 0) - subpath_length
    start = torch.cumsum(lengths, 0) - lengths - before[segment_subpath]

    place, ahead = _places(points, controls, is_line, start, start + lengths, walk["last_of_closed"])
    inner = torch.cumsum(chords, 1)
    return Outline(
        points=points,
        point_subpath=torch.tensor(walk["point_subpath"]),
        place=place,
        ahead=ahead,
        subpath_path=torch.tensor(walk["subpath_path"]),
        subpath_length=subpath_length,
        is_closed=torch.tensor(table.subpath_closed, dtype=torch.bool),
        ends=torch.tensor(walk["ends"]).reshape(-1, 2),
        sample=sample,
        sample_place=start[:, None] + torch.cat([torch.zeros_like(inner[:, :1]), inner], 1),
        segment_subpath=segment_subpath,
        controls=controls,
        is_line=is_line,
    )


def end_directions(outline):
    """[2 U, 2] unit vectors from each end of a subpath into it; 2 u is the first end of subpath u."""
    quarter = (outline.sample.shape[1] - 1) // 4
    subpath = outline.segment_subpath
    every = torch.arange(len(outline.subpath_path))
    first = torch.searchsorted(subpath, every).clamp(max=len(subpath) - 1)
    last = (torch.searchsorted(subpath, every, right=True) - 1).clamp(min=0)
    into_first = outline.sample[first, quarter] - outline.sample[first, 0]
    into_last = outline.sample[last, -1 - quarter] - outline.sample[last, -1]
    return normalize(torch.stack([into_first, into_last], 1).reshape(-1, 2), dim=1)


def _walk(table):
    """Plain lists that name the points of every segment and the subpaths they belong to."""
    out = {name: [] for name in ("controls", "is_line", "segment_subpath", "point_subpath", "ends")}
    out["subpath_path"] = [path for path, count in enumerate(table.path_subpaths) for _ in range(count)]
    out["last_of_closed"] = []
    segment = point = 0
    for subpath, (count, closed) in enumerate(zip(table.subpath_segments, table.subpath_closed, strict=True)):
        start = point
        for kind in table.segment_kinds[segment : segment + count]:
            out["controls"].append([point, *((point, point + 1) if kind == LINE else (point + 1, point + 2))])
            point += kind
            out["controls"][-1].append(point)
            out["is_line"].append(kind == LINE)
            out["last_of_closed"].append(False)
        if closed:
            out["controls"][-1][3] = start
            if out["is_line"][-1]:
                out["controls"][-1][2] = start
            out["last_of_closed"][-1] = True
        out["ends"].append((start, point))
        point += not closed
        out["point_subpath"] += [subpath] * (point - start)
        out["segment_subpath"] += [subpath] * count
        segment += count
    return out


def _samples(controls, is_line):
    t = torch.linspace(0, 1, SAMPLES + 1, dtype=torch.float64)
    u = 1 - t
    cubic = torch.stack([u**3, 3 * u * u * t, 3 * u * t * t, t**3])
    line = torch.stack([u, 0 * t, 0 * t, t])
    weights = torch.where(is_line[:, None, None], line, cubic)
    return torch.einsum("sij,sit->stj", controls, weights)


def _places(points, controls, is_line, start, end, last_of_closed):
    place = torch.zeros(len(points), dtype=torch.float64)
    ahead = torch.zeros(len(points), dtype=torch.float64)
    opens = ~torch.tensor(last_of_closed)
    place[controls[opens, 3]] = end[opens]
    place[controls[:, 0]] = start
    curved = ~is_line
    out_node, out_handle, in_handle, in_node = controls[curved].unbind(1)
    place[out_handle] = start[curved]
    ahead[out_handle] = (points[out_handle] - points[out_node]).norm(dim=1)
    place[in_handle] = end[curved]
    ahead[in_handle] = -(points[in_handle] - points[in_node]).norm(dim=1)
    return place, ahead
