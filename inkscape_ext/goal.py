"""A picture in the document, or any other object, as what the paths are to show."""

from protocol import limits
from protocol.errors import ErrorCode, RefineError
from protocol.messages import Picture

from .export.command import ExportError
from .export.layer_document import layer_document
from .frame import frame_of, union
from .frame_choice import leaves_of, outline_box
from .layers import SIDE, area_of
from .transforms import apply, inverse
from .viewports import to_pixels


def selected_picture(leaves):
    """The one image that is selected. RefineError BAD_OBJECT if there is none, or several."""
    found = [
        placed for placed in leaves if placed.is_asked and placed.tag == "image" and not placed.is_hidden
    ]
    if len(found) != 1:
        count = "No picture is" if not found else f"{len(found)} pictures are"
        raise RefineError(ErrorCode.BAD_OBJECT, f"{count} selected: select the strokes and one picture.")
    return found[0].element


def goal_of(root, element, leaves, frame, rows, exporter, folder):
    """The goal Picture of an element, on the canvas of `frame`.

    Where it lies under the middle of the rows to refine, it is seen in its place; else it is fitted into the
    frame. RefineError BAD_OBJECT where Inkscape can't draw it.
    """
    inside = leaves_of(element, leaves)
    document = layer_document(root, leaves, {placed.element for placed in inside}, folder)
    size = frame.pixel_size(SIDE)
    try:
        box = _box(root, element, inside, document, exporter)
        seen = frame if _holds_middle(box, rows) else _fitted(box, frame)
        (pixels,) = exporter.pixels([document], area_of(root, seen.box), size)
    except ExportError as error:
        raise RefineError(ErrorCode.BAD_OBJECT, f"Inkscape could not draw the picture. {error}") from error
    if not any(pixels[3::4]):
        raise _nothing(element)
    return Picture.of("goal", size, pixels, element.get("id") or "")


def _box(root, element, inside, document, exporter):
    """The element's box in root user units."""
    boxes = [outline_box(placed) for placed in inside]
    if boxes and all(boxes):
        return union(boxes)
    pixels = exporter.box_of(document, element.get("id") or "")
    if pixels is None:
        raise _nothing(element)
    back = inverse(to_pixels(root))
    return (*apply(back, pixels[:2]), *apply(back, pixels[2:]))


def _nothing(element):
    return RefineError(ErrorCode.BAD_OBJECT, f"Nothing of “{element.get('id')}” is to be seen.")


def _holds_middle(box, rows):
    around = union([row.box for row in rows])
    x, y = (around[0] + around[2]) / 2.0, (around[1] + around[3]) / 2.0
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _fitted(box, frame):
    """What of the document is to fill the canvas of `frame` so that it holds all of `box`."""
    whole = frame_of(box)
    scale = max(whole.width / frame.width, whole.height / frame.height)
    width, height = scale * frame.width, scale * frame.height
    left, top = (box[0] + box[2] - width) / 2.0, (box[1] + box[3] - height) / 2.0
    return type(frame)(left, top, width, height)


def on_canvas(picture, frame):
    """A Picture of any shape as one over the canvas of `frame`: whole, in its middle, nothing around it."""
    width, height = picture.width, picture.height
    wide = max(width, round(height * frame.width / frame.height))
    high = max(height, round(width * frame.height / frame.width))
    left, top = (wide - width) // 2, (high - height) // 2
    pixels = picture.rgba.tobytes()
    stride = 4 * width
    side_bars = bytes(4 * left), bytes(4 * (wide - width - left))
    rows = [side_bars[0] + pixels[at : at + stride] + side_bars[1] for at in range(0, len(pixels), stride)]
    rows = [bytes(4 * wide)] * top + rows + [bytes(4 * wide)] * (high - height - top)
    step = -(-max(wide, high) // limits.PICTURE_SIDE)
    rows = [b"".join(row[at : at + 4] for at in range(0, len(row), 4 * step)) for row in rows[::step]]
    return Picture.of("goal", (len(rows[0]) // 4, len(rows)), b"".join(rows), picture.name)
