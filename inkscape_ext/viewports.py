"""`<svg>` elements as viewports: their size, and the maps that their viewBox makes."""

import math

from .lengths import parse_length, parse_numbers
from .stylesheets import SVG
from .transforms import IDENTITY, compose, viewbox_transform


def viewport_transform(element):
    """The map from the user units inside a nested `<svg>` to those around it."""
    attributes = element.attrib
    size = viewport_size(element.getparent())
    x = parse_length(attributes.get("x"), size[0]) or 0.0
    y = parse_length(attributes.get("y"), size[1]) or 0.0
    moved = (1.0, 0.0, 0.0, 1.0, x, y)
    box = viewbox(element)
    if box is None:
        return moved
    inner = (_side(attributes.get("width"), size[0]), _side(attributes.get("height"), size[1]))
    return compose(moved, viewbox_transform(box, inner, attributes.get("preserveAspectRatio", "")))


def viewbox(element):
    """The (x, y, width, height) of an `<svg>`'s viewBox; None if there is none with an area."""
    values = parse_numbers(element.attrib.get("viewBox")) or []
    return tuple(values) if len(values) == 4 and values[2] > 0.0 and values[3] > 0.0 else None


def viewport_size(element):
    """(width, height) of the nearest `<svg>` from `element` up, in the user units inside it."""
    while element is not None:
        if element.tag == SVG + "svg":
            box = viewbox(element)
            if box:
                return box[2:]
            sides = [element.attrib.get(name) or "" for name in ("width", "height")]
            if not any(side.strip().endswith("%") for side in sides):
                return (_side(sides[0], 100.0), _side(sides[1], 100.0))
        element = element.getparent()
    return (100.0, 100.0)


def _side(text, whole):
    """A width or height; `whole` where it is absent or useless."""
    length = parse_length(text, whole)
    return length if length and length > 0.0 else whole


def to_pixels(root):
    """The map from root user units to CSS px (96 an inch) from the page's top left corner, at 100 % zoom."""
    box = viewbox(root)
    if box is None:
        return IDENTITY
    size = (_side(root.attrib.get("width"), box[2]), _side(root.attrib.get("height"), box[3]))
    return viewbox_transform(box, size, root.attrib.get("preserveAspectRatio", ""))


def page_shape(root):
    """(width, height) of the page in CSS px."""
    box = viewbox(root)
    whole = box[2:] if box else (100.0, 100.0)
    return tuple(_side(root.attrib.get(name), each) for name, each in zip(("width", "height"), whole))


def pixels_per_unit(root):
    """CSS px that one root user unit takes at 100 % zoom."""
    scale = to_pixels(root)[0]
    return scale if 0.0 < scale < math.inf else 1.0
