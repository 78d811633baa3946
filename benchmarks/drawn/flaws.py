"""What a hand would not have drawn: crossings with itself, hairpins, kinks, bits that nobody sees, and
strokes that collapsed.

All take Curves; angles are in degrees.
"""

import numpy as np

SMOOTH, KINK = 15, 30  # turn at a node: at most so much before, more than so much after
HAIRPIN, HAIRPIN_REACH = 120, 0.02  # turn, within so many canvas units of the curve
COLLAPSE = 0.5  # share of a stroke's length that must be left of it
BIT = 1 / 224  # canvas units: a pixel of the picture that most CLIP models see


def new_flaws(before, after):
    """{kind: how many more there are} of one Curve, which may have moved."""
    counts = {"crossings": crossings, "hairpins": hairpins, "bits": bits}
    out = {name: max(0, count(after) - count(before)) for name, count in counts.items()}
    has_collapsed = after.length < COLLAPSE * before.length
    return {**out, "kinks": kinks(before, after), "collapses": int(has_collapsed)}


def crossings(curve):
    """How often it crosses itself; touching is no crossing."""
    line = curve.chords
    start, end = line[:-1], line[1:]
    side_start = _cross(end - start, start, start)
    side_end = _cross(end - start, start, end)
    apart = (side_start * side_end < 0) & (side_start.T * side_end.T < 0)
    return int(np.triu(apart, 2).sum())


def _cross(along, origin, place):
    """[n, m]: on which side of line n the place m lies."""
    offset = place[None] - origin[:, None]
    return along[:, None, 0] * offset[..., 1] - along[:, None, 1] * offset[..., 0]


def hairpins(curve):
    """How many places there are where it turns back within HAIRPIN_REACH."""
    steps = np.diff(curve.chords, axis=0)
    size = np.linalg.norm(steps, axis=1)
    steps, size = steps[size > 1e-9], size[size > 1e-9]
    end = np.cumsum(size)
    direction = steps / size[:, None]
    turned = direction @ direction.T < np.cos(np.radians(HAIRPIN))
    near = (end - size)[None] - end[:, None] <= HAIRPIN_REACH
    found = np.triu(turned & near).any(1)
    return int((np.diff(found.astype(int), prepend=0) == 1).sum())


def kinks(before, after):
    """How many nodes were smooth and are none any more."""
    return int(((turns(before) <= SMOOTH) & (turns(after) > KINK)).sum())


def turns(curve):
    """By how much it turns at each of its inner nodes; of a closed one at all."""
    arriving = np.array([_tangent(cubic[::-1]) for cubic in curve.cubics])
    leaving = np.array([_tangent(cubic) for cubic in curve.cubics])
    leaving = np.roll(leaving, -1, axis=0)
    if not curve.is_closed:
        arriving, leaving = arriving[:-1], leaving[:-1]
    # `arriving` points back along the curve
    cosine = -(arriving * leaving).sum(1)
    return np.degrees(np.arccos(cosine.clip(-1, 1)))


def _tangent(cubic):
    """Unit vector out of its start, (0, 0) if all its points are one."""
    for point in cubic[1:]:
        size = np.linalg.norm(point - cubic[0])
        if size > 1e-9:
            return (point - cubic[0]) / size
    return np.zeros(2)


def bits(curve):
    """1 if it is shorter than BIT across, 0 if not."""
    return int(np.ptp(curve.chords, axis=0).max() < BIT)
