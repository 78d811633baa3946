"""Which unselected objects are shown around the selection.

Shown: visible paths and basic shapes that touch the frame, without mask or blend mode of their own or of a
group around them, nor a clip (but an upright rectangle that cuts nothing off in the frame): drawn without
these they would cover what the artist sees. Filters and markers are not drawn. Text, images, clones are
not shown.
"""

import math

from protocol import limits

from .frame import intersection, union
from .shapes import SHAPES

PATHS = 2_000  # the nearest to the selection; more would slow every step for what CLIP barely sees
POINTS = 100_000


def context_rows(candidates, chosen, frame, row_of):
    """The rows that are shown, the nearest to the selection first; they fit a table beside `chosen`.

    candidates: (order, Placed) of what is not refined. chosen: the rows to refine. row_of: makes a Row, or
    None, of a candidate.
    """
    box = union([row.box for row in chosen])
    near = []
    for order, placed in candidates:
        if placed.tag not in ("path", *SHAPES) or placed.is_hidden or placed.is_cut or placed.is_blended:
            continue
        row = row_of(order, placed)
        if row is not None and frame.touches(row.box) and is_whole(row, frame) and _fits(row, frame):
            near.append((_distance(row.box, box), order, row))
    near.sort(key=lambda entry: entry[:2])
    room = min(POINTS, limits.POINTS - sum(row.point_count for row in chosen))
    rows = []
    for _, _, row in near[: min(PATHS, limits.PATHS - len(chosen))]:
        if row.point_count <= room:
            room -= row.point_count
            rows.append(row)
    return rows


def is_whole(row, frame):
    """True if none of its clips cuts off anything that would show in the frame."""
    view = (frame.left, frame.top, frame.left + frame.side, frame.top + frame.side)
    shown = intersection(row.box, view)
    return all(intersection(clip, shown) == shown for clip in row.placed.clip_boxes)


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
