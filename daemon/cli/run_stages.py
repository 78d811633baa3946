"""`--film`, `--frames`, `--keep-stages` and `--stages`: what a run keeps of its way."""

import os
from dataclasses import dataclass
from pathlib import Path

from inkscape_ext.export.command import ExportError
from inkscape_ext.export.large_png import MOST
from inkscape_ext.stages.film import film
from inkscape_ext.stages.frames import FRAME, frame_documents, frames
from inkscape_ext.stages.layers import add_layers, title_of
from inkscape_ext.stages.moments import COUNT, snapshots_for, write_with_moments
from inkscape_ext.viewports import page_shape
from protocol import limits

from . import wishes
from .files import make_folder
from .usage import UsageError

_FRAME_SIDE = 800  # px


def add_to(parser):
    """Declare the options."""
    text = "SVG file that plays the run in a web browser, from your drawing to the result"
    parser.add_argument("--film", help=text)
    text = "folder for numbered PNGs of the stages, of equal size, as programs that make GIFs or videos take"
    parser.add_argument("--frames", metavar="FOLDER", help=text)
    text = f"px of the longer side of these (default: {_FRAME_SIDE})"
    parser.add_argument("--frame-side", type=int, default=_FRAME_SIDE, metavar="PX", help=text)
    text = "keep the stages as hidden layers of the drawing"
    parser.add_argument("--keep-stages", action="store_true", help=text)
    text = f"how many stages on the way these have (default: {COUNT})"
    parser.add_argument("--stages", type=int, default=COUNT, help=text)


def check(options):
    """UsageError if the options make no sense."""
    if not 0 <= options.stages <= limits.SNAPSHOTS:
        raise UsageError(
            f"--stages: {options.stages} is outside 0..{limits.SNAPSHOTS}. Choose another value for --stages."
        )
    if not 2 <= options.frame_side <= MOST:
        raise UsageError(f"--frame-side: {options.frame_side} is outside 2..{MOST}. Choose another value.")
    if options.frames:
        make_folder(options.frames, "--frames")


def wanted(options, drawing):
    """How many snapshots to ask for."""
    return snapshots_for(drawing, options.stages) if _are_wanted(options) else 0


def _are_wanted(options):
    return bool(options.film or options.keep_stages or options.frames)


@dataclass(frozen=True)
class Stages:
    """What is written of a run's way beside the drawing. film: bytes or None. frames: SVG files as bytes.
    shape: (width, height) of the page."""

    film: "bytes | None" = None
    frames: tuple = ()
    shape: tuple = (1.0, 1.0)


def write(options, drawing, tree, snapshots, end):
    """Put a Result, and the stages if they are wanted, into the tree.

    (PathChanges, the elements that were added, the Stages).
    """
    if not _are_wanted(options):
        return drawing.write(end), [], Stages()
    changes, moments = write_with_moments(drawing, snapshots, end)
    source = os.path.dirname(os.path.abspath(options.drawing or options.output))
    stages = Stages(
        film=film(tree, moments) if options.film else None,
        frames=tuple(frame_documents(tree, moments, source)) if options.frames else (),
        shape=page_shape(tree.getroot()),
    )
    added = []
    if options.keep_stages:
        layer = add_layers(tree.getroot(), drawing.rows, moments, title_of(wishes.title_of(options)))
        added = [layer] if layer is not None else []
    return changes, added, stages


def write_beside(options, stages, files):
    """Write the film and the frames. files: SideFiles."""
    if stages.film:
        files.write(options.film, stages.film, "--film")
    if not stages.frames:
        return
    folder = Path(options.frames)
    try:
        made = frames(stages.frames, stages.shape, options.frame_side)
    except ExportError as error:
        files.note(f"No frames were made in {folder}. {error}")
        return
    for old in folder.iterdir():
        if FRAME.fullmatch(old.name):
            old.unlink()
    for name, content in made:
        files.write(folder / name, content, "--frames")
