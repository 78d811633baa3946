"""Which pixels an outline encloses."""

import torch

from .edges import is_inside
from .ragged import ragged


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
