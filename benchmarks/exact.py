"""What a drawing really looks like, by asking every point of a fine grid: nothing of daemon.raster is used.

A point is inked by a stroke if it is no further from the curve than half its width (round caps and
joins), and by a fill if the outline winds around it. Colours are laid over one another at every point of
the grid, and a pixel is the mean of its points.
"""

import math

import numpy as np
from numba import njit

CHORDS = 128  # of one cubic: with 100 px of length they lie within 0.001 px of the curve


class Truth:
    """Strokes (round caps and joins) and non-zero fills of one cubic subpath each, over white.

    shapes: scenes.Shape list. side: px of the square picture. fine: points per pixel, each way.
    """

    def __init__(self, shapes, side, fine=16):
        self._shapes, self._side, self._fine = shapes, side, fine
        self._inks = [
            self._ink(index, np.array(shape.points), shape.width) for index, shape in enumerate(shapes)
        ]

    def picture(self):
        """[side, side, 3] float64."""
        count = self._side * self._fine
        columns = np.tile(np.arange(count), self._fine)
        rows = []
        for first in range(0, count, self._fine):
            y = np.repeat(np.arange(first, first + self._fine), count)
            colours = self._colours(y, columns, {})
            rows.append(colours.reshape(self._fine, self._side, self._fine, 3).mean((0, 2)))
        return np.stack(rows)

    def difference(self, index, weights, moved, widths):
        """How much the sum of weights ([side, side, 3]) times the picture differs between shape `index`
        with points moved[0] ([n, 2] canvas units) and width widths[0], and with moved[1] and widths[1]."""
        inks = [self._ink(index, points, wide) for points, wide in zip(moved, widths, strict=True)]
        y, x = _differing(*inks)
        high, low = (self._colours(y, x, {index: ink}) for ink in inks)
        return float((weights[y // self._fine, x // self._fine] * (high - low)).sum()) / self._fine**2

    def _ink(self, index, points, width):
        """((x, y) of the first point, [rows, columns] bool): the points a shape inks."""
        shape = self._shapes[index]
        line = _polyline(points * self._side, shape.closed)
        reach = 0.5 * width * self._side if shape.stroke else 0.0
        low = np.floor(line.min(0) - reach).clip(0, self._side).astype(int)
        high = np.ceil(line.max(0) + reach).clip(0, self._side).astype(int)
        grid = (line - low) * self._fine - 0.5  # a point of the grid has whole numbers
        rows, columns = ((high - low)[::-1] * self._fine).tolist()
        if shape.fill:
            turns = np.zeros((rows, columns + 1), np.int32)
            _count_turns(grid, turns)
            inked = turns.cumsum(1)[:, :-1] != 0
        else:
            inked = np.zeros((rows, columns), np.bool_)
            _ink_near(grid, reach * self._fine, inked)
        return tuple((low * self._fine).tolist()), inked

    def _colours(self, y, x, instead):
        """[n, 3] at points of the grid ([n] each), with some inks ({index: ink}) replaced."""
        out = np.ones((len(y), 3))
        for index, shape in enumerate(self._shapes):
            rgba = np.array(shape.fill or shape.stroke)
            share = rgba[3] * _looked_up(instead.get(index, self._inks[index]), y, x)[:, None]
            out += share * (rgba[:3] - out)
        return out


def _looked_up(ink, y, x):
    """[n] bool: whether points of the grid are inked."""
    (left, top), inked = ink
    rows, columns = inked.shape
    inside = (y >= top) & (y < top + rows) & (x >= left) & (x < left + columns)
    out = np.zeros(len(y), np.bool_)
    out[inside] = inked[y[inside] - top, x[inside] - left]
    return out


def _differing(one, other):
    """(y, x) of the points that only one of two inks has."""
    found = []
    for ink, against in ((one, other), (other, one)):
        (left, top), inked = ink
        y, x = (each + first for each, first in zip(inked.nonzero(), (top, left), strict=True))
        alone = ~_looked_up(against, y, x)
        found.append((y[alone], x[alone]))
    return tuple(np.concatenate(each) for each in zip(*found, strict=True))


def _polyline(points, closed):
    """[n, 2]: CHORDS per cubic, its last point the end of the last cubic."""
    if closed:
        points = np.concatenate([points, points[:1]])
    t = np.linspace(0, 1, CHORDS + 1)[:-1, None]
    u = 1 - t
    pieces = [
        u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d
        for a, b, c, d in (points[first : first + 4] for first in range(0, len(points) - 1, 3))
    ]
    return np.concatenate([*pieces, points[-1:]])


@njit(cache=True)
def _ink_near(line, reach, inked):
    """Set what lies no further than `reach` from a polyline."""
    rows, columns = inked.shape
    for k in range(len(line) - 1):
        ax, ay = line[k]
        dx, dy = line[k + 1, 0] - ax, line[k + 1, 1] - ay
        length = dx * dx + dy * dy
        top, bottom = math.ceil(min(ay, ay + dy) - reach), math.floor(max(ay, ay + dy) + reach)
        left, right = math.ceil(min(ax, ax + dx) - reach), math.floor(max(ax, ax + dx) + reach)
        for y in range(max(0, top), min(rows, bottom + 1)):
            for x in range(max(0, left), min(columns, right + 1)):
                t = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / length)) if length > 0 else 0.0
                away_x, away_y = x - ax - t * dx, y - ay - t * dy
                if away_x * away_x + away_y * away_y <= reach * reach:
                    inked[y, x] = True


@njit(cache=True)
def _count_turns(line, turns):
    """Add to `turns` ([rows, columns + 1]) how much winding grows along each row."""
    rows, columns = turns.shape
    for k in range(len(line) - 1):
        ax, ay = line[k]
        bx, by = line[k + 1]
        way = 1 if by > ay else -1
        for y in range(max(0, math.ceil(min(ay, by))), min(rows, math.ceil(max(ay, by)))):
            at = ax + (y - ay) / (by - ay) * (bx - ax)
            turns[y, min(max(0, math.ceil(at)), columns - 1)] += way
