"""Whether one set of subpaths is another one moved as a whole, as Inkscape writes it into `d`."""

import math

from ..number_text import rounded
from ..path_data import PathDataError, parse_path
from ..subpaths import Subpath, format_subpaths
from ..transforms import IDENTITY
from ..write_back import decimal_places

# Inkscape writes 8 significant digits, and relative coordinates add their roundings up.
_SHARE_OF_EXTENT = 1e-5
_SHARE_OF_SIZE = 1e-6
_FEWEST = 4  # points: three can always be mapped to three others
_FLAT = 1e-6  # of the spread squared: points on a line do not tell how the plane was mapped


def subpaths_or_none(d):
    """The subpaths of path data; None where it can't be read."""
    try:
        return parse_path(d)
    except PathDataError:
        return None


def have_same_nodes(one, other):
    """True if two lists of subpaths have the same segments in the same order (None: never)."""
    if one is None or other is None:
        return False
    return _structure(one) == _structure(other)


def _structure(subpaths):
    return [(list(each.table_kinds()), each.is_closed) for each in subpaths]


def points_of(subpaths):
    """All points, a closing point once."""
    return [point for each in subpaths for point in each.table_points()]


def with_points(subpaths, points):
    """Subpaths like these through other points (as many as points_of gives)."""
    made = []
    at = 0
    for each in subpaths:
        count = len(each.table_points())
        own = list(points[at : at + count])
        at += count
        made.append(Subpath([*own, own[0]] if each.is_joined else own, each.kinds, each.is_closed))
    return made


def movement(before, after):
    """The affine map that has taken `before` to `after` (with the same nodes), or None if none has.

    Few points, and points on a line, only tell a shift for sure.
    """
    start, end = points_of(before), points_of(after)
    tolerance = _SHARE_OF_EXTENT * _extent(end) + _SHARE_OF_SIZE * max(
        abs(value) for point in end for value in point
    )
    shift = [sum(b[axis] - a[axis] for a, b in zip(start, end)) / len(start) for axis in (0, 1)]
    shifted = (1.0, 0.0, 0.0, 1.0, shift[0], shift[1])
    if _misfit(shifted, start, end) <= tolerance:
        return IDENTITY if math.hypot(*shift) <= tolerance else shifted
    fitted = _fitted(start, end)
    return fitted if fitted and _misfit(fitted, start, end) <= tolerance else None


def mapped_path(d, matrix):
    """Path data under an affine map, with as many digits as matter; as it is where it can't be read."""
    subpaths = subpaths_or_none(d)
    if not subpaths:
        return d
    mapped = [each.mapped(matrix) for each in subpaths]
    places = decimal_places(_extent(points_of(mapped)) or 1.0)
    return format_subpaths(rounded_subpaths(mapped, places))


def rounded_subpaths(subpaths, places):
    """Subpaths with their coordinates rounded to decimal places."""

    def fewer_digits(points):
        return [(rounded(x, places), rounded(y, places)) for x, y in points]

    return [Subpath(fewer_digits(each.points), each.kinds, each.is_closed) for each in subpaths]


def _extent(points):
    return max(max(point[axis] for point in points) - min(point[axis] for point in points) for axis in (0, 1))


def _misfit(matrix, start, end):
    a, b, c, d, e, f = matrix
    return max(math.hypot(a * x + c * y + e - u, b * x + d * y + f - v) for (x, y), (u, v) in zip(start, end))


def _fitted(start, end):
    """The affine map of least squares; None where the points do not tell it."""
    if len(start) < _FEWEST:
        return None
    count = len(start)
    (mx, my), (mu, mv) = (
        [sum(point[axis] for point in each) / count for axis in (0, 1)] for each in (start, end)
    )
    rows = [(x - mx, y - my, u - mu, v - mv) for (x, y), (u, v) in zip(start, end)]
    xx, xy, yy = (sum(row[i] * row[j] for row in rows) for i, j in ((0, 0), (0, 1), (1, 1)))
    square = xx * yy - xy * xy
    if square <= _FLAT * (xx + yy) ** 2:
        return None
    linear = []
    for axis in (2, 3):
        xw, yw = (sum(row[i] * row[axis] for row in rows) for i in (0, 1))
        linear.append(((xw * yy - yw * xy) / square, (yw * xx - xw * xy) / square))
    (a, c), (b, d) = linear
    return (a, b, c, d, mu - a * mx - c * my, mv - b * mx - d * my)
