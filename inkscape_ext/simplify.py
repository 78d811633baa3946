"""The same line with fewer nodes: runs between corners are fitted anew, and cut where that strays too far."""

import math

from protocol.geometry import CUBIC, LINE

from .fitting import fit, through
from .subpaths import Subpath, cubic_at, unit_vector

SAMPLES = 6  # of each segment
MOST_SAMPLES = 2000  # of one subpath
CORNER = math.radians(40)  # a line that turns by more within a few tolerances has a corner there
REACH = 3.0  # tolerances before and after a node, to tell how the line turns there


def simplified(subpath, tolerance, kept=()):
    """(a Subpath within `tolerance` of this one, {its node: node of the old one} of those that are the same).

    kept: numbers of nodes that stay nodes where they are, as do ends and corners. None if no node is spared.
    """
    if not subpath.kinds:
        return None
    line = _Line(subpath)
    cuts = _cuts(line, tolerance, kept)
    points, kinds, same = [line.points[cuts[0]]], [], {0: line.node_at(cuts[0])}
    for start, stop in zip(cuts, cuts[1:]):
        if stop - start == line.step and subpath.kinds[line.node_of[start]] == LINE:
            points.append(line.at(stop))
            kinds.append(LINE)
        else:
            for cubic in _fitted(line, start, stop, tolerance):
                points += cubic
                kinds.append(CUBIC)
        same[len(kinds)] = line.node_at(stop)
    if len(kinds) >= len(subpath.kinds):
        return None
    if subpath.is_joined:
        points[-1] = points[0]
        same.pop(len(kinds))
    return Subpath(points, kinds, subpath.is_closed), same


class _Line:
    """A subpath as points along it.

    points: each node, and evenly in parameter between. node_of: {index of a node's point: its number}.
    A closed line goes round once; its last point is its first.
    """

    def __init__(self, subpath):
        segments = list(subpath.segments())[: len(subpath.kinds)]
        self.is_round = subpath.is_joined
        self.step = max(1, min(SAMPLES, MOST_SAMPLES // len(segments)))
        self.points, self.node_of = [subpath.points[0]], {0: 0}
        for number, (kind, own) in enumerate(segments, 1):
            at = _line_at if kind == LINE else cubic_at
            self.points += [at(own, index / self.step) for index in range(1, self.step)] + [own[-1]]
            self.node_of[len(self.points) - 1] = number
        self.count = len(segments)
        self.along = [0.0]
        for one, other in zip(self.points, self.points[1:]):
            self.along.append(self.along[-1] + math.dist(one, other))

    def at(self, index):
        return self.points[index]

    def node_at(self, index):
        """The node whose point this is; the last of a line that goes round is its first."""
        number = self.node_of[index]
        return 0 if self.is_round and number == self.count else number

    def direction(self, index, reach, sign):
        """The unit vector from a point to where the line is `reach` further on (sign 1) or back (-1)."""
        last = len(self.points) - 1
        at, travelled = index, 0.0
        for _ in range(last):
            following = at + sign
            if not 0 <= following <= last:
                if not self.is_round:
                    break
                at = 0 if sign > 0 else last  # the same place
                following = at + sign
            travelled += math.dist(self.points[at], self.points[following])
            at = following
            if travelled >= reach:
                break
        return unit_vector(self.points[index], self.points[at])


def _cuts(line, tolerance, kept):
    """Indices of points at which the line is cut: its ends, corners, and nodes that are to stay."""
    last = len(line.points) - 1
    cuts = {0, last}
    for index, number in line.node_of.items():
        is_end = number % line.count == 0 and not line.is_round
        is_inner = 0 < index < last
        if is_end or number in kept or (is_inner and _turn(line, index, REACH * tolerance) > CORNER):
            cuts.add(index)
    return _without_neighbours(sorted(cuts), line, tolerance, kept)


def _without_neighbours(cuts, line, tolerance, kept):
    """Of corners that lie within reach of each other only the sharpest: they are one."""
    out = [cuts[0]]
    for cut in cuts[1:-1]:
        is_near = line.along[cut] - line.along[out[-1]] < REACH * tolerance
        if line.node_of[cut] in kept or not is_near:
            out.append(cut)
        elif out[-1] != cuts[0] and line.node_of[out[-1]] not in kept:
            sharper = max(out[-1], cut, key=lambda index: _turn(line, index, REACH * tolerance))
            out[-1] = sharper
    return [*out, cuts[-1]]


def _turn(line, index, reach):
    back, ahead = line.direction(index, reach, -1), line.direction(index, reach, 1)
    return math.pi - math.acos(max(-1.0, min(1.0, back[0] * ahead[0] + back[1] * ahead[1])))


def _fitted(line, start, stop, tolerance):
    """[[handle, handle, end], ...] of cubics along the points from `start` to `stop`."""
    reach = 2.0 * tolerance
    into = line.direction(start, reach, 1)
    out = line.direction(stop, reach, -1)
    if line.is_round and (start, stop) == (0, len(line.points) - 1):
        across = through(line.direction(0, reach, 1), line.direction(0, reach, -1))
        if _turn(line, 0, REACH * tolerance) <= CORNER:
            into, out = across, (-across[0], -across[1])
    cubics, waiting = [], [(start, stop, into, out)]
    while waiting:
        first, last, into, out = waiting.pop()
        cubic, worst, error = fit(line.points[first : last + 1], into, out)
        worst += first
        if error <= tolerance or last - first < 2:
            cubics.append(cubic[1:])
            continue
        across = through(line.direction(worst, reach, 1), line.direction(worst, reach, -1))
        waiting.append((worst, last, across, out))
        waiting.append((first, worst, into, (-across[0], -across[1])))
    return cubics


def _line_at(points, t):
    (x, y), (u, v) = points
    return (x + t * (u - x), y + t * (v - y))
