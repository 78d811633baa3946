"""The simplest shape that a hand may have meant: a line, an arc, an ellipse, or the fairest curve near by.

Lines are complex numbers x + iy, M points evenly along a stroke. What lies within the wobble of a hand
of a simpler shape is taken for that shape.
"""

from dataclasses import dataclass

import numpy as np

LINE, ARC, LOOP, FAIR = "line", "arc", "loop", "fair"
WOBBLE = 0.028  # canvas units that a hand strays at most
LINE_SHARE, ARC_SHARE, LOOP_SHARE, FAIR_SHARE = 0.05, 0.06, 0.3, 0.05  # nor more than these
LOOP_WOBBLE = 0.04
SMALL_WOBBLE, SMALL_SHARE = 0.006, 0.45  # in loops no larger than the tip of a pen allows
LINE_WOBBLE = 0.016  # a long line bent by more is meant to be bent
STRAIGHT = 0.94  # chord over length, of what may be a line
FLAT = 0.35  # rad: an arc that turns by less is a line
CORNER, AT_ONCE = 1.1, 0.8  # rad within a quarter of the length, and its share of the turn: a rounded corner
FULL = (1.6 * np.pi, 2.45 * np.pi)  # turn of a loop
OPENING, HELD_OPENING = 0.22, 0.06  # share of its length that a loop may be open, and one that others hold
ROUND = 1.25  # of an ellipse's axes: up to here it is a circle
UPRIGHT = 0.25  # rad: an ellipse tilted by less is upright
CUTOFFS = (0.75, 0.55, 0.4, 0.3, 0.22, 0.16, 0.12, 0.08)  # wavelengths, shares of the length
MOST_CLOSED = 0.4
DENSE = 1025  # points along an arc or a loop


@dataclass(frozen=True)
class Shape:
    """What a stroke was taken for, and how it then runs."""

    kind: str
    line: np.ndarray  # [any number] complex, evenly along it
    centre: complex = 0j  # of a loop
    radius: float = 0.0  # of a circle; 0 where it is none


def simplest(line, is_closed, may_close=True, shakiness=1.0):
    """The Shape of a stroke: [M] points evenly along it, a closed one's first again at its end.

    may_close: whether an open one may well be a loop that was nearly closed. shakiness: of the hand, 0..1.
    """
    length = np.abs(np.diff(line)).sum()
    if not is_closed:
        straight = _straight(line, length, shakiness)
        if straight is not None:
            return straight
    opening = OPENING if may_close else HELD_OPENING
    if is_closed or abs(line[-1] - line[0]) <= opening * length:
        loop = _loop(line, is_closed, shakiness)
        if loop is not None:
            return loop
    if not is_closed:
        arc = _arc(line, length, shakiness)
        if arc is not None:
            return arc
    return Shape(FAIR, fairest(line, is_closed, shakiness * min(WOBBLE, FAIR_SHARE * length)))


def _straight(line, length, shakiness):
    if abs(line[-1] - line[0]) < STRAIGHT * length:
        return None
    middle = line.mean()
    along = np.exp(0.5j * np.angle(((line - middle) ** 2).sum()))
    along *= 1 if ((line[-1] - line[0]) * np.conj(along)).real > 0 else -1
    place = (line - middle) * np.conj(along)
    if np.abs(place.imag).max() > shakiness * min(LINE_WOBBLE, LINE_SHARE * length):
        return None
    return Shape(LINE, middle + along * np.linspace(place.real[0], place.real[-1], len(line)))


def _circle(line):
    """(centre, radius) of the circle near the points (Kasa's fit); a line's is far away."""
    columns = np.stack([line.real, line.imag, np.ones(len(line))], 1)
    x, y, rest = np.linalg.lstsq(columns, np.abs(line) ** 2, rcond=None)[0]
    centre = (x + 1j * y) / 2
    return centre, np.sqrt(max(rest + abs(centre) ** 2, 0.0))


def _arc(line, length, shakiness):
    centre, radius = _circle(line)
    angle = np.unwrap(np.angle(line - centre))
    turn = angle[-1] - angle[0]
    strays = np.abs(np.abs(line - centre) - radius).max()
    if (
        _turns_at_once(line)
        or strays > shakiness * min(WOBBLE, ARC_SHARE * length)
        or not FLAT < abs(turn) < FULL[0]
    ):
        return None
    return Shape(ARC, centre + radius * np.exp(1j * np.linspace(angle[0], angle[-1], DENSE)))


def _turns_at_once(line):
    """Whether it is rather a rounded corner than an arc."""
    angle = np.unwrap(np.angle(np.diff(line)))
    quarter = len(angle) // 4
    most = np.abs(angle[quarter:] - angle[:-quarter]).max()
    return most > CORNER and most > AT_ONCE * abs(angle[-1] - angle[0])


def _loop(line, is_closed, shakiness):
    centre, radius = _circle(line[: -1 if is_closed else None])
    angle = np.unwrap(np.angle(line - centre))
    turn = angle[-1] - angle[0]
    if not FULL[0] < abs(turn) < FULL[1]:
        return None
    if is_closed:
        line, angle = line[:-1], angle[:-1]
    harmonics = np.array([radius, 0j])  # of the turns by +angle and by -angle
    for _ in range(4):
        columns = np.stack([np.ones_like(line), np.exp(1j * angle), np.exp(-1j * angle)], 1)
        centre, *harmonics = np.linalg.lstsq(columns, line, rcond=None)[0]
        angle = np.unwrap(_parameter(line - centre, harmonics))
    near = centre + harmonics[0] * np.exp(1j * angle) + harmonics[1] * np.exp(-1j * angle)
    long, short = abs(harmonics[0]) + abs(harmonics[1]), abs(abs(harmonics[0]) - abs(harmonics[1]))
    most = min(max(LOOP_SHARE * short, min(SMALL_WOBBLE, SMALL_SHARE * short)), LOOP_WOBBLE)
    if np.abs(line - near).max() > shakiness * most or short < 0.3 * long:
        return None
    sense = 1 if turn > 0 else -1
    is_round = long <= ROUND * short
    tilt = np.angle(harmonics[0] * harmonics[1]) / 2 if not is_round else 0.0
    nearest = np.round(tilt / (np.pi / 2)) * np.pi / 2
    tilt = nearest if abs(tilt - nearest) < UPRIGHT else tilt
    if is_round:
        long = short = np.sqrt(long * short)
    start = _on_ellipse(line[0] - centre, long, short, tilt)
    turned = start + sense * np.linspace(0, 2 * np.pi, DENSE)
    ring = np.exp(1j * tilt) * (long * np.cos(turned) + 1j * short * np.sin(turned))
    return Shape(LOOP, centre + ring, complex(centre), float(long) if is_round else 0.0)


def _parameter(offset, harmonics):
    """[M] angles at which an ellipse of these harmonics comes by at the offsets [M] from its middle."""
    one, other = harmonics
    # offset = one e^it + other e^-it, solved for e^it
    wave = (np.conj(one) * offset - other * np.conj(offset)) / (abs(one) ** 2 - abs(other) ** 2 + 1e-12)
    return np.angle(wave)


def _on_ellipse(offset, long, short, tilt):
    place = offset * np.exp(-1j * tilt)
    return np.arctan2(place.imag / short, place.real / long)


def fairest(line, is_closed, most):
    """[M]: the curve of least variation of curvature that strays from `line` by at most `most`.

    Least squares with a penalty on third differences, which leaves circles as they are; an open curve's
    ends stay.
    """
    count = len(line) - 1 if is_closed else len(line)
    difference = np.diff(np.eye(count + (3 if is_closed else 0)), 3, axis=0)
    if is_closed:
        difference[:, :3] += difference[:, count:]
        difference = difference[:, :count]
    rough = difference.T @ difference
    weight = np.ones(count)
    if not is_closed:
        weight[[0, -1]] = 1e9
    for share in CUTOFFS:
        if is_closed and share > MOST_CLOSED:
            continue  # it would shrink
        smoothness = (share * count / (2 * np.pi)) ** 6
        found = np.linalg.solve(np.diag(weight) + smoothness * rough, weight * line[:count])
        if np.abs(found - line[:count]).max() <= most:
            return np.append(found, found[0]) if is_closed else found
    return line
