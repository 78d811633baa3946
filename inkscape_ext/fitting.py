"""One cubic along many points.

P. J. Schneider, "An Algorithm for Automatically Fitting Digitized Curves", Graphics Gems, 1990: least squares
for the lengths of two handles of known directions, and better places on the cubic for the points, in turns.
"""

import math
from itertools import accumulate

from .subpaths import cubic_at, unit_vector

ROUNDS = 4


def fit(points, into, out):
    """(the cubic's four points, the index of the inner point furthest from it, how far any is) of points
    along a line. into, out: unit vectors from its ends along it."""
    along = [0.0, *accumulate(math.dist(*pair) for pair in zip(points, points[1:]))]
    places = [each / (along[-1] or 1.0) for each in along]
    best = None
    for _ in range(ROUNDS):
        cubic = _least_squares(points, places, into, out)
        errors = [math.dist(point, cubic_at(cubic, place)) for point, place in zip(points, places)]
        worst = max(range(len(errors)), key=errors.__getitem__)
        if best is None or errors[worst] < best[2]:
            best = cubic, min(max(worst, 1), len(points) - 2), errors[worst]
        places = [_nearer(cubic, place, point) for place, point in zip(places, points)]
        places[0], places[-1] = 0.0, 1.0
    return best


def _least_squares(points, places, into, out):
    """The cubic from the first point to the last with handles along `into` and `out`."""
    start, end = points[0], points[-1]
    one = other = mixed = right_one = right_other = 0.0
    cosine = into[0] * out[0] + into[1] * out[1]
    for point, t in zip(points, places):
        u = 1.0 - t
        b1, b2 = 3 * u * u * t, 3 * u * t * t
        ends = u * u * u + b1, t * t * t + b2
        rest = (
            point[0] - ends[0] * start[0] - ends[1] * end[0],
            point[1] - ends[0] * start[1] - ends[1] * end[1],
        )
        one += b1 * b1
        other += b2 * b2
        mixed += b1 * b2 * cosine
        right_one += b1 * (rest[0] * into[0] + rest[1] * into[1])
        right_other += b2 * (rest[0] * out[0] + rest[1] * out[1])
    determinant = one * other - mixed * mixed
    chord = math.dist(start, end)
    lengths = (0.0, 0.0)
    if determinant > 1e-12 * (one * other or 1.0):
        lengths = (
            (right_one * other - right_other * mixed) / determinant,
            (one * right_other - mixed * right_one) / determinant,
        )
    if min(lengths) <= 1e-6 * chord or max(lengths) > 10 * (chord or 1.0):
        lengths = (chord / 3.0, chord / 3.0)
    return (
        start,
        (start[0] + lengths[0] * into[0], start[1] + lengths[0] * into[1]),
        (end[0] + lengths[1] * out[0], end[1] + lengths[1] * out[1]),
        end,
    )


def _nearer(cubic, t, point):
    """One step of Newton's way to where the cubic is nearest to a point."""
    offset = _minus(cubic_at(cubic, t), point)
    slope, bend = _slopes(cubic, t)
    numerator = offset[0] * slope[0] + offset[1] * slope[1]
    denominator = slope[0] ** 2 + slope[1] ** 2 + offset[0] * bend[0] + offset[1] * bend[1]
    return min(1.0, max(0.0, t - numerator / denominator)) if denominator > 0.0 else t


def _slopes(cubic, t):
    """First and second derivative."""
    first = [_minus(b, a) for a, b in zip(cubic, cubic[1:])]
    second = [_minus(b, a) for a, b in zip(first, first[1:])]
    u = 1.0 - t
    weights = (3 * u * u, 6 * u * t, 3 * t * t)
    slope = tuple(sum(weight * each[axis] for weight, each in zip(weights, first)) for axis in (0, 1))
    bend = tuple(6 * (u * second[0][axis] + t * second[1][axis]) for axis in (0, 1))
    return slope, bend


def through(ahead, back):
    """The direction in which a line goes through a point, given those to either side (unit vectors)."""
    across = unit_vector(back, ahead)
    return across if across != (0.0, 0.0) else ahead


def _minus(one, other):
    return (one[0] - other[0], one[1] - other[1])
