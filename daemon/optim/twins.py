"""Strokes that were meant to be mirror images: both sides of a stem, a sail or a body bow alike."""

from dataclasses import replace

import numpy as np

from .simplest import ARC, FLAT, LINE

ASTRAY = 0.2  # share of their length that the ends of a stroke may lie from those of its mirror image
APART = 0.15  # the same: how far twins lie from each other at least
OPPOSED = 0.02  # sagitta over chord: strokes that bow to different sides by more are no twins


def twinned(sections, shapes):
    """The Shapes of these Sections, where lines and arcs that mirror each other left and right bow alike."""
    shapes = list(shapes)
    rows = [row for row, shape in enumerate(shapes) if shape.kind in (LINE, ARC)]
    pairs = [
        (_astray(sections[one], sections[other]), one, other)
        for one in rows
        for other in rows
        if one < other and ARC in (shapes[one].kind, shapes[other].kind)
    ]
    single = set(rows)
    for astray, one, other in sorted(pairs):
        if astray > ASTRAY:
            break
        if {one, other} <= single and _are_apart(sections[one], sections[other]):
            image = _mirrored(sections[one].line, sections[other].line)
            bows = _bow(sections[one].line), _bow(image)
            if bows[0] * bows[1] > 0 or min(map(abs, bows)) < OPPOSED:
                single -= {one, other}
                bow = sum(bows) / 2
                is_turned = _is_turned(sections[one].line, sections[other].line)
                shapes[one] = _bowed(shapes[one], bow)
                # a mirror image bows to its other side, and so does one that runs the other way
                shapes[other] = _bowed(shapes[other], bow if is_turned else -bow)
    return shapes


def _astray(one, other):
    """How far the ends of a Section lie from those of the other's mirror image, as a share of its length."""
    image = _mirrored(one.line, other.line)
    return max(abs(image[0] - one.line[0]), abs(image[-1] - one.line[-1])) / min(one.length, other.length)


def _are_apart(one, other):
    return abs((one.line.mean() - other.line.mean()).real) >= APART * one.length


def _mirrored(line, other):
    """[M] `other` mirrored left and right where it then lies on `line`, and running the same way."""
    image = (line.mean() + other.mean()).real - other.conj()
    return image[::-1] if _is_turned(line, other) else image


def _is_turned(line, other):
    span = line[-1] - line[0]
    return (span * (other[-1] - other[0])).real > 0  # the mirror image of a span is -conj(span)


def _bow(line):
    """Sagitta over chord of the arc that a line [M] is nearest to, positive to the right of its chord."""
    chord = line[-1] - line[0]
    across = ((line - line[0]) * np.conj(chord)).imag / abs(chord) ** 2
    return 1.5 * float(across.mean())


def _bowed(shape, bow):
    """A Shape with the same ends that is an arc of this bow, or a line if it is nearly one."""
    first, last = shape.line[0], shape.line[-1]
    even = np.linspace(0, 1, len(shape.line))
    half = 2 * np.arctan(2 * bow)  # of the arc's turn
    if 2 * abs(half) < FLAT:
        return replace(shape, kind=LINE, line=first + even * (last - first))
    angle = half * (2 * even - 1)
    along = (np.sin(angle) / np.sin(half) + 1) / 2
    across = (np.cos(angle) - np.cos(half)) / (2 * np.sin(half))
    return replace(shape, kind=ARC, line=first + (along + 1j * across) * (last - first))
