"""The rectangle that CLIP sees, and the page behind it."""

from dataclasses import dataclass

from protocol.messages import Canvas

from .colour import parse_colour
from .scene import SODIPODI

MARGIN = 0.08  # of the selection's longer side, on each side: strokes may grow a little
FLATTEST = 0.05  # the shorter side, of the longer one: a thinner frame gets more room

_SMALLEST = 1e-9  # root user units
_SMALLEST_SHARE = 1e-7  # of the coordinates: in a smaller frame their double precision would show


@dataclass(frozen=True)
class Frame:
    """An upright rectangle in root user units: its top left corner, its width and height (> 0)."""

    left: float
    top: float
    width: float
    height: float

    @property
    def side(self):
        """The longer side: one canvas unit."""
        return max(self.width, self.height)

    @property
    def box(self):
        """(left, top, right, bottom)."""
        return (self.left, self.top, self.left + self.width, self.top + self.height)

    def to_canvas(self):
        """The affine map from root user units to canvas units."""
        scale = 1.0 / self.side
        return (scale, 0.0, 0.0, scale, -self.left * scale, -self.top * scale)

    def touches(self, box):
        """True if a box in root user units shows in the frame."""
        left, top, right, bottom = self.box
        return box[0] <= right and box[2] >= left and box[1] <= bottom and box[3] >= top

    def pixel_size(self, side):
        """(width, height) in px of a picture of the frame whose longer side has `side`."""
        return tuple(max(1, round(side * length / self.side)) for length in (self.width, self.height))


def union(boxes):
    """The box around boxes (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def intersection(box, other):
    """The box that two boxes share; turned inside out where they share none."""
    return (max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3]))


def frame_around(box, margin=MARGIN):
    """The square Frame centred on a box, with a margin (of its longer side, on each side); a box without
    extent gets a user unit or more."""
    side = _side_around(box, margin)
    return Frame((box[0] + box[2] - side) / 2.0, (box[1] + box[3] - side) / 2.0, side, side)


def frame_of(box, margin=0.0):
    """The Frame that is a box itself, with a margin; a very thin one is widened."""
    side = _side_around(box, margin)
    edge = margin * max(box[2] - box[0], box[3] - box[1])
    width, height = (
        max(high - low + 2.0 * edge, FLATTEST * side) for low, high in ((box[0], box[2]), (box[1], box[3]))
    )
    return Frame((box[0] + box[2] - width) / 2.0, (box[1] + box[3] - height) / 2.0, width, height)


def _side_around(box, margin):
    side = max(box[2] - box[0], box[3] - box[1]) * (1.0 + 2.0 * margin)
    smallest = max(_SMALLEST, _SMALLEST_SHARE * max(map(abs, box)))
    return side if side >= smallest else max(1.0, smallest)


def canvas_of(root, frame):
    """The Canvas of a Frame, with the document's page colour (white if it names none)."""
    width, height = frame.width / frame.side, frame.height / frame.side
    for view in root.iter(SODIPODI + "namedview"):
        try:
            return Canvas(width, height, page=parse_colour(view.attrib.get("pagecolor", "white"))[:3])
        except ValueError:
            break
    return Canvas(width, height)
