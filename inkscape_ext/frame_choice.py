"""Which part of the document the model looks at: around the selection, the page, or a drawn rectangle."""

from protocol import limits
from protocol.errors import ErrorCode, RefineError

from .cascade import Cascade
from .clips import Clips
from .frame import MARGIN, frame_around, frame_of, union
from .lengths import parse_length
from .path_data import PathDataError, parse_path
from .scene import Scene
from .selection import elements_by_id, named_element
from .shapes import SHAPES, shape_subpaths
from .subpaths import bounds
from .viewports import viewbox, viewport_size

SELECTION, PAGE = "selection", "page"


def frame_for(choice, margin, root, elements, rows, leaves):
    """(the Frame, the element that was named as it or None).

    choice: SELECTION, PAGE, or the id or label of a rectangle, or of another shape, path, image or group.
    margin: share of the frame's longer side, on each side; None: the usual one.
    elements: {id: element}. rows: of what was selected. leaves: every Placed of the document. RefineError
    BAD_OBJECT where there is no such object, or none of the rows lies in it.
    """
    margin = usual_margin(choice) if margin is None else margin
    if choice == SELECTION:
        return frame_around(union([row.box for row in rows]), margin), None
    element = None
    if choice == PAGE:
        box = page_box(root)
    else:
        element = named_element(choice, elements)
        boxes = [outline_box(placed) for placed in leaves_of(element, leaves)]
        if not boxes or not all(boxes):
            raise RefineError(ErrorCode.BAD_OBJECT, f"“{choice}” has no size of its own: draw a rectangle.")
        box = union(boxes)
    frame = frame_of(box, margin)
    if not any(frame.touches(row.box) for row in rows):
        raise RefineError(ErrorCode.BAD_OBJECT, f"Nothing of what is selected lies in the frame “{choice}”.")
    return frame, element


def usual_margin(choice):
    """MARGIN around a selection, none around a page or an object."""
    return MARGIN if choice == SELECTION else 0.0


def leaves_of(element, leaves):
    """The Placed of an element itself, or of all inside it."""
    inside = set(element.iter())
    return [placed for placed in leaves if placed.element in inside]


def box_around(root, ids):
    """(the box around the outlines of these objects in root user units, what of them only marks it); the box
    is None where none of them has an outline.

    A rectangle alone is there to say where; a drawing is to be seen.
    """
    elements = elements_by_id(root)
    asked = {elements[name] for name in ids if name in elements}
    leaves = [placed for placed in Scene(Cascade(root), asked, Clips(elements)).walk(root) if placed.is_asked]
    boxes = [box for box in map(outline_box, leaves) if box]
    box = union(boxes) if boxes else None
    has_extent = box is not None and box[2] > box[0] and box[3] > box[1]
    marks = frozenset(placed.element for placed in leaves) if len(leaves) == 1 else frozenset()
    return (box, marks) if has_extent else (None, frozenset())


def name_of_objects(ids):
    """What a request calls the frame around these objects; PAGE for more than it can name."""
    name = ",".join(ids)
    return name if len(name) <= limits.TEXT_CHARACTERS else PAGE


def page_box(root):
    """The page in root user units, (left, top, right, bottom)."""
    box = viewbox(root)
    left, top = box[:2] if box else (0.0, 0.0)
    width, height = viewport_size(root)
    return (left, top, left + width, top + height)


def outline_box(placed):
    """(left, top, right, bottom) in root user units of a path, shape or image, its stroke not counted; None
    of anything else."""
    subpaths = _subpaths(placed)
    if placed.matrix is None or not subpaths:
        return None
    return bounds([subpath.mapped(placed.matrix) for subpath in subpaths])


def _subpaths(placed):
    attributes = placed.element.attrib
    if placed.tag == "path":
        try:
            return parse_path(attributes.get("d"))
        except PathDataError:
            return []
    if placed.tag in SHAPES:
        return shape_subpaths(placed.tag, attributes, viewport_size(placed.element.getparent()))
    if placed.tag == "image" and all(parse_length(attributes.get(each)) for each in ("width", "height")):
        return shape_subpaths("rect", attributes, viewport_size(placed.element.getparent()))
    return []
