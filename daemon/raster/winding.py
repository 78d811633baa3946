"""What lies inside an outline: winding numbers of pixels and of points beside the outline."""

import torch

from .ragged import ragged, spans

BESIDE = 1e-3  # px to the left and right of a piece where its two sides are looked at
PAIRS = 1 << 21  # pairs of pieces looked at together: bounds memory


def is_inside(winding, evenodd):
    """bool: winding numbers to inside, by each one's fill rule."""
    return torch.where(evenodd, winding % 2 != 0, winding != 0)


@torch.no_grad()
def cells_inside(pieces, windows, evenodd):
    """[cell_count] bool: the cells whose centre their path's outline encloses.

    Every piece marks, in each row of pixels it crosses, the first pixel to its right; sums along
    the rows are winding numbers. Rows are one longer than windows: a closed outline's marks cancel
    within them, so one running sum serves all rows.
    """
    owner = pieces.path
    rows = windows.height * (windows.width + 1)
    row_first = torch.cumsum(rows, 0) - rows
    low_y, high_y = (
        torch.minimum(pieces.start[:, 1], pieces.end[:, 1]),
        torch.maximum(pieces.start[:, 1], pieces.end[:, 1]),
    )
    top, bottom = windows.top[owner], windows.top[owner] + windows.height[owner]
    # rows with low <= centre < high: a shared end point counts for one of its two pieces
    first = torch.minimum(torch.maximum((low_y - 0.5).ceil().clamp(-1e9, 1e9).long(), top), bottom)
    after = torch.minimum(torch.maximum((high_y - 0.5).ceil().clamp(-1e9, 1e9).long(), top), bottom)
    piece, position = ragged(after - first)
    y = first[piece] + position

    start, end = pieces.start[piece], pieces.end[piece]
    t = (y + 0.5 - start[:, 1]) / (end[:, 1] - start[:, 1])
    x = start[:, 0] + t * (end[:, 0] - start[:, 0])
    path = owner[piece]
    column = (x - 0.5).ceil().clamp(-1e9, 1e9).long() - windows.left[path]
    column = torch.minimum(column.clamp(min=0), windows.width[path])
    sign = torch.where(end[:, 1] > start[:, 1], 1, -1)
    marks = torch.zeros(int(rows.sum()), dtype=torch.int64, device=owner.device)
    marks.index_add_(0, row_first[path] + (y - windows.top[path]) * (windows.width[path] + 1) + column, sign)
    winding = torch.cumsum(marks, 0)

    path, position = ragged(windows.width * windows.height)
    width = windows.width[path]
    winding = winding[row_first[path] + position // width * (width + 1) + position % width]
    return is_inside(winding, evenodd[path])


@torch.no_grad()
def inner_side(pieces, evenodd):
    """[K] int64: on which side of a piece its path's inside lies: 1 right (x right, y down, looking
    along it), -1 left, 0 where both sides are in or both out and no edge shows."""
    middle = 0.5 * (pieces.start + pieces.end)
    along = torch.nn.functional.normalize(pieces.end - pieces.start, dim=1, eps=1e-30)
    right = torch.stack([-along[:, 1], along[:, 0]], 1) * BESIDE
    rule = evenodd[pieces.path]
    inside_right = is_inside(_winding_at(middle + right, pieces), rule)
    inside_left = is_inside(_winding_at(middle - right, pieces), rule)
    return inside_right.long() - inside_left.long()


def _winding_at(points, pieces):
    """[K] winding numbers of one point per piece in the outline of the piece's path."""
    path_count = int(pieces.path[-1]) + 1 if len(pieces.path) else 0
    sizes = torch.bincount(pieces.path, minlength=path_count)
    firsts = torch.cumsum(sizes, 0) - sizes
    others = sizes[pieces.path]
    winding = torch.zeros(len(points), dtype=torch.int64, device=points.device)
    for begin, stop in spans(others.tolist(), PAIRS):
        one, position = ragged(others[begin:stop])
        one = one + begin
        other = firsts[pieces.path[one]] + position
        (px, py), start, end = points[one].unbind(1), pieces.start[other], pieces.end[other]
        crosses = (start[:, 1] <= py) != (end[:, 1] <= py)
        t = (py - start[:, 1]) / torch.where(crosses, end[:, 1] - start[:, 1], 1.0)
        left = crosses & (start[:, 0] + t * (end[:, 0] - start[:, 0]) <= px)
        sign = torch.where(end[:, 1] > start[:, 1], 1, -1)
        winding.index_add_(0, one, torch.where(left, sign, 0))
    return winding
