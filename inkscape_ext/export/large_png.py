"""A document as one PNG file of up to 20,000 px, drawn by Inkscape, whole or not at all."""

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .command import ExportError, inkscape_command, run_inkscape
from .png_pixels import PngError, is_whole, size_of

MOST = 20_000  # px of the longer side
TIME_LIMIT_S = 3600.0  # 20,000 px take minutes, with large filters many
AREAS = ("page", "drawing")
_LEAST_SHARE = 0.01  # of all its bytes, that even a plain picture takes on the disk
_BYTES = 4  # of a pixel
_MIB = 1 << 20


@dataclass(frozen=True)
class Written:
    """A PNG file that is there."""

    path: Path
    width: int  # px
    height: int
    size: int  # bytes

    @property
    def sentence(self):
        return f"{self.path}: {self.width:,} × {self.height:,} px, {max(1, self.size // 1024):,} KB."


def export_png(drawing, shape, path, *, side, area="page", command=None, time_limit_s=TIME_LIMIT_S):
    """Draw an SVG file into a PNG file; its Written. ExportError, as plain sentences with the next step.

    drawing: the SVG file. shape: (width, height) of the area in any unit, None: Inkscape is asked. side: px
    of the longer side. area: of AREAS. The file that was at `path` stays if this fails.
    """
    if not 1 <= side <= MOST:
        raise ExportError(f"A picture of {side:,} px can't be made: choose 1 to {MOST:,}.")
    command = command or inkscape_command()
    if command is None:
        raise ExportError("Inkscape's own program was not found. Install Inkscape, then try again.")
    path = Path(path).absolute()
    shape = shape or _drawn_shape(command, drawing)
    _expect_room(path, side, shape)
    length = "height" if shape[1] > shape[0] else "width"
    with _temporary(path) as temporary:
        options = [
            str(drawing),
            "--export-type=png",
            f"--export-area-{area}",
            f"--export-{length}={side}",
            f"--export-filename={temporary}",
        ]
        try:
            run_inkscape(command, options, time_limit_s)
            written = _checked(Path(temporary), path, side)
        except ExportError as error:
            raise ExportError(f"{error} {_advice(path)}") from error
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    return written


@contextlib.contextmanager
def _temporary(path):
    """The name of a new file beside `path`, which is removed afterwards if it is still there. ExportError."""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".png", dir=path.parent)
        os.close(handle)
        try:
            yield temporary
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}. Choose another place.") from error


def _drawn_shape(command, drawing):
    """(width, height) in CSS px of all that is drawn."""
    lines = run_inkscape(command, ["-W", "-H", str(drawing)]).decode("ascii", "replace").split()
    try:
        shape = tuple(map(float, lines[-2:]))
    except ValueError:
        shape = ()
    if len(shape) != 2 or min(shape) <= 0.0:
        raise ExportError("There is nothing to be seen in the drawing.")
    return shape


def _expect_room(path, side, shape):
    """ExportError if the disk has no room even for a plain picture of that size."""
    least = round(_LEAST_SHARE * _BYTES * side * side * min(shape) / max(shape))
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError as error:
        raise ExportError(f"There is no folder {path.parent}. Make it, or choose another place.") from error
    if free < least:
        raise ExportError(
            f"The disk is nearly full: {free // _MIB} MiB are free, and {side:,} px take {least // _MIB} MiB "
            "at least. Make room, or choose another place or a smaller picture."
        )


def _checked(temporary, path, side):
    """The Written of a finished file; ExportError if it is not whole, or of another size."""
    size = temporary.stat().st_size
    try:
        with open(temporary, "rb") as file:
            head = file.read(64)
            file.seek(max(0, size - 12))
            tail = file.read()
        width, height = size_of(head)
    except PngError as error:
        raise ExportError("Inkscape made no picture.") from error
    if not is_whole(head, tail):
        raise ExportError("Inkscape's picture is not whole.")
    if abs(max(width, height) - side) > 1:
        raise ExportError(f"Inkscape's picture has {width:,} × {height:,} px instead of {side:,}.")
    return Written(path, width, height, size)


def _advice(path):
    free = shutil.disk_usage(path.parent).free
    if free < 16 * _MIB:
        return "The disk is full: make room, or choose another place or a smaller picture."
    return "There may not be enough memory or disk for this size: try a smaller picture."
