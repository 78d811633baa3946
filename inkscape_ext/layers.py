"""What surrounds the moving paths as two pictures by Inkscape: one behind them, one in front.

No picture is made of a side where we can draw all of the context ourselves. Where there is one, it shows all
that lies behind (or in front of) every moving path; the rows that it shows are transparent in the path
table, where they still hold joints. Between the moving paths we draw what we can; the rest goes to the
nearer picture.
"""

from dataclasses import dataclass

from protocol.messages import Picture

from .context import is_simplified
from .export.command import ExportError
from .export.layer_document import layer_document
from .transforms import apply
from .viewports import to_pixels

SIDE = 512  # px: models look at 96 to 384
MISSING = (
    "Text, pictures and other things around the selection that only Inkscape can draw are missing in what "
    "the model sees: {}"
)


@dataclass(frozen=True)
class Layers:
    """behind, front: sets of elements. pictured: the rows that one of them shows."""

    behind: set
    front: set
    pictured: list


def layers_of(leaves, rows, beyond):
    """The Layers around the free ones of these rows, or None where we can draw all that shows.

    leaves: (order, Placed) of all that may be shown. rows: of the table. beyond: (order, Placed) of what
    only Inkscape can draw.
    """
    moving = sorted(row.order for row in rows if row.free)
    resting = [row for row in rows if not row.free]
    simplified = [row for row in resting if is_simplified(row)]
    if not moving or not (beyond or simplified):
        return None
    low, high, middle = moving[0], moving[-1], moving[len(moving) // 2]
    alone = {order for order, _ in beyond} | {row.order for row in simplified}
    only = {placed.element for order, placed in leaves if order in alone}
    behind, front = set(), set()
    for order, placed in leaves:
        if order < low or (order <= middle and order in alone):
            behind.add(placed.element)
        elif order > high or order in alone:
            front.add(placed.element)
    # what we can draw ourselves on one side is ours there
    behind, front = (side if side & only else set() for side in (behind, front))
    pictured = [row for row in resting if row.placed.element in behind or row.placed.element in front]
    return Layers(behind, front, pictured)


def pictures_of(root, leaves, layers, frame, exporter, folder):
    """(the Pictures of Layers, "") or ((), why there are none). leaves: every Placed of the document."""
    wanted = [(use, shown) for use, shown in (("behind", layers.behind), ("front", layers.front)) if shown]
    documents = [layer_document(root, leaves, shown, folder) for _, shown in wanted]
    size = frame.pixel_size(SIDE)
    try:
        pixels = exporter.pixels(documents, area_of(root, frame.box), size)
    except ExportError as error:
        return (), MISSING.format(error)
    pairs = zip(wanted, pixels)
    return tuple(Picture.of(use, size, rgba) for (use, _), rgba in pairs if any(rgba[3::4])), ""


def area_of(root, box):
    """A box in root user units as one in CSS px."""
    matrix = to_pixels(root)
    return (*apply(matrix, box[:2]), *apply(matrix, box[2:]))
