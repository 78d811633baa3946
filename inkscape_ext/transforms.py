"""Affine maps as six numbers (a, b, c, d, e, f): x' = a x + c y + e, y' = b x + d y + f."""

import math
import re

from .lengths import parse_numbers

IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_CALL = re.compile(r"\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)")
_ARGUMENTS = {
    "matrix": (6,),
    "translate": (1, 2),
    "scale": (1, 2),
    "rotate": (1, 3),
    "skewX": (1,),
    "skewY": (1,),
}

# Below this ratio of the short to the long axis the map is flat: its inverse only amplifies rounding.
_FLAT = 1e-9


def compose(outer, inner):
    """The map that applies `inner` first, then `outer`."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, l = inner  # noqa: E741
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * l + e,
        b * k + d * l + f,
    )


def apply(matrix, point):
    """The image of `point` (x, y)."""
    a, b, c, d, e, f = matrix
    x, y = point
    return (a * x + c * y + e, b * x + d * y + f)


def determinant(matrix):
    return matrix[0] * matrix[3] - matrix[1] * matrix[2]


def is_flat(matrix):
    """True where the map has no usable inverse: singular, nearly so, or not finite."""
    if not all(math.isfinite(value) for value in matrix):
        return True
    size = sum(value * value for value in matrix[:4])
    return not math.isfinite(size) or abs(determinant(matrix)) <= _FLAT * size


def inverse(matrix):
    """The inverse map. The map must not be flat."""
    a, b, c, d = inverse_linear(matrix)
    e, f = matrix[4:]
    return (a, b, c, d, -(a * e + c * f), -(b * e + d * f))


def inverse_linear(matrix):
    """The inverse of the linear part, as (a, b, c, d). The map must not be flat."""
    a, b, c, d = matrix[:4]
    det = determinant(matrix)
    return (d / det, -b / det, -c / det, a / det)


def parse_transform(text):
    """The map of a `transform` attribute; None if it can't be read (SVG then shows nothing reliable)."""
    matrix = IDENTITY
    position = 0
    text = (text or "").strip()
    if text == "none":
        return IDENTITY
    while position < len(text):
        match = _CALL.match(text, position)
        if not match:
            return None
        step = _one_transform(match[1], parse_numbers(match[2]))
        if step is None:
            return None
        matrix = compose(matrix, step)
        position = match.end()
    return matrix


def _one_transform(name, numbers):
    if numbers is None or len(numbers) not in _ARGUMENTS[name]:
        return None
    first = numbers[0]
    if name == "matrix":
        return tuple(numbers)
    if name == "translate":
        return (1.0, 0.0, 0.0, 1.0, first, numbers[1] if len(numbers) > 1 else 0.0)
    if name == "scale":
        return (first, 0.0, 0.0, numbers[1] if len(numbers) > 1 else first, 0.0, 0.0)
    if name == "rotate":
        return _rotation(*numbers)
    tangent = math.tan(math.radians(first))
    return (1.0, 0.0, tangent, 1.0, 0.0, 0.0) if name == "skewX" else (1.0, tangent, 0.0, 1.0, 0.0, 0.0)


def _rotation(degrees, x=0.0, y=0.0):
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turn = (cosine, sine, -sine, cosine, 0.0, 0.0)
    return compose(compose((1.0, 0.0, 0.0, 1.0, x, y), turn), (1.0, 0.0, 0.0, 1.0, -x, -y))


def viewbox_transform(viewbox, size, aspect=""):
    """The map from the user units inside a `viewBox` to the viewport's own.

    viewbox: (x, y, width, height), both sides > 0. size: the viewport's (width, height).
    aspect: the preserveAspectRatio attribute.
    """
    x, y, width, height = viewbox
    scale_x, scale_y = size[0] / width, size[1] / height
    words = aspect.split() or ["xMidYMid"]
    if words[0] != "none":
        scale_x = scale_y = max(scale_x, scale_y) if "slice" in words[1:] else min(scale_x, scale_y)
    share = {"xMin": 0.0, "xMid": 0.5, "xMax": 1.0, "YMin": 0.0, "YMid": 0.5, "YMax": 1.0}
    align = words[0] if words[0] != "none" else "xMinYMin"
    left = (size[0] - width * scale_x) * share.get(align[:4], 0.5)
    top = (size[1] - height * scale_y) * share.get(align[4:], 0.5)
    return (scale_x, 0.0, 0.0, scale_y, left - x * scale_x, top - y * scale_y)
