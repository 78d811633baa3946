"""The Python that Inkscape runs extensions with, and what ours needs in it."""

import os
import shutil
import subprocess
from pathlib import Path

# What to import, and the packages that bring it on Debian and Ubuntu. Elsewhere Inkscape brings them itself.
NEEDS = (
    ("inkex", "import inkex", "inkscape python3-lxml python3-cssselect python3-numpy"),
    (
        "GTK 3 for Python",
        "import gi; gi.require_version('Gtk', '3.0'); from gi.repository import Gtk",
        "python3-gi gir1.2-gtk-3.0",
    ),
)


def own_python(inkscape):
    """(interpreter, folder of its inkex) of a native Inkscape, or None where that can't be told."""
    if inkscape.kind != "native":
        return None
    executable = Path(inkscape.command[0]).resolve()
    # Inkscape puts its own folder first on PATH when it starts an extension.
    places = os.pathsep.join([str(executable.parent), str(executable.parent.parent / "Resources" / "bin")])
    names = ("python3", "python")
    beside = next(filter(None, (shutil.which(name, path=places) for name in names)), None)
    python = beside or shutil.which("python3")
    try:
        asked = [inkscape.command[0], "--system-data-directory"]
        answer = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    lines = answer.stdout.decode("utf-8", "replace").strip().splitlines()
    if not python or not lines:
        return None
    return python, Path(lines[-1]) / "extensions"


def lacking(python, inkex_folder):
    """[(what, packages that bring it)] of NEEDS that this Python can't import."""
    environment = {**os.environ, "PYTHONPATH": str(inkex_folder)}
    environment.pop("PYTHONHOME", None)
    missing = []
    for what, statement, packages in NEEDS:
        command = [python, "-W", "ignore", "-c", statement]
        options = {"stdin": subprocess.DEVNULL, "capture_output": True, "timeout": 60, "check": True}
        try:
            subprocess.run(command, env=environment, **options)
        except (OSError, subprocess.SubprocessError):
            missing.append((what, packages))
    return missing
