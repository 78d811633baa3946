"""What new strokes and filled shapes look like before a run moves them (Frans et al., CLIPDraw, 2021)."""

import math
from dataclasses import dataclass
from typing import List

from protocol.geometry import CUBIC

from ..colour import format_colour
from ..number_text import format_number
from ..subpaths import Subpath, format_subpaths
from ..tables import pen_scale

STEPS = 250  # of a run from nothing: with the usual 120 drawings are half done
STEP = 0.07  # of the frame: how far, each way, a control point usually lies from the last
WIDTH = 0.012  # of the frame, of strokes that are to fit into a drawing with none of its own
BOLD = 0.017  # of the frame, of strokes all over it
INSET = 0.1  # of the frame: no shape starts nearer to its edge
ALPHA = 0.5  # to come and to go are equally near
LENGTH = (0.08, 0.2)  # of the frame, of strokes that are to fit into a drawing
BEND = 0.2  # of their length
RADIUS = (0.05, 0.15)  # of the frame, of a filled shape
_ROUND = 4 / 3 * math.tan(math.pi / 8)  # length of handles for a circle of four cubics, in radii
_PLACES = 6  # decimals of the frame's side
_STROKE_STYLE = (
    "fill:none;stroke:{};stroke-width:{};stroke-opacity:{};stroke-linecap:round;stroke-linejoin:round"
)


@dataclass(frozen=True)
class Start:
    """A new path: its `d` and `style` attributes, in root user units."""

    d: str
    style: str


@dataclass(frozen=True)
class Pen:
    """What a stroke is drawn with. rgb: 0..1 each. width: root user units."""

    rgb: tuple
    width: float
    alpha: float = 1.0


def random_strokes(count, frame, dice):
    """So many strokes all over a Frame's box, in any colours. frame: (left, top, width, height)."""
    side = max(frame[2:])
    strokes = []
    for _ in range(count):
        pen = Pen(tuple(dice.random() for _ in range(3)), BOLD * side, ALPHA)
        strokes.append(_styled(_scribble(_place(frame, dice), side, dice), pen))
    return strokes


def random_fills(count, frame, dice):
    """So many filled, nearly round shapes all over a frame, in any colours."""
    side = max(frame[2:])
    shapes = []
    for _ in range(count):
        style = f"fill:{_colour(dice)};fill-opacity:{_number(ALPHA)};stroke:none"
        shapes.append(Start(_circle(_place(frame, dice), dice.uniform(*RADIUS) * side), style))
    return shapes


def strokes_like(pens, count, place, side, dice):
    """So many strokes at one place, drawn with these Pens in turns, in the order of chance."""
    bag = []
    while len(bag) < count:
        bag += dice.sample(pens, len(pens))
    return [_styled(_arc(place, side, dice), pen) for pen in bag[:count]]


def pens_of(rows, side):
    """The Pens that rows of a drawing are drawn with; filled shapes lend their colour.

    side: of the frame, root user units.
    """
    pens = []
    for row in rows:
        look = row.look
        if look.stroke is not None:
            width = look.stroke_width * pen_scale(row)
            pens.append(Pen(look.stroke.rgba[:3], width or WIDTH * side, look.stroke.rgba[3]))
        elif look.fill is not None:
            pens.append(Pen(look.fill.rgba[:3], WIDTH * side, look.fill.rgba[3]))
    return pens or [Pen((0.0, 0.0, 0.0), WIDTH * side)]


def _styled(d, pen):
    return Start(d, _STROKE_STYLE.format(format_colour(pen.rgb), _number(pen.width), _number(pen.alpha)))


def _place(frame, dice):
    left, top, width, height = frame
    return left + dice.uniform(INSET, 1 - INSET) * width, top + dice.uniform(INSET, 1 - INSET) * height


def _scribble(place, side, dice):
    points: List[tuple] = [place]
    for _ in range(3):
        x, y = points[-1]
        points.append((x + dice.gauss(0, STEP) * side, y + dice.gauss(0, STEP) * side))
    return _path(points, 1, False, side)


def _arc(place, side, dice):
    """A gently bent level cubic about a place."""
    length, bend = dice.uniform(*LENGTH) * side, dice.uniform(-BEND, BEND)
    across = [(share - 0.5) * length for share in (0.0, 1 / 3, 2 / 3, 1.0)]
    up = (0.0, bend * length, bend * length, 0.0)
    return _path([(place[0] + x, place[1] + y) for x, y in zip(across, up)], 1, False, side)


def _circle(middle, radius):
    points = []
    for quarter in range(4):
        for turn, handle in ((0, 0), (0, _ROUND), (1, -_ROUND)):
            angle = (quarter + turn) * math.pi / 2
            across, along = radius * math.cos(angle), radius * math.sin(angle)
            points.append((middle[0] + across - handle * along, middle[1] + along + handle * across))
    return _path([*points, points[0]], 4, True, radius)


def _path(points, cubics, is_closed, extent):
    places = max(0, _PLACES - math.floor(math.log10(extent)))
    points = [(round(x, places), round(y, places)) for x, y in points]
    return format_subpaths([Subpath(points, [CUBIC] * cubics, is_closed)])


def _colour(dice):
    return format_colour([dice.random() for _ in range(3)])


def _number(value):
    return format_number(float(f"{value:.6g}"))
