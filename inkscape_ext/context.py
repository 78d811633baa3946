"""Which unselected objects are shown around the selection.

Shown: visible paths and basic shapes that touch the frame, without clip, mask or blend mode of their own
or of a group around them (drawn without these they would cover what the artist sees). Filters, dashes and
markers are not drawn. Text, images, clones are not shown.
"""

import math

from protocol import limits

from .selection import make_row
from .shapes import SHAPES

PATHS = 2_000  # the nearest to the selection; more would slow every step for what CLIP barely sees
POINTS = 100_000


def context_rows(candidates, painter, root_pen, frame, box):
    """The rows of (order, Placed) candidates that are shown, at most PATHS, nearest to `box` first.

    box: the selection's, in root user units.
    """
    near = []
    for order, placed in candidates:
        if placed.tag not in ("path", *SHAPES) or placed.is_hidden or placed.is_cut or placed.is_blended:
            continue
        row, _ = make_row(order, placed, painter.look(placed.style), root_pen)
        if row is not None and frame.touches(row.box) and _fits(row, frame):
            near.append((_distance(row.box, box), order, row))
    near.sort(key=lambda entry: entry[:2])
    rows, points = [], 0
    for _, _, row in near[:PATHS]:
        points += sum(len(subpath.points) for subpath in row.subpaths)
        if points > POINTS:
            break
        rows.append(row)
    return rows


def _fits(row, frame):
    """True if the row's numbers are in the path table's range; what reaches further is mostly elsewhere."""
    reach = limits.COORDINATE * frame.side
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
