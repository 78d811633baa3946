"""The square that CLIP sees, and the page behind it."""

from dataclasses import dataclass

from protocol.messages import Canvas

from .colour import parse_colour
from .scene import SODIPODI

MARGIN = 0.08  # of the selection's longer side, on each side: strokes may grow a little

_SMALLEST = 1e-9  # root user units
_SMALLEST_SHARE = 1e-7  # of the coordinates: in a smaller frame their double precision would show


@dataclass(frozen=True)
class Frame:
    """A square in root user units: its top left corner and its side (> 0)."""

    left: float
    top: float
    side: float

    def to_canvas(self):
        """The affine map from root user units to canvas units."""
        scale = 1.0 / self.side
        return (scale, 0.0, 0.0, scale, -self.left * scale, -self.top * scale)

    def touches(self, box):
        """True if a box in root user units shows in the frame."""
        return (
            box[0] <= self.left + self.side
            and box[2] >= self.left
            and box[1] <= self.top + self.side
            and box[3] >= self.top
        )


def union(boxes):
    """The box around boxes (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def intersection(box, other):
    """The box that two boxes share; turned inside out where they share none."""
    return (max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3]))


def frame_around(box):
    """The Frame centred on a box, with the margin; one without extent gets a user unit or more."""
    side = max(box[2] - box[0], box[3] - box[1]) * (1.0 + 2.0 * MARGIN)
    smallest = max(_SMALLEST, _SMALLEST_SHARE * max(map(abs, box)))
    if side < smallest:
        side = max(1.0, smallest)
    return Frame((box[0] + box[2] - side) / 2.0, (box[1] + box[3] - side) / 2.0, side)


def frame_of(box):
    """The Frame whose top left corner is that of a box with an extent, and whose side is the longer one."""
    return Frame(box[0], box[1], max(box[2] - box[0], box[3] - box[1]))


def canvas_of(root, box=None):
    """The square Canvas, or one in the shape of a box, with the document's page colour (white if it names
    none)."""
    sides = (1.0, 1.0)
    if box is not None:
        width, height = box[2] - box[0], box[3] - box[1]
        sides = (width / max(width, height), height / max(width, height))
    for view in root.iter(SODIPODI + "namedview"):
        try:
            return Canvas(*sides, page=parse_colour(view.attrib.get("pagecolor", "white"))[:3])
        except ValueError:
            break
    return Canvas(*sides)
