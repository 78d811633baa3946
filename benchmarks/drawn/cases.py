"""What is drawn: prompts and where each drawing starts."""

import math
import random
from dataclasses import dataclass
from pathlib import Path

import inkex

from inkscape_ext.drawing import Drawing
from protocol.geometry import (
    CUBIC,
    Cap,
    FillRule,
    Free,
    Join,
    Paint,
    PathTable,
    floats,
    integers,
    octets,
    plain_paint,
)
from protocol.messages import CHANGES, Canvas, RefineRequest
from training.config import read_prompts

SKETCHES = Path(__file__).resolve().parents[2] / "examples" / "sketches"
SETTINGS = ("sketches", "strokes64", "strokes16", "filled24")
SHAPES = {"strokes64": 64, "strokes16": 16, "filled24": 24}  # in a drawing that starts at random
PROMPTS = 40  # that are drawn from a random start

STEP = 0.05  # canvas units at most that a control point of a random stroke lies from the last, each way
WIDTH = 0.012  # canvas units: CLIPDraw's strokes are thinner at the start, but no joint is to depend on that
RADIUS = (0.05, 0.15)  # canvas units, of a random filled shape
ROUND = 4 / 3 * math.tan(math.pi / 8)  # length of handles for a circle of four cubics, in radii
USUAL_CHANGES = tuple(change for change in CHANGES if change != "opacity")  # as the command line has it
SKETCH_FREEDOM = RefineRequest.freedom  # the usual one
RANDOM_FREEDOM = 1.0  # what starts at random is nobody's work


@dataclass(frozen=True)
class Case:
    """One drawing to be: its prompt, the names by which a judge may call it right, and its start."""

    prompt: str
    names: tuple
    table: PathTable
    canvas: Canvas
    freedom: float


def cases_of(setting, count=None):
    """The Cases of one of SETTINGS, always the same; only the first `count`."""
    if setting == "sketches":
        return [_sketch(path) for path in sorted(SKETCHES.glob("*.svg"))[:count]]
    make = _blobs if setting == "filled24" else _strokes
    wanted = read_prompts()["drawings"][:PROMPTS][:count]
    return [
        Case(prompt, tuple(names), make(SHAPES[setting], random.Random(seed)), Canvas(), RANDOM_FREEDOM)
        for seed, (prompt, names) in enumerate(wanted)
    ]


def _sketch(path):
    root = inkex.load_svg(str(path)).getroot()
    prompt = root.findtext("{http://www.w3.org/2000/svg}title")
    drawing = Drawing.read(root, None, USUAL_CHANGES)
    names = dict(read_prompts()["drawings"]).get(prompt, [prompt.split(" ", 1)[1]])
    return Case(prompt, tuple(names), drawing.table, drawing.canvas, SKETCH_FREEDOM)


def _strokes(count, dice):
    """Strokes of one to three cubics, each control point near the last, in any colours."""
    counts = [dice.randint(1, 3) for _ in range(count)]
    points = []
    for cubics in counts:
        x, y = dice.random(), dice.random()
        points += [x, y]
        for _ in range(3 * cubics):
            x, y = (value + dice.uniform(-STEP, STEP) for value in (x, y))
            points += [x, y]
    return _table(points, counts, Paint.STROKE, dice)


def _blobs(count, dice):
    """Closed, nearly round shapes of four cubics, in any colours."""
    points = []
    for _ in range(count):
        x, y, radius = dice.uniform(0.1, 0.9), dice.uniform(0.1, 0.9), dice.uniform(*RADIUS)
        for quarter in range(4):
            for turn, handle in ((0, 0), (0, ROUND), (1, -ROUND)):
                angle = (quarter + turn) * math.pi / 2
                across, along = radius * math.cos(angle), radius * math.sin(angle)
                points += [x + across - handle * along, y + along + handle * across]
    return _table(points, [4] * count, Paint.FILL, dice)


def _table(points, counts, paint, dice):
    paths = len(counts)
    colours = [dice.random() for _ in range(4 * paths)]
    return PathTable(
        points=floats(points),
        segment_kinds=octets([CUBIC] * sum(counts)),
        subpath_segments=integers(counts),
        subpath_closed=octets([int(paint == Paint.FILL)] * paths),
        path_subpaths=integers([1] * paths),
        paint=octets([paint] * paths),
        fill=floats(colours),
        stroke=floats(colours),
        stroke_width=floats([WIDTH] * paths),
        pen=floats([1.0, 0.0, 0.0, 1.0] * paths),
        opacity=floats([1.0] * paths),
        stroke_style=floats([FillRule.NONZERO, Cap.ROUND, Join.ROUND, 4.0] * paths),
        free=octets([Free.LINES | Free.FILL | Free.STROKE | Free.WIDTH | Free.OPACITY] * paths),
        **plain_paint(paths),
    )
