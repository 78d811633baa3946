"""Where strokes meet, and whether they still do: ends on ends, ends on middles, loops that close."""

import numpy as np

LEAST_LOOP = 4  # widths: in a shorter stroke both ends are one place


def meetings(curves):
    """{(curve, end, other)}: the ends (0 first, 1 last) of open curves whose ink touches that of another
    curve, or of their own other end."""
    out = set()
    for one, curve in enumerate(curves):
        if curve.is_closed:
            continue
        for other in range(len(curves)):
            if other != one or curve.length > LEAST_LOOP * curve.width:
                out |= {(one, end, other) for end in (0, 1) if is_met(curves, one, end, other)}
    return out


def is_met(curves, one, end, other):
    """True if the ink at an end of curve `one` touches that of curve `other`, or of its own other end."""
    line, tip = curves[other].chords, curves[one].chords[-end]
    apart = np.linalg.norm(tip - line[end - 1]) if one == other else distance(tip, line)
    return apart <= (curves[one].width + curves[other].width) / 2


def kept(before, after):
    """(meetings there were, how many of them there still are)."""
    there = meetings(before)
    return len(there), sum(bool(is_met(after, *meeting)) for meeting in there)


def distance(place, line):
    """Of a place [2] from a polyline [V, 2]."""
    start, along = line[:-1], np.diff(line, axis=0)
    offset = place - start
    t = (offset * along).sum(1) / (along * along).sum(1).clip(1e-18)
    return float(np.linalg.norm(offset - t.clip(0, 1)[:, None] * along, axis=1).min())
