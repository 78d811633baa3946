"""Which points may lie near which straight lines, found through a grid: no pair is looked at twice."""

import torch

from .ragged import ragged, spans

LOW, HIGH = -1.0, 2.0  # canvas units: all that lies further out shares the outermost cells
FINEST = 0.004  # canvas units: the least size of a cell
PAIRS = 1 << 20  # pairs given at a time: bounds memory


def near_pairs(points, start, end, reach):
    """Yield (point, line) index pairs, [R] int64 each, that hold every pair no further apart than `reach`.

    points: [Q, 2]. start, end: [L, 2] of the lines. reach: canvas units. Takes time and memory as
    cells that lines pass, so lines are to be short; pairs come some at a time.
    """
    reach = max(reach, FINEST)
    columns = int((HIGH - LOW) / reach) + 2

    def cell(places):
        return ((places.clamp(LOW, HIGH) - LOW) / reach).floor().long()

    first = cell(torch.minimum(start, end) - reach)
    size = cell(torch.maximum(start, end) + reach) - first + 1
    line, position = ragged(size.prod(1))
    x = first[line, 0] + position % size[line, 0]
    y = first[line, 1] + position // size[line, 0]
    keys, order = torch.sort(y * columns + x, stable=True)
    line = line[order]

    own = cell(points)
    key = own[:, 1] * columns + own[:, 0]
    low = torch.searchsorted(keys, key)
    counts = torch.searchsorted(keys, key, right=True) - low
    for begin, stop in spans(counts.tolist(), PAIRS):
        point, position = ragged(counts[begin:stop])
        point = point + begin
        yield point, line[low[point] + position]
