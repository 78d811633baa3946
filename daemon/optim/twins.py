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
    single = set(rows)
    for one, other in _likely_pairs(sections, shapes, rows):
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


def _likely_pairs(sections, shapes, rows):
    """Pairs of these rows, an arc among each, whose ends mirror each other, the best first."""
    if not rows:
        return []
    lines, lengths = [sections[row].line for row in rows], np.array([sections[row].length for row in rows])
    first, last = (np.array([line[end] for line in lines]) for end in (0, -1))
    middle = np.array([line.mean().real for line in lines])
    is_arc = np.array([shapes[row].kind == ARC for row in rows])
    # of each other one, mirrored left and right where it then lies on each one (_mirrored)
    across = np.add.outer(middle, middle)
    begins, ends = across - first.conj(), across - last.conj()
    is_turned = np.multiply.outer(last - first, last - first).real > 0
    begins, ends = np.where(is_turned, ends, begins), np.where(is_turned, begins, ends)
    off = np.maximum(abs(begins - first[:, None]), abs(ends - last[:, None]))
    astray = off / np.minimum.outer(lengths, lengths)
    one, other = np.nonzero(np.triu((astray <= ASTRAY) & np.logical_or.outer(is_arc, is_arc), 1))
    order = np.lexsort((other, one, astray[one, other]))
    return [(rows[one[k]], rows[other[k]]) for k in order]


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
