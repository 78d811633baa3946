"""Which elements take part, and a reason for each one left out."""

import math
from dataclasses import dataclass

from protocol.errors import ErrorCode, RefineError
from protocol.geometry import Free

from .left_out import LeftOut, Reason
from .paint import Look
from .path_data import PathDataError, PathRangeError, parse_path
from .scene import INKSCAPE, SODIPODI, Placed, is_graphics
from .shapes import SHAPES, shape_subpaths
from .stylesheets import SVG
from .subpaths import bounds
from .transforms import is_flat
from .viewports import viewport_size

# Root user units. Far beyond any drawing; float64 still resolves 1e-8 there.
LARGEST = 1.0e8

_REASON_OF_TAG = {
    "text": Reason.TEXT,
    "flowRoot": Reason.TEXT,
    "image": Reason.IMAGE,
    "use": Reason.CLONE,
    "foreignObject": Reason.OTHER,
    **dict.fromkeys(SHAPES, Reason.SHAPE),
}


@dataclass
class Row:
    """One path of the table to be.

    order: its place in the document. subpaths: in its own user units. box: (left, top, right, bottom) in
    root user units, with the stroke. pen: the linear part (a, b, c, d) from stroke width to root units.
    held: numbers of its points that stay. held_text: what its attribute of held nodes is to be, '' if as it
    is. is_simplified: it has fewer nodes than in the document.
    """

    order: int
    placed: Placed
    look: Look
    subpaths: list
    box: tuple
    pen: tuple
    free: Free = Free(0)
    held: frozenset = frozenset()
    held_text: str = ""
    is_simplified: bool = False

    @property
    def label(self):
        """Its name in the Objects panel, '' if it has none."""
        return self.placed.element.attrib.get(INKSCAPE + "label", "")

    @property
    def drawn(self):
        """The subpaths that the path table holds."""
        return [subpath for subpath in self.subpaths if subpath.is_drawn]

    @property
    def node_count(self):
        """What the node tool would show."""
        return sum(len(subpath.kinds) + (not subpath.is_joined) for subpath in self.subpaths)

    @property
    def point_count(self):
        """Its points, those that the table leaves out as well."""
        return sum(len(subpath.points) for subpath in self.subpaths)


def elements_by_id(root):
    """{id: element}, the first of a doubled id, in one pass (inkex 1.2 searches the tree for each id)."""
    found = {}
    for element in root.iter():
        if isinstance(element.tag, str):
            name = element.attrib.get("id")
            if name is not None:
                found.setdefault(name, element)
    return found


def named_element(name, elements):
    """The element with this id or, failing that, the first with this label. RefineError BAD_OBJECT if there
    is neither. elements: {id: element}."""
    if name in elements:
        return elements[name]
    for each in elements.values():
        if each.attrib.get(INKSCAPE + "label") == name:
            return each
    raise RefineError(ErrorCode.BAD_OBJECT, f"No object has the id or label “{name}”.")


def topmost_group(ids, elements, fewest=2):
    """The topmost group of a selection, or its topmost object if there is no group; None of fewer objects
    than that. elements: {id: element} in document order."""
    chosen = set(ids)
    selected = [each for name, each in elements.items() if name in chosen]
    groups = [each for each in selected if each.tag == SVG + "g"]
    return (groups or selected)[-1] if len(selected) >= fewest else None


def asked_elements(ids, elements):
    """(the elements of these ids as a set, a LeftOut for each that is unknown or can't be drawn)."""
    omitted = []
    for name in dict.fromkeys(ids):
        if name not in elements:
            omitted.append(LeftOut(name, "", Reason.UNKNOWN_ID))
        elif not is_graphics(elements[name]):
            omitted.append(LeftOut(name, "", Reason.OTHER))
    return {elements[name] for name in ids if name in elements}, omitted


def is_wanted(placed):
    """True if the user asked for this element: not what merely lies in definitions of a selected group."""
    return placed.is_named if placed.is_defined else placed.is_asked


def leave_out(placed, reason):
    """The LeftOut of an element."""
    attributes = placed.element.attrib
    return LeftOut(attributes.get("id", ""), attributes.get(INKSCAPE + "label", ""), reason)


def reason_against(placed):
    """Why an element can't be refined, as far as its tag and state tell; None if they tell nothing."""
    if placed.is_hidden:
        return Reason.HIDDEN
    if placed.is_locked:
        return Reason.LOCKED
    if placed.is_kept:
        return Reason.KEPT
    if placed.tag != "path":
        return _REASON_OF_TAG[placed.tag]
    attributes = placed.element.attrib
    if attributes.get(INKSCAPE + "path-effect") or attributes.get(INKSCAPE + "original-d"):
        return Reason.PATH_EFFECT
    if attributes.get(SODIPODI + "type") or attributes.get(INKSCAPE + "connector-type"):
        return Reason.LIVE_SHAPE  # Inkscape draws these anew from other attributes and drops our `d`
    return None


def make_row(order, placed, painter, root_pen):
    """(Row, None) of a path or shape, or (None, the Reason why it can't be drawn).

    painter: a Painter. root_pen: root user units that a stroke width of 1 takes where it does not scale.
    """
    if placed.matrix is None or is_flat(placed.matrix):
        return None, Reason.SINGULAR
    try:
        subpaths = _subpaths(placed)
    except PathRangeError:
        return None, Reason.OUT_OF_RANGE
    except PathDataError:
        return None, Reason.BROKEN
    if not any(subpath.is_drawn for subpath in subpaths):
        return None, Reason.EMPTY
    look = painter.look(placed, subpaths)
    if not look.is_visible or placed.opacity <= 0.0:
        return None, Reason.NO_PAINT
    mapped = [subpath.mapped(placed.matrix) for subpath in subpaths if subpath.is_drawn]
    if not all(abs(x) <= LARGEST and abs(y) <= LARGEST for part in mapped for x, y in part.points):
        return None, Reason.OUT_OF_RANGE
    scales = look.is_scaling or look.stroke is None
    pen = placed.matrix[:4] if scales else (root_pen, 0.0, 0.0, root_pen)
    half = look.stroke_width / 2.0
    reach = (half * math.hypot(pen[0], pen[2]), half * math.hypot(pen[1], pen[3]))
    if not all(value <= LARGEST for value in reach):
        return None, Reason.OUT_OF_RANGE
    left, top, right, bottom = bounds(mapped)
    box = (left - reach[0], top - reach[1], right + reach[0], bottom + reach[1])
    return Row(order, placed, look, subpaths, box, pen), None


def _subpaths(placed):
    attributes = placed.element.attrib
    if placed.tag == "path":
        return parse_path(attributes.get("d"))
    return shape_subpaths(placed.tag, attributes, viewport_size(placed.element.getparent()))


def free_of(row, wanted):
    """The Free flags of a row: what the user wanted, less what this path can't change."""
    look = row.look
    inks = [ink for ink in (look.fill, look.stroke) if ink is not None]
    can = Free.LINES
    if look.fill is not None and look.fill.is_solid:
        can |= Free.FILL
    if look.stroke is not None and look.stroke.is_solid:
        can |= Free.STROKE
    if look.stroke is not None and not look.is_hairline:
        can |= Free.WIDTH
    if all(ink.can_fade for ink in inks):
        can |= Free.OPACITY
    return wanted & can
