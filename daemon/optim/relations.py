"""How the lines and circles of a drawing were meant to lie to each other.

Nearly level and upright lines are level and upright, nearly parallel ones parallel, nearly equal circles
equal; what lies nearly in the middle of a circle, or nearly level with one like it, does so.
"""

from dataclasses import replace

import numpy as np

from .simplest import LINE, LOOP

AXIS = np.radians(9)  # from level or upright
PARALLEL = np.radians(7)
MIRRORED = np.radians(9)
LIKE = 0.75  # lengths of lines that mirror each other
SAME_RADIUS = 0.75  # the smaller circle's over the larger one's
INSIDE = 0.25  # of its radius: how far from a circle's middle another may lie that is meant to be there
SMALLER = 0.6  # than the circle around it
LEVEL = 0.3  # radii: how far circles may lie from being level or one above the other


def directions_of(sections, shapes):
    """{section: angle} of the lines that are to point a certain way."""
    rows = [row for row, shape in enumerate(shapes) if shape.kind == LINE]
    ends = np.array([[shapes[row].line[0], shapes[row].line[-1]] for row in rows]).reshape(-1, 2)
    span = ends[:, 1] - ends[:, 0]
    angle = _half(np.angle(span))
    length, middle = np.abs(span), ends.mean(1)
    out = {}
    axis = np.round(angle / (np.pi / 2)) * (np.pi / 2)
    free = []
    for index, row in enumerate(rows):
        if abs(angle[index] - axis[index]) <= AXIS:
            out[row] = axis[index]
        else:
            free.append(index)
    for index in free:
        if rows[index] in out:
            continue
        for other in free:
            if other == index or rows[other] in out or not _alike(length[index], length[other], LIKE):
                continue
            lean = _half(angle[index] + angle[other])  # 0 for mirror images
            if abs(lean) <= MIRRORED and abs(middle[index].imag - middle[other].imag) < 0.2 * length[index]:
                out[rows[index]] = angle[index] - lean / 2
                out[rows[other]] = angle[other] - lean / 2
                break
    return out | _parallel([index for index in free if rows[index] not in out], rows, angle, length)


def _parallel(free, rows, angle, length):
    """{section: angle} of groups of lines that are nearly parallel."""
    out = {}
    for index in sorted(free, key=lambda each: -length[each]):
        if rows[index] in out:
            continue
        group = [
            other
            for other in free
            if rows[other] not in out and abs(_half(angle[other] - angle[index])) <= PARALLEL
        ]
        if len(group) > 1:
            turn = np.average([_half(angle[other] - angle[index]) for other in group], weights=length[group])
            out |= {rows[other]: angle[index] + turn for other in group}
    return out


def related_loops(shapes):
    """The Shapes, with circles and other loops where they were meant to lie."""
    shapes = list(shapes)
    rows = [row for row, shape in enumerate(shapes) if shape.kind == LOOP]
    for one in rows:
        for other in rows:
            pair = shapes[one], shapes[other]
            radii = [shape.radius for shape in pair]
            if one < other and all(radii) and _alike(*radii, SAME_RADIUS):
                shapes[one], shapes[other] = (_placed(shape, shape.centre, sum(radii) / 2) for shape in pair)
    for one in rows:
        for other in rows:
            if one < other and _size_alike(shapes[one], shapes[other]):
                shapes[one], shapes[other] = _level(shapes[one], shapes[other])
    for inner in rows:
        for outer in rows:
            small, large = shapes[inner], shapes[outer]
            is_inside = abs(small.centre - large.centre) <= INSIDE * _extent(large)
            if is_inside and _extent(small) < SMALLER * _extent(large):
                shapes[inner] = _placed(small, large.centre, small.radius)
    return shapes


def _level(one, other):
    """Two loops of one size, level or one above the other if they nearly are."""
    offset, room = other.centre - one.centre, LEVEL * _extent(one)
    middle = (one.centre + other.centre) / 2
    one, other = _boxed(one, other)
    if abs(offset.imag) <= room < abs(offset.real):
        offset = complex(offset.real, 0)
    elif abs(offset.real) <= room < abs(offset.imag):
        offset = complex(0, offset.imag)
    return tuple(
        _placed(shape, middle + side * offset / 2, shape.radius) for shape, side in ((one, -1), (other, 1))
    )


def _boxed(one, other):
    """Two upright loops of nearly one size, as wide and as high as both are in the mean."""
    boxes = [complex(np.ptp(shape.line.real), np.ptp(shape.line.imag)) for shape in (one, other)]
    mean = sum(boxes) / 2
    out = []
    for shape, box in zip((one, other), boxes, strict=True):
        offset = shape.line - shape.centre
        line = offset.real * mean.real / box.real + 1j * offset.imag * mean.imag / box.imag
        is_round = shape.radius and np.isclose(mean.real, mean.imag)
        out.append(replace(shape, line=shape.centre + line, radius=shape.radius if is_round else 0.0))
    return out


def _placed(shape, centre, radius):
    grown = radius / shape.radius if shape.radius else 1.0
    return replace(shape, line=centre + grown * (shape.line - shape.centre), centre=centre, radius=radius)


def _extent(shape):
    return float(np.abs(shape.line - shape.centre).max())


def _size_alike(one, other):
    return _alike(_extent(one), _extent(other), SAME_RADIUS)


def _alike(one, other, share):
    return min(one, other) >= share * max(one, other)


def _half(angle):
    """The angle of the same line, -90..90 degrees."""
    return (angle + np.pi / 2) % np.pi - np.pi / 2
