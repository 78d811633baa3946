"""`--frame`, `--margin`, `--image` and `--like`: what a run looks at besides the paths."""

import os
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from inkscape_ext.export.exporter import Exporter
from inkscape_ext.frame_choice import SELECTION
from inkscape_ext.layers import SIDE
from inkscape_ext.selection import elements_by_id, named_element
from inkscape_ext.view import View
from protocol.messages import Picture, RefineRequest

from .usage import UsageError

MOST_PIXELS = 100_000_000  # of a picture file


def add_frame_to(parser):
    """Declare the options about the frame."""
    text = "what the model looks at: selection, page, or the id or label of a rectangle (default: selection)"
    parser.add_argument("--frame", default=SELECTION, metavar="selection|page|ID", help=text)
    text = "percent of the frame's longer side, on each side (default: 8 around a selection, else 0)"
    parser.add_argument("--margin", type=float, metavar="PERCENT", help=text)


def add_context_to(parser):
    """Declare what leaves out the pictures around the paths."""
    text = "leave out text, pictures and effects around the selection, which Inkscape has to draw"
    parser.add_argument("--no-context-pictures", dest="draw_all", action="store_false", help=text)


def add_to(parser):
    """Declare the others."""
    add_context_to(parser)
    text = "what the paths are to show: a picture or other object of the drawing, or a PNG or JPEG file"
    parser.add_argument("--image", metavar="ID|FILE", help=text)
    usual = RefineRequest.goal_weight
    text = f"the image's part beside the prompt, 0 to 1 (default: {usual})"
    parser.add_argument(
        "--image-weight", dest="goal_weight", metavar="SHARE", type=float, default=usual, help=text
    )
    text = "free colours start as those that the image has there"
    parser.add_argument("--image-colours", dest="goal_colours", action="store_true", help=text)
    text = "take over widths, colours and directions of the strokes of this object or group"
    parser.add_argument("--like", metavar="ID", help=text)
    usual = RefineRequest.manner_weight
    text = f"how strongly the sample pulls, 0 to 1 (default: {usual})"
    parser.add_argument(
        "--like-weight", dest="manner_weight", metavar="SHARE", type=float, default=usual, help=text
    )


def check(options):
    """UsageError if the options make no sense."""
    for option, value in (("--image", options.image), ("--like", options.like)):
        if value and options.tidy_only:
            raise UsageError(f"{option} and --tidy: tidying looks at lines alone. Leave one of them out.")
    if options.margin is not None and not 0.0 <= options.margin <= 1000.0:
        raise UsageError(
            f"--margin: {options.margin:g} is outside 0..1000. Choose another value for --margin."
        )
    for name, value in (("--image-weight", options.goal_weight), ("--like-weight", options.manner_weight)):
        if not 0.0 <= value <= 1.0:
            raise UsageError(f"{name}: {value:g} is outside 0..1. Choose another value for {name}.")


def sample_of(options, root):
    """The ids of what is drawn like, which is not changed: one or none. RefineError BAD_OBJECT."""
    return [named_element(options.like, elements_by_id(root)).attrib["id"]] if options.like else []


def view_of(options, root):
    """The View of a document's root. UsageError if there is no such image."""
    return View(
        frame=options.frame,
        margin=None if options.margin is None else options.margin / 100.0,
        exporter=Exporter() if options.draw_all else None,
        folder=os.path.dirname(os.path.abspath(options.drawing or options.output)),
        goal=_goal(options.image, root) if options.image else None,
        sample=options.like,
    )


def request_fields(options, drawing):
    """The fields of a RefineRequest that come from here. drawing: a Drawing, read with the View."""
    return {
        "pictures": drawing.pictures,
        "manner": drawing.manner,
        "frame": drawing.view.frame,
        "margin": drawing.margin,
    }


def _goal(name, root):
    """An id of the document as it is, or the Picture of a file."""
    if name in elements_by_id(root):
        return name
    if not os.path.isfile(name):
        raise UsageError(f"--image: {name} is neither an id in the drawing nor a file. Check its spelling.")
    try:
        with Image.open(name) as image:
            if image.width * image.height > MOST_PIXELS:
                raise UsageError(f"--image: {name} has {image.width} x {image.height} px. Make it smaller.")
            image.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise UsageError(f"--image: {name} can't be read as a picture. Save it as PNG or JPEG.") from error
    upright.thumbnail((SIDE, SIDE))
    return Picture.of("goal", upright.size, upright.tobytes(), Path(name).name)
