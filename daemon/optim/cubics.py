"""Cubics along a curve: given ends and directions, how long their handles are."""

import numpy as np

MOST_TURN = 1.5 * np.pi
SHORTEST, LONGEST = 0.4, 1.7  # of an arc's handles


def handles_along(line, leaving, arriving, is_arc):
    """([n], [n]) the handles of n cubics whose ends are those of `line` ([n, m] complex, evenly along each).

    leaving, arriving: [n] unit complex directions of the curve at these ends. is_arc: arcs of circles, and
    nearly those of ellipses, have handles of 4/3 tan(turn / 4) radii; other curves those that come nearest.
    """
    first, last = line[:, 0], line[:, -1]
    steps = np.diff(line, axis=1)
    turn = (
        np.abs(np.angle(steps[:, 1:] * np.conj(steps[:, :-1]) + 1e-30).sum(1))
        * line.shape[1]
        / (line.shape[1] - 1)
    )
    usual = np.abs(last - first) / (3 * np.cos(np.minimum(turn, MOST_TURN) / 4) ** 2)
    out = back = usual
    if not is_arc:
        out, back = (
            each.clip(SHORTEST * usual, LONGEST * usual) for each in _nearest(line, leaving, arriving)
        )
    return first + out * leaving, last - back * arriving


def _nearest(line, leaving, arriving):
    """([n], [n]) lengths of handles by least squares."""
    t = np.linspace(0, 1, line.shape[1])
    early, late = 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t)
    rest = line - line[:, :1] * ((1 - t) ** 3 + early) - line[:, -1:] * (t**3 + late)
    one, two = leaving[:, None] * early, -arriving[:, None] * late
    across = (one * np.conj(two)).real.sum(1)
    squares = [(np.abs(each) ** 2).sum(1) + 1e-12 for each in (one, two)]
    wanted = [(rest * np.conj(each)).real.sum(1) for each in (one, two)]
    scale = np.maximum(squares[0] * squares[1] - across**2, 1e-12)
    out = (wanted[0] * squares[1] - wanted[1] * across) / scale
    return out, (wanted[1] * squares[0] - wanted[0] * across) / scale
