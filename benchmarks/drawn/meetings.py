"""Where strokes meet, and whether they still do: ends on ends, ends on middles, loops that close."""

import numpy as np

LEAST_LOOP = 4  # widths: in a shorter stroke both ends are one place


def meetings(curves):
    """{(curve, end, other)}: the ends (0 first, 1 last) of open curves whose ink touches that of another
    curve, or of their own other end."""
    out = set()
    lines = [curve.chords for curve in curves]
    for one, curve in enumerate(curves):
        if curve.is_closed:
            continue
        if _comes_back(curve, lines[one]):
            out |= {(one, 0, one), (one, 1, one)}
        for end in (0, 1):
            tip = lines[one][-end]
            out |= {
                (one, end, other)
                for other, line in enumerate(lines)
                if other != one and distance(tip, line) <= (curve.width + curves[other].width) / 2
            }
    return out


def kept(before, after):
    """(meetings there were, how many of them there still are)."""
    there = meetings(before)
    return len(there), len(there & meetings(after))


def _comes_back(curve, line):
    is_long = curve.length > LEAST_LOOP * curve.width
    return is_long and np.linalg.norm(line[0] - line[-1]) <= curve.width


def distance(place, line):
    """Of a place [2] from a polyline [V, 2]."""
    start, along = line[:-1], np.diff(line, axis=0)
    offset = place - start
    t = (offset * along).sum(1) / (along * along).sum(1).clip(1e-18)
    return float(np.linalg.norm(offset - t.clip(0, 1)[:, None] * along, axis=1).min())
