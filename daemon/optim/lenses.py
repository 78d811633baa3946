"""Two strokes from one place to another that enclose something, as the sides of a leaf: straight, both would
be one line."""

from itertools import permutations

import numpy as np

from .simplest import FAIR, FAIR_SHARE, LINE, WOBBLE, Shape, fairest

APART = 0.02  # canvas units: lines nearer than this are one that was drawn twice
OWN_SHARE = 0.4  # of what lies between two lines, that the one which stays bent bows itself


def kept_bent(sections, shapes, joints):
    """The Shapes of these Sections, where those that would become one line with another one stay bent.

    joints: the Joints of the drawing.
    """
    straight = [row for row, shape in enumerate(shapes) if shape.kind == LINE]
    places = {row: {joints.leader[name] for name in sections[row].vertices if name >= 0} for row in straight}

    def is_held(row, other):
        """Whether both ends of a section meet another one."""
        on = sections[other].subpath
        return len(places[row]) == 2 and all(
            place in places[other] or joints.ride.get(place, (None,))[0] == on for place in places[row]
        )

    found = list(shapes)
    for row, other in permutations(straight, 2):
        if is_held(row, other) and _bows_from(sections[row], sections[other]):
            line, length = sections[row].line, sections[row].length
            found[row] = Shape(FAIR, fairest(line, False, min(WOBBLE, FAIR_SHARE * length)))
    return found


def _bows_from(section, other):
    """Whether a Section encloses something with another one, and by its own bow."""
    between = np.abs(section.line[:, None] - other.line).min(1).max()
    chord = section.line[-1] - section.line[0]
    own = np.abs(((section.line - section.line[0]) * np.conj(chord)).imag).max() / abs(chord)
    return between >= APART and own >= OWN_SHARE * between
