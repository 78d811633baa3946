"""Coverage of filled outlines: signed distance to the edges where inside and outside meet."""

import torch

from .edges import inner_side, split_at_crossings
from .interior import cells_inside
from .nearest import nearest_pieces
from .ramp import half_plane
from .strokes import TINY
from .windows import boxes_of


def fill_coverage(pieces, scene, windows, height, width, *, ramp):
    """(cell, coverage) where fills show: [C] int64 ascending and [C] in 0..1, differentiable.

    A shape thinner than the ramp comes out bolder than it is: only its nearest edge counts.
    """
    wanted = scene.topology.has_fill[pieces.path] & ((pieces.end - pieces.start).detach() != 0).any(1)
    pieces = pieces.keep(wanted.nonzero()[:, 0])
    inside = cells_inside(pieces, windows, scene.topology.evenodd)
    margin = pieces.start.new_full((len(pieces.path),), 0.5 * ramp)
    near = boxes_of(pieces, margin, height, width).area().nonzero()[:, 0]
    parts = split_at_crossings(pieces, near)
    side = inner_side(parts, pieces, scene.topology.evenodd)
    shows = side.nonzero()[:, 0]
    edges, side = parts.keep(shows), side[shows]
    boxes = boxes_of(edges, margin.new_full((len(side),), 0.5 * ramp), height, width)
    edge_cells, nearest = nearest_pieces(edges, boxes, windows)

    signed = _signed_distance(edges, side, nearest, edge_cells, inside, windows)
    coverage = inside.to(signed.dtype).index_copy(0, edge_cells, half_plane(signed, ramp))
    shows = inside.index_fill(0, edge_cells, True)
    cells = shows.nonzero()[:, 0]
    return cells, coverage.index_select(0, cells)


def _signed_distance(pieces, side, nearest, cells, inside, windows):
    """[C] px from the nearest edge, positive inside.

    Beside a piece it is the distance to its line, signed by the piece's own inner side: that has a
    gradient even at a pixel centre exactly on the edge. Beyond its ends it is the distance to the end.
    """
    x, y = windows.pixel(pieces.path[nearest], cells)
    centre = torch.stack([x, y], 1).to(pieces.start.dtype) + 0.5
    start = pieces.start.index_select(0, nearest)
    along = pieces.end.index_select(0, nearest) - start
    offset = centre - start
    length2 = (along * along).sum(1).clamp(min=TINY)
    t = (offset * along).sum(1) / length2
    across = (along[:, 0] * offset[:, 1] - along[:, 1] * offset[:, 0]) / length2.sqrt()
    beyond = offset - t.clamp(0, 1)[:, None] * along
    away = (beyond.square().sum(1) + TINY).sqrt()
    sign = torch.where(inside[cells], 1.0, -1.0).to(away.dtype)
    return torch.where((t >= 0) & (t <= 1), side[nearest] * across, sign * away)
