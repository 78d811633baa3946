"""`clip-refine run --add`, and `clip-refine draw`: strokes that were not there before."""

from dataclasses import dataclass, field, replace
from typing import List

from inkscape_ext.drawing import Drawing
from inkscape_ext.frame_choice import PAGE, box_around, name_of_objects, page_box
from inkscape_ext.strokes.new_layer import MOST, layer_at_random, layer_like
from protocol.messages import CHANGES

from . import run_view, wishes
from .usage import UsageError, expect_every_id, listed

SIZE = (512, 512)  # px
_LARGEST = 100_000  # px
_BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">\n</svg>\n'


@dataclass
class Opened:
    """A drawing as it is about to be refined. source: what `edited` takes. new: its NewLayer or None."""

    source: tuple
    drawing: Drawing
    new: object = None
    added: List[object] = field(init=False)

    def __post_init__(self):
        self.added = [self.new.element] if self.new else []


def add_to(parser):
    """Declare the options of `run`."""
    text = "add so many strokes like these ones, where the drawing lacks them; these stay as they are"
    parser.add_argument("--add", type=int, default=0, metavar="STROKES", help=text)
    text = "with --add: the strokes that are there are refined as well"
    parser.add_argument("--refine-too", action="store_true", help=text)


def check(options):
    """UsageError if the numbers make no sense."""
    for name in ("add", "strokes", "fills"):
        number = getattr(options, name, 0)
        if not 0 <= number <= MOST:
            raise UsageError(f"--{name}: {number} is outside 0..{MOST}. Choose another value for --{name}.")
    if options.tidy_only and options.add:
        raise UsageError("--add and --tidy: tidying adds nothing. Leave one of them out.")
    if hasattr(options, "strokes") and not options.strokes + options.fills:
        raise UsageError("There is nothing to draw with. Ask for some --strokes or --fills.")


def with_added(options, source, read):
    """The Opened of `run`: with new strokes where they are asked for. read: Drawing.read of the source."""
    drawing = read()
    if not options.add:
        return Opened(source, drawing)
    how = {"seed": options.seed, "others_rest": not options.refine_too}
    new = layer_like(drawing, source[-1].getroot(), options.add, wishes.title_of(options), **how)
    return Opened(source, read(new=new), new)


def blank(size):
    """The bytes of an empty drawing, (width, height) in px."""
    return _BLANK.format(*size).encode()


def drawn(options, source):
    """The Opened of `draw`: strokes at random all over the page, or over one of its objects."""
    root = source[-1].getroot()
    view = run_view.view_of(options, root)
    box, unseen, frame = page_box(root), (), PAGE
    if options.frame:
        ids = listed([options.frame])
        expect_every_id(root, ids)
        box, unseen = box_around(root, ids)
        if box is None:
            raise UsageError(f"--frame: {options.frame} has no area. Name a rectangle or another shape.")
        frame = name_of_objects(ids)
    new = layer_at_random(root, box, options.strokes, options.fills, wishes.title_of(options), options.seed)
    view = replace(view, frame=frame, box=box, unseen=frozenset(unseen))
    palette, sample = wishes.palette_of(options, root)
    drawing = Drawing.read(root, (), CHANGES, sample, palette=palette, view=view, new=new)
    return Opened(source, drawing, new)


def size_of(text):
    """(width, height) in px of "WxH". UsageError."""
    sides = text.lower().replace("×", "x").split("x")
    if len(sides) == 2 and all(side.strip().isdecimal() and 1 <= int(side) <= _LARGEST for side in sides):
        return int(sides[0]), int(sides[1])
    raise UsageError(f"--size: {text!r:.40} is no size. Write width and height in px, for example 512x384.")
