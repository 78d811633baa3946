"""The moments of a run as pictures of equal size, numbered, as programs that make films take them."""

import copy
import re
from pathlib import Path

from ..export.command import ExportError, inkscape_command, run_inkscape
from ..export.exporter import work_folder
from ..export.large_png import MOST
from ..export.layer_document import whole_document
from ..export.png_pixels import PngError, size_of
from ..history.metadata import remove_record
from ..history.state import put_back
from .moments import changed_in

FRAME = re.compile(r"frame_\d{4}\.png")
TIME_LIMIT_S = 1800.0


def frames(documents, shape, side, command=None):
    """[(name, bytes)] of a PNG file of the page for each document, all of one size with even sides.

    documents: of frame_documents. shape: (width, height) of the page in any unit. side: px of the longer
    side. ExportError.
    """
    if not 2 <= side <= MOST:
        raise ExportError(f"Frames of {side:,} px can't be made: choose 2 to {MOST:,}.")
    command = command or inkscape_command()
    if command is None:
        raise ExportError("Inkscape's own program was not found. Install Inkscape, then try again.")
    width, height = even_size(shape, side)
    with work_folder() as place:
        paths = []
        for number, document in enumerate(documents, 1):
            paths.append(Path(place) / f"frame_{number:04d}.svg")
            paths[-1].write_bytes(document)
        size = [f"--export-width={width}", f"--export-height={height}"]
        options = ["--export-type=png", "--export-area-page", *size]
        run_inkscape(command, [*options, *map(str, paths)], TIME_LIMIT_S)
        return [_read(path.with_suffix(".png"), (width, height)) for path in paths]


def even_size(shape, side):
    """(width, height) in px, even numbers, as most kinds of film need; the longer one at most `side`."""
    longer = max(shape)
    return tuple(max(2, 2 * int(side * each / longer / 2.0)) for each in shape)


def frame_documents(tree, moments, folder):
    """The bytes of an SVG file for each Moment, the drawing as it was then. folder: of the drawing, for
    linked pictures."""
    root = copy.deepcopy(tree.getroot())
    twins = dict(zip(tree.getroot().iter(), root.iter()))
    remove_record(root)
    changed = changed_in(moments)
    documents = []
    for moment in moments:
        for element in changed:
            put_back(twins[element], moment.states[element][0])
        documents.append(whole_document(root, folder))
    return documents


def _read(path, size):
    try:
        content = path.read_bytes()
        found = size_of(content)
    except (OSError, PngError) as error:
        raise ExportError("Inkscape made no picture of a stage.") from error
    if found != size:
        raise ExportError(f"Inkscape's picture of a stage has {found[0]} × {found[1]} px.")
    return path.name, content
