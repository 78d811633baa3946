"""`clip-refine draw`: strokes from nothing but a prompt, on an empty page or over a drawing."""

from pathlib import Path

from inkscape_ext.document import parsed
from inkscape_ext.strokes.starts import STEPS
from protocol.messages import CHANGES

from . import new_strokes, run
from .edited_svg import attributes_of
from .usage import UsageError

STROKES = 64
# What `run` asks for and `draw` has no choice of.
_AS_RUN = {
    "ids": [],
    "all": False,
    "lock": [],
    "freedom": 1.0,
    "add": 0,
    "refine_too": False,
    "margin": 0.0,
    "tidy_only": False,
    "apart": False,
    "hold_ends": False,
    "hold_nodes": None,
    "only_nodes": None,
    "simplify": 0.0,
}


def add_to(commands):
    """Declare the command and its options."""
    text = "draw from nothing but a prompt"
    parser = commands.add_parser("draw", help=text, description=f"{text[:1].upper()}{text[1:]}.")
    parser.add_argument("--strokes", type=int, default=STROKES, help=f"how many strokes (default: {STROKES})")
    parser.add_argument("--fills", type=int, default=0, help="how many filled shapes under them (default: 0)")
    where = parser.add_mutually_exclusive_group()
    usual = "x".join(map(str, new_strokes.SIZE))
    where.add_argument("--size", default=usual, metavar="WxH", help=f"of the page in px (default: {usual})")
    where.add_argument(
        "--on", dest="drawing", metavar="DRAWING", help="an SVG file to draw on, on a new layer"
    )
    text = "with --on: draw over these objects, separated by commas, not over the page"
    parser.add_argument("--frame", metavar="IDS", help=text)
    run.add_settings(parser)
    parser.set_defaults(command=_draw, opened=_opened, change=",".join(CHANGES), steps=STEPS, **_AS_RUN)


def _draw(options, settings):
    if options.frame and not options.drawing:
        raise UsageError("--frame names an object of a drawing. Name the drawing with --on.")
    new_strokes.size_of(options.size)
    return run.run(options, settings)


def _opened(options):
    if options.drawing:
        content = Path(options.drawing).read_bytes()
    else:
        content = new_strokes.blank(new_strokes.size_of(options.size))
    tree = parsed(content, options.drawing or "the new drawing")
    return new_strokes.drawn(options, (content, attributes_of(tree), tree))
