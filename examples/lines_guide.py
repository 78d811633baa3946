"""Draws the README's pictures about lines: python examples/lines_guide.py [NAME ...]"""

import io
import math
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import inkex
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from daemon.cli.pictures import image_of, side_by_side
from daemon.worker.job_executor import JobExecutor
from inkscape_ext.drawing import Drawing
from inkscape_ext.held_nodes import NodeChoice, node_points
from inkscape_ext.line_rules import LineRules
from protocol.messages import Preview, Prompt, RefineRequest, Submit

EXAMPLES = Path(__file__).resolve().parent
PICTURES = EXAMPLES / "pictures"
SIDE, STEPS = 240, 80
LINES = ["lines"]
DOT = {False: (40, 110, 220), True: (220, 40, 40)}  # nodes that may move, and that are held


def main(names):
    """Draw the sheets of these names, or all."""
    for name in names or SHEETS:
        images, labels = zip(*SHEETS[name](), strict=True)
        sheet = side_by_side(images, labels).quantize(256)
        sheet.save(PICTURES / f"{name}.png", optimize=True)
        print(name, (PICTURES / f"{name}.png").stat().st_size, flush=True)


def freedom():
    """The same sketch at several strengths."""
    drawing = _read("sketches/bicycle.svg", ["lines", "colours", "widths"])
    yield _before(drawing), "bicycle, as drawn"
    for share in (0.1, 0.5, 0.9):
        yield _after(drawing, "a bicycle", freedom=share), f"strength {100 * share:.0f} %"


def what_may_change():
    """Lines or colours alone."""
    usual = _read("shapes.svg", ["lines", "colours"])
    yield _before(usual), "as drawn"
    yield _after(_read("shapes.svg", LINES), "a fish", freedom=0.8), "lines only"
    yield _after(_read("shapes.svg", ["colours"]), "a fish", freedom=0.8), "colours only"


def tidy():
    """Tidying alone."""
    for name in ("house", "umbrella"):
        drawing = _read(f"sketches/{name}.svg", LINES)
        yield _before(drawing), f"{name}, as drawn"
        yield _after(drawing, "", tidy_only=True), "tidied"


def held_nodes():
    """What locked nodes and line ends keep."""
    body = """<path id="a" d="M 10,50 C 20,20 30,20 40,50 S 60,80 70,50 90,20 100,50"/>"""
    free = _drawn(body)
    chosen = NodeChoice("hold", {"a": {(0, 1)}})
    yield _dotted(_before(free), free), "four nodes"
    for rules, label in (
        (LineRules(), "all may move"),
        (LineRules(hold_ends=True), "line ends kept"),
        (LineRules(chosen), "one node locked"),
    ):
        drawing = _drawn(body, rules)
        yield _dotted(*_moved(drawing, "a snake", freedom=0.9)), label


def simplify():
    """Fewer nodes for the same line."""
    dice = random.Random(4)
    places = [0.9 * math.tau * index / 240 for index in range(241)]
    radii = [40 + 9 * math.sin(3 * place) + dice.uniform(-0.1, 0.1) for place in places]
    points = [(50 + r * math.cos(t), 50 + r * math.sin(t)) for r, t in zip(radii, places, strict=True)]
    body = '<path id="a" d="M ' + " L ".join(f"{x:.3f},{y:.3f}" for x, y in points) + '"/>'
    for share, label in ((0.0, "a pencil's line"), (0.002, "within 0.2 %"), (0.01, "within 1 %")):
        drawing = _drawn(body, LineRules(simplify=share))
        count = sum(row.node_count for row in drawing.rows)
        yield _dotted(_before(drawing), drawing), f"{label}: {count} nodes"


SHEETS = {each.__name__: each for each in (freedom, what_may_change, tidy, held_nodes, simplify)}


def _read(name, changes):
    return Drawing.read(inkex.load_svg(str(EXAMPLES / name)).getroot(), None, changes)


def _drawn(body, rules=None):
    style = 'fill="none" stroke="#222" stroke-width="1.5" stroke-linecap="round"'
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 110 100"><g {style}>{body}</g></svg>'
    root = inkex.load_svg(io.BytesIO(text.encode())).getroot()
    return Drawing.read(root, None, LINES, rules=rules or LineRules())


def _run(drawing, prompt, **fields):
    """(the Result, its first and its last picture)."""
    fields = {"steps": STEPS, **fields}
    request = RefineRequest(
        drawing.table, (Prompt(prompt),), drawing.canvas, device="cpu", preview_side=SIDE, **fields
    )
    previews = []

    def send(message):
        if isinstance(message, Preview):
            previews.append(message)

    result = JobExecutor(None, time.monotonic).run(Submit("guide", request), send, lambda: None)
    return result, image_of(previews[0]), image_of(previews[-1])


def _before(drawing):
    return _run(drawing, "", tidy_only=True, freedom=0.0)[1]


def _after(drawing, prompt, **fields):
    return _run(drawing, prompt, **fields)[2]


def _moved(drawing, prompt, **fields):
    """(the picture after a run, a table with the points that they have then)."""
    result, _, picture = _run(drawing, prompt, **fields)
    drawing.table = replace(drawing.table, points=result.points)
    return picture, drawing


def _dotted(image, drawing):
    """A picture four times as fine, with the drawing's nodes, made small again."""
    large = image.resize((4 * image.width, 4 * image.height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(large)
    held = drawing.table.held or [0] * drawing.table.point_count
    (row,) = drawing.rows
    for point in (each for nodes in node_points(row.subpaths) for each in nodes):
        x, y = (4 * SIDE * value for value in drawing.table.points[2 * point : 2 * point + 2])
        draw.ellipse((x - 13, y - 13, x + 13, y + 13), fill=DOT[bool(held[point])])
    return large.resize(image.size, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(sys.argv[1:])
