"""What is drawn: prompts and where each drawing starts."""

from dataclasses import dataclass
from pathlib import Path

import inkex

from inkscape_ext.drawing import Drawing
from inkscape_ext.frame_choice import PAGE, page_box
from inkscape_ext.strokes.new_layer import layer_at_random
from inkscape_ext.view import View
from protocol.geometry import PathTable
from protocol.messages import CHANGES, Canvas, RefineRequest
from training.config import read_prompts

SKETCHES = Path(__file__).resolve().parents[2] / "examples" / "sketches"
SETTINGS = ("sketches", "strokes64", "strokes16", "filled24")
# strokes and filled shapes in a drawing that starts at random, as "Draw from a prompt" has them
SHAPES = {"strokes64": (64, 0), "strokes16": (16, 0), "filled24": (0, 24)}
BLANK = b'<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512"/>'
PROMPTS = 40  # that are drawn from a random start

USUAL_CHANGES = tuple(change for change in CHANGES if change != "opacity")  # as the command line has it
SKETCH_FREEDOM = RefineRequest.freedom  # the usual one
RANDOM_FREEDOM = 1.0  # what starts at random is nobody's work


@dataclass(frozen=True)
class Case:
    """One drawing to be: its prompt, the names by which a judge may call it right, and its start.

    new_paths: as in RefineRequest.
    """

    prompt: str
    names: tuple
    table: PathTable
    canvas: Canvas
    freedom: float
    new_paths: int = 0


def cases_of(setting, count=None):
    """The Cases of one of SETTINGS, always the same; only the first `count`."""
    if setting == "sketches":
        return [_sketch(path) for path in sorted(SKETCHES.glob("*.svg"))[:count]]
    wanted = read_prompts()["drawings"][:PROMPTS][:count]
    return [_random(prompt, names, SHAPES[setting], seed) for seed, (prompt, names) in enumerate(wanted)]


def _sketch(path):
    root = inkex.load_svg(str(path)).getroot()
    prompt = root.findtext("{http://www.w3.org/2000/svg}title")
    drawing = Drawing.read(root, None, USUAL_CHANGES)
    names = dict(read_prompts()["drawings"]).get(prompt, [prompt.split(" ", 1)[1]])
    return Case(prompt, tuple(names), drawing.table, drawing.canvas, SKETCH_FREEDOM)


def _random(prompt, names, numbers, seed):
    root = inkex.load_svg(BLANK).getroot()
    box = page_box(root)
    new = layer_at_random(root, box, *numbers, prompt, seed)
    drawing = Drawing.read(root, (), CHANGES, view=View(frame=PAGE, box=box), new=new)
    return Case(prompt, tuple(names), drawing.table, drawing.canvas, RANDOM_FREEDOM, new.count)
