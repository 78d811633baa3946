"""Which part of the document the model looks at, where it is not what surrounds the selection."""

from .cascade import Cascade
from .clips import Clips
from .frame import union
from .lengths import parse_length
from .path_data import PathDataError, parse_path
from .scene import Scene
from .selection import elements_by_id
from .shapes import SHAPES, shape_subpaths
from .subpaths import bounds
from .viewports import viewbox, viewport_size


def box_around(root, ids):
    """(the box around the outlines of these objects in root user units, their elements as a set); the box is
    None where none of them has an outline."""
    elements = elements_by_id(root)
    asked = {elements[name] for name in ids if name in elements}
    leaves = [placed for placed in Scene(Cascade(root), asked, Clips(elements)).walk(root) if placed.is_asked]
    boxes = [box for box in map(outline_box, leaves) if box]
    box = union(boxes) if boxes else None
    has_extent = box is not None and box[2] > box[0] and box[3] > box[1]
    return box if has_extent else None, {placed.element for placed in leaves}


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
