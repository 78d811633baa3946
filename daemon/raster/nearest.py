"""Which piece of a path lies nearest to a pixel."""

import torch


def squared_distance(x, y, start, end):
    """Squared distance of points (x, y) ([Q] each) to pieces start..end ([Q, 2] each)."""
    ax, ay = x - start[:, 0], y - start[:, 1]
    bx, by = end[:, 0] - start[:, 0], end[:, 1] - start[:, 1]
    length2 = bx * bx + by * by
    t = ((ax * bx + ay * by) / length2.clamp(min=1e-12)).clamp(0, 1)
    dx, dy = ax - t * bx, ay - t * by
    return dx * dx + dy * dy


@torch.no_grad()
def nearest_pieces(pieces, boxes, windows, pen_inverse=None):
    """(cell, piece) of every cell inside a box: [C] int64 each, cells ascending.

    Of several equally near pieces the first counts. `pen_inverse` ([P, 2, 2] or None): distances
    are measured after it.
    """
    piece, x, y = boxes.pixels()
    path = pieces.path[piece]
    cell = windows.cell(path, x, y)
    start, end = pieces.start, pieces.end
    px, py = x.to(start.dtype) + 0.5, y.to(start.dtype) + 0.5
    if pen_inverse is not None:
        pens = pen_inverse[pieces.path]
        start = torch.einsum("kij,kj->ki", pens, start)
        end = torch.einsum("kij,kj->ki", pens, end)
        px, py = torch.einsum("kij,kj->ki", pens[piece], torch.stack([px, py], 1)).unbind(1)
    distance2 = squared_distance(px, py, start[piece], end[piece])

    nearest = distance2.new_full((windows.cell_count,), torch.inf)
    nearest.scatter_reduce_(0, cell, distance2, "amin")
    winner = distance2 == nearest[cell]
    none = len(pieces.path)
    first = torch.full((windows.cell_count,), none, dtype=torch.int64, device=piece.device)
    first.scatter_reduce_(0, cell[winner], piece[winner], "amin")
    cells = (first < none).nonzero()[:, 0]
    return cells, first[cells]
