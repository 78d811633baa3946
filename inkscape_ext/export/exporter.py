"""Documents to pixels, by one run of Inkscape."""

import contextlib
import hashlib
import tempfile
from pathlib import Path

from .cache import Cache, cache_folder
from .command import TIME_LIMIT_S, ExportError, inkscape_command, run_inkscape
from .png_pixels import PngError, pixels_of

NO_INKSCAPE = "Inkscape's own program was not found"


class Exporter:
    """Has Inkscape draw documents.

    command: Inkscape's command line, None: as inkscape_command finds it. cache: a Cache. time_limit_s: for
    one run. runs: how many there were.
    """

    def __init__(self, command=None, cache=None, time_limit_s=TIME_LIMIT_S):
        self._command = command
        self._cache = cache or Cache(cache_folder() / "context")
        self._time_limit_s = time_limit_s
        self.runs = 0

    def pixels(self, documents, area, size):
        """The RGBA bytes (straight alpha) of each of these SVG files (bytes).

        area: (left, top, right, bottom) in CSS px of the document. size: (width, height) in px. ExportError.
        """
        names = [self._name(document, area, size) for document in documents]
        length = 4 * size[0] * size[1]
        found = {name: self._cache.get(name, length) for name in names}
        missing = {
            name: document for name, document in zip(names, documents) if found[name] is None
        }  # two that are equal are drawn once
        if missing:
            drawn = self._drawn(list(missing.values()), area, size)
            for name, pixels in zip(missing, drawn):
                found[name] = pixels
                self._cache.put(name, pixels)
        return [found[name] for name in names]

    def box_of(self, document, name):
        """(left, top, right, bottom) in CSS px of what an object of an SVG file (bytes) shows, None if
        nothing. ExportError."""
        with work_folder() as folder:
            path = Path(folder) / "drawing.svg"
            path.write_bytes(document)
            printed = self._run([f"--query-id={name}", "-X", "-Y", "-W", "-H", str(path)])
        numbers = printed.decode("ascii", "replace").replace(",", " ").split()
        try:
            x, y, width, height = map(float, numbers[-4:])
        except ValueError:
            return None
        return (x, y, x + width, y + height) if width > 0.0 and height > 0.0 else None

    def _drawn(self, documents, area, size):
        with work_folder() as folder:
            paths = [Path(folder) / f"{index}.svg" for index in range(len(documents))]
            for path, document in zip(paths, documents):
                path.write_bytes(document)
            options = [
                "--export-type=png",
                "--export-area=" + ":".join(f"{value:.9g}" for value in area),
                f"--export-width={size[0]}",
                f"--export-height={size[1]}",
                "--export-background=#ffffff",
                "--export-background-opacity=0",
            ]
            self._run([*options, *map(str, paths)])
            return [_read(path.with_suffix(".png"), size) for path in paths]

    def _run(self, arguments):
        command = self._command or inkscape_command()
        if command is None:
            raise ExportError(f"{NO_INKSCAPE}.")
        self.runs += 1
        return run_inkscape(command, arguments, self._time_limit_s)

    @staticmethod
    def _name(document, area, size):
        said = "".join(f"{value:.9g} " for value in (*area, *size)).encode()
        return hashlib.sha256(said + document).hexdigest()


@contextlib.contextmanager
def work_folder():
    """A private folder for a run's files, and ExportError where they can't be written.

    It lies where a Flatpak's Inkscape can see it too, which has a /tmp of its own. A Snap's sees neither.
    """
    base = cache_folder()
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        base = None
    try:
        with tempfile.TemporaryDirectory(prefix="export-", dir=base) as folder:
            yield folder
    except OSError as error:
        raise ExportError(f"What Inkscape is to draw could not be written: {error.strerror}.") from error


def _read(path, size):
    try:
        width, height, pixels = pixels_of(path.read_bytes(), size[0] * size[1])
    except (OSError, PngError) as error:
        raise ExportError("Inkscape made no picture.") from error
    if (width, height) != tuple(size):
        raise ExportError(f"Inkscape's picture has {width} x {height} px.")
    return pixels
