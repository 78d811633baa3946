"""Which points may lie near which straight lines, found through grids."""

import torch

from .ragged import ragged, spans

LOW, HIGH = -1.0, 2.0  # canvas units: all that lies further out shares the outermost cells
FINEST = 0.004  # canvas units: the least size of a cell
LEVELS = 2  # grids for points of which one reaches twice as far as the other
PAIRS = 1 << 20  # pairs given at a time: bounds memory


def near_pairs(points, start, end, reach):
    """Yield (point, line) index pairs, [R] int64 each, that hold every pair no further apart than the
    point reaches; a line longer than a cell may come more than once.

    points: [Q, 2]. reach: [Q] canvas units. start, end: [L, 2] of the lines. Takes time and memory as cells
    that lines pass, so lines are to be short; pairs come some at a time. Points that reach further than
    others have a coarser grid of their own, so that they alone look at more.
    """
    if not len(points) or not len(start):
        return
    reach = reach.clamp(min=FINEST)
    largest = float(reach.max())
    level = (LEVELS * torch.log2(largest / reach)).long()
    for each in level.unique().tolist():
        chosen = (level == each).nonzero()[:, 0]
        grid = _Grid(float(reach[chosen].max()))
        for point, line in grid.pairs(points[chosen], start, end):
            yield chosen[point], line


def crowd(points, size):
    """[Q] int64: how many of the points ([Q, 2]) lie in the 3 by 3 cells of this size around each of them."""
    grid = _Grid(max(size, FINEST))
    keys = torch.sort(grid.key(grid.cell(points))).values
    return grid.around(points, keys)[1].sum(0)


class _Grid:
    """Square cells over the canvas, numbered row by row."""

    def __init__(self, size):
        self._size = size
        self._columns = int((HIGH - LOW) / size) + 3  # one stays empty: rows do not touch

    def cell(self, places):
        """[..., 2] int64 column and row of each place."""
        return ((places.clamp(LOW, HIGH) - LOW) / self._size).floor().long()

    def key(self, cell):
        """[...] int64, the cells' numbers."""
        return cell[..., 1] * self._columns + cell[..., 0]

    def around(self, points, keys):
        """(first [3, Q], count [3, Q]) of the `keys`, sorted, of cells around each point: above, beside
        and below it."""
        own = self.key(self.cell(points)) + self._columns * torch.tensor([[-1], [0], [1]])
        first = torch.searchsorted(keys, own - 1)
        return first, torch.searchsorted(keys, own + 1, right=True) - first

    def pairs(self, points, start, end):
        """Yield (point, line) of all points and lines in neighbouring cells."""
        first = self.cell(torch.minimum(start, end))
        size = self.cell(torch.maximum(start, end)) - first + 1
        line, position = ragged(size.prod(1))
        across = position % size[line, 0]
        down = position // size[line, 0]
        keys, order = torch.sort(self.key(first[line] + torch.stack([across, down], 1)), stable=True)
        line = line[order]
        low, counts = self.around(points, keys)
        low, counts = low.T.reshape(-1), counts.T.reshape(-1)
        for begin, stop in spans(counts.tolist(), PAIRS):
            row, position = ragged(counts[begin:stop])
            row = row + begin
            yield row // 3, line[low[row] + position]
