"""Clip paths that are one upright rectangle, as imported pages have around everything they hold."""

from protocol.geometry import LINE

from .path_data import PathDataError, parse_path
from .references import referenced_id
from .shapes import SHAPES, shape_subpaths
from .stylesheets import SVG
from .subpaths import bounds
from .transforms import compose, is_flat, parse_transform
from .viewports import viewport_size

_UPRIGHT = 1e-6  # of its size: how far a corner may be off
_OUTLINES = ("path", *SHAPES)


class Clips:
    """The clip paths of a document; elements_by_id: {id: element}."""

    def __init__(self, elements_by_id):
        self._elements = elements_by_id

    def box(self, value, matrix):
        """(left, top, right, bottom) in root user units of a `clip-path` that is one upright rectangle.

        matrix: of the clipped element. None for any other clip.
        """
        clip = self._elements.get(referenced_id(value))
        if clip is None or matrix is None or clip.tag != SVG + "clipPath":
            return None
        if (
            clip.attrib.get("clipPathUnits", "userSpaceOnUse") != "userSpaceOnUse"
            or "clip-path" in clip.attrib
        ):
            return None
        outlines = [child for child in clip if isinstance(child.tag, str) and child.tag.startswith(SVG)]
        if len(outlines) != 1 or outlines[0].tag[len(SVG) :] not in _OUTLINES:
            return None
        for element in (clip, outlines[0]):
            own = parse_transform(element.attrib.get("transform"))
            matrix = compose(matrix, own) if own else None
            if matrix is None or is_flat(matrix):
                return None
        return _upright_box(_outline(outlines[0]), matrix)


def _outline(element):
    tag = element.tag[len(SVG) :]
    if tag != "path":
        return shape_subpaths(tag, element.attrib, viewport_size(element))
    try:
        return parse_path(element.attrib.get("d"))
    except PathDataError:
        return []


def _upright_box(subpaths, matrix):
    """The box of subpaths under a map if they are one upright rectangle, else None."""
    if len(subpaths) != 1 or not all(kind == LINE for kind in subpaths[0].kinds):
        return None
    corners = subpaths[0].mapped(matrix)
    box = bounds([corners])
    slack = _UPRIGHT * max(box[2] - box[0], box[3] - box[1]) if box else 0.0
    points = corners.table_points()
    if len(points) > 1 and points[-1] == points[0]:
        points = points[:-1]
    if len(points) != 4 or slack == 0.0:
        return None
    seen = set()
    for x, y in points:
        side = [abs(x - box[0]) <= slack, abs(x - box[2]) <= slack]
        level = [abs(y - box[1]) <= slack, abs(y - box[3]) <= slack]
        if sum(side) != 1 or sum(level) != 1:
            return None
        seen.add((side[0], level[0]))
    diagonal = points[0][0] != points[2][0] and points[0][1] != points[2][1]
    return box if len(seen) == 4 and diagonal else None
