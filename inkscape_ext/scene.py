"""One pass down the tree: every graphics element with its place, style and state."""

import math
from dataclasses import dataclass, replace

from .lengths import parse_length, parse_numbers
from .paint import unit_share
from .shapes import SHAPES
from .stylesheets import SVG
from .transforms import IDENTITY, compose, parse_transform, viewbox_transform

SODIPODI = "{http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd}"
INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"
XLINK = "{http://www.w3.org/1999/xlink}"

_GROUPS = ("g", "a", "svg", "switch")
_DEFINITIONS = ("defs", "clipPath", "mask", "marker", "symbol", "pattern")
LEAVES = ("path", *SHAPES, "text", "image", "use", "foreignObject", "flowRoot")

_WALKED = {SVG + tag for tag in (*_GROUPS, *_DEFINITIONS, *LEAVES)}


@dataclass(frozen=True)
class Placed:
    """A graphics element that draws something itself (no group).

    matrix: its user units to those of the root `<svg>`; None where a transform can't be read.
    style: its computed style. opacity: its own times its ancestors'. The flags count ancestors too,
    but is_named: the element itself was asked for; is_asked: it or a group around it was.
    """

    element: object
    tag: str
    matrix: "tuple | None"
    style: dict
    opacity: float
    is_asked: bool
    is_named: bool
    is_locked: bool
    is_hidden: bool
    is_defined: bool  # inside defs and the like: drawn only through references
    is_cut: bool  # clipped or masked
    is_blended: bool


@dataclass(frozen=True)
class _Frame:
    """What an element hands down to its children."""

    matrix: "tuple | None"
    style: dict
    opacity: float = 1.0
    is_asked: bool = False
    is_locked: bool = False
    is_hidden: bool = False
    is_defined: bool = False
    is_cut: bool = False
    is_blended: bool = False


def walk(root, cascade, asked):
    """A Placed for every leaf below `root`, in document order.

    asked: the elements that were selected, or None for all. Iterative: nesting may be deep.
    """
    stack = [(root, _Frame(IDENTITY, {}, is_asked=asked is None))]
    while stack:
        element, above = stack.pop()
        tag = element.tag[len(SVG) :] if isinstance(element.tag, str) and element.tag.startswith(SVG) else ""
        if tag in LEAVES:
            yield _placed(element, tag, _entered(element, above, cascade, asked, tag), asked)
        elif tag in _GROUPS or tag in _DEFINITIONS:
            inside = _entered(element, above, cascade, asked, tag)
            chosen = _switched(element) if tag == "switch" else None
            for child in reversed(element):
                is_off = tag == "switch" and child is not chosen
                stack.append((child, replace(inside, is_hidden=True) if is_off else inside))


def _switched(element):
    """The child that a `<switch>` shows: the first without a condition that we may not meet."""
    for child in element:
        conditions = ("requiredExtensions", "systemLanguage", "requiredFeatures")
        if isinstance(child.tag, str) and not any(child.attrib.get(name) for name in conditions):
            return child
    return None


def is_graphics(element):
    """True for an element that `walk` looks at: a leaf or what may hold leaves."""
    return isinstance(element.tag, str) and element.tag in _WALKED


def _placed(element, tag, frame, asked):
    return Placed(
        element=element,
        tag=tag,
        matrix=frame.matrix,
        style=frame.style,
        opacity=frame.opacity,
        is_asked=frame.is_asked,
        is_named=asked is not None and element in asked,
        is_locked=frame.is_locked,
        is_hidden=frame.is_hidden or frame.style["visibility"] != "visible",
        is_defined=frame.is_defined,
        is_cut=frame.is_cut,
        is_blended=frame.is_blended,
    )


def _entered(element, above, cascade, asked, tag):
    """The frame of an element inside the frame of its parent."""
    style = cascade.style(element, above.style)
    attributes = element.attrib
    return _Frame(
        matrix=_matrix(element, above.matrix, tag),
        style=style,
        opacity=above.opacity * unit_share(style["opacity"]),
        is_asked=above.is_asked or (asked is not None and element in asked),
        is_locked=above.is_locked or attributes.get(SODIPODI + "insensitive", "") not in ("", "false", "0"),
        is_hidden=above.is_hidden or style["display"] == "none",
        is_defined=above.is_defined or tag in _DEFINITIONS,
        is_cut=above.is_cut or style["clip-path"] != "none" or style["mask"] != "none",
        is_blended=above.is_blended or style["mix-blend-mode"] != "normal",
    )


def _matrix(element, above, tag):
    if above is None or element.getparent() is None:
        return above
    own = element.attrib.get("transform")
    if own:
        step = parse_transform(own)
        if step is None:
            return None
        above = compose(above, step)
    if tag == "svg":
        above = compose(above, _viewport(element))
    return above


def _viewport(element):
    """The map that a nested `<svg>` adds."""
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
    while element is not None and element.tag != SVG + "svg":
        element = element.getparent()
    if element is None:
        return (100.0, 100.0)
    box = viewbox(element)
    if box:
        return box[2:]
    if all(not (element.attrib.get(name) or "").strip().endswith("%") for name in ("width", "height")):
        return (_side(element.attrib.get("width"), 100.0), _side(element.attrib.get("height"), 100.0))
    return viewport_size(element.getparent()) if element.getparent() is not None else (100.0, 100.0)


def _side(text, whole):
    """A width or height; `whole` where it is absent or useless."""
    length = parse_length(text, whole)
    return length if length and length > 0.0 else whole


def pixels_per_unit(root):
    """Screen pixels (96 an inch) that one root user unit takes at 100 % zoom."""
    box = viewbox(root)
    if box is None:
        return 1.0
    size = (_side(root.attrib.get("width"), box[2]), _side(root.attrib.get("height"), box[3]))
    scale = viewbox_transform(box, size, root.attrib.get("preserveAspectRatio", ""))[0]
    return scale if 0.0 < scale < math.inf else 1.0
