"""Which unselected objects are shown around the selection, and who draws them.

We draw visible paths and basic shapes that touch the frame, without mask or blend mode of their own or of a
group around them, nor a clip (but an upright rectangle that cuts nothing off in the frame): drawn without
these they would cover what the artist sees. All else is Inkscape's to draw: text, images, clones, masks,
filters, markers, patterns, and what is too much for us.
"""

import math
from dataclasses import dataclass

from protocol import limits

from .frame import intersection, union
from .frame_choice import outline_box
from .shapes import SHAPES

PATHS = 2_000  # the nearest to the selection; more would slow every step for what CLIP barely sees
POINTS = 100_000
_MARKERS = ("marker-start", "marker-mid", "marker-end")


@dataclass(frozen=True)
class Context:
    """rows: those that we draw, the nearest to the selection first; they fit a table beside the chosen ones.
    beyond: (order, Placed) of what shows in the frame, for all we know, and is not among them."""

    rows: list
    beyond: list


def context_of(candidates, chosen, frame, row_of):
    """The Context of what is refined.

    candidates: (order, Placed) of what is not refined. chosen: the rows to refine. row_of: makes a Row, or
    None, of a candidate.
    """
    box = union([row.box for row in chosen])
    near, beyond = [], []
    for order, placed in candidates:
        if placed.is_hidden or placed.opacity <= 0.0:
            continue
        if placed.tag not in ("path", *SHAPES):
            outline = outline_box(placed) if placed.tag == "image" else None
            if outline is None or frame.touches(outline):
                beyond.append((order, placed))
            continue
        row = row_of(order, placed)
        if row is None or not (frame.touches(row.box) and _is_inside_its_clips(row, frame)):
            continue
        if placed.is_cut or placed.is_blended or not (is_whole(row, frame) and _fits(row, frame)):
            beyond.append((order, placed))
        else:
            near.append((_distance(row.box, box), order, row))
    near.sort(key=lambda entry: entry[:2])
    room = min(POINTS, limits.POINTS - sum(row.point_count for row in chosen))
    rows = []
    most = min(PATHS, limits.PATHS - len(chosen))
    for _, order, row in near:
        if len(rows) < most and row.point_count <= room:
            room -= row.point_count
            rows.append(row)
        else:
            beyond.append((order, row.placed))
    return Context(rows, beyond)


def is_simplified(row):
    """True if we draw a row otherwise than Inkscape does: it has a filter, markers or a pattern."""
    inks = [ink for ink in (row.look.fill, row.look.stroke) if ink is not None]
    has_markers = any(row.placed.style[name] != "none" for name in _MARKERS) and row.placed.tag not in (
        "rect",
        "circle",
        "ellipse",
    )
    has_pattern = any(not ink.is_solid and ink.shading is None for ink in inks)
    return row.placed.is_filtered or has_markers or has_pattern


def is_whole(row, frame):
    """True if none of its clips cuts off anything that would show in the frame."""
    shown = intersection(row.box, frame.box)
    return all(intersection(clip, shown) == shown for clip in row.placed.clip_boxes)


def _is_inside_its_clips(row, frame):
    """False if its clips leave nothing of it in the frame."""
    shown = intersection(row.box, frame.box)
    for clip in row.placed.clip_boxes:
        shown = intersection(clip, shown)
    return shown[0] <= shown[2] and shown[1] <= shown[3]


def _fits(row, frame):
    """True if the row's numbers are in the path table's range; what reaches further is mostly elsewhere."""
    reach = limits.COORDINATE / 2.0 * frame.side  # a stroke is as wide as its box at most
    corners = ((row.box[0], row.box[1]), (row.box[2], row.box[3]))
    points = [point for subpath in row.drawn for point in subpath.mapped(row.placed.matrix).points]
    return all(abs(x - frame.left) <= reach and abs(y - frame.top) <= reach for x, y in (*corners, *points))


def _distance(box, other):
    """(gap between two boxes, distance between their centres)."""
    gap_x = max(0.0, box[0] - other[2], other[0] - box[2])
    gap_y = max(0.0, box[1] - other[3], other[1] - box[3])
    across = (box[0] + box[2] - other[0] - other[2]) / 2.0
    down = (box[1] + box[3] - other[1] - other[3]) / 2.0
    return math.hypot(gap_x, gap_y), math.hypot(across, down)
