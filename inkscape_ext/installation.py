"""Where the helper program is, and how it is started from inside Inkscape."""

import json
import os
from pathlib import Path

from protocol.errors import ErrorCode, RefineError

_ROOT = Path(__file__).resolve().parent.parent

# What Inkscape (or an AppImage around it) sets for itself breaks another Python or its libraries. The same as
# in daemon/launch.py, which no code in here can import; a test compares the two.
_FOREIGN_PREFIXES = ("PYTHON", "DYLD_", "GTK_", "GDK_PIXBUF_", "GI_", "GIO_", "INKSCAPE_", "INKEX_", "SNAP")
_FOREIGN_NAMES = (
    "APPDIR", "APPIMAGE", "ARGV0", "DOCUMENT_PATH", "GSETTINGS_SCHEMA_DIR", "LD_LIBRARY_PATH",
    "OWD", "PERLLIB", "QT_PLUGIN_PATH", "SELF_CALL",
)  # fmt: skip


def bridge_command(root=_ROOT):
    """The command line of the bridge, as a list.

    root: the folder that holds this package. installation.json, written there by install.py, names the
    interpreter and the program; a source checkout has both in itself. NOT_INSTALLED if there is neither.
    """
    record = root / "installation.json"
    if record.exists():
        python, main = _recorded(record)
    else:
        scripts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        python, main = root.joinpath(".venv", *scripts), root / "daemon" / "__main__.py"
    for path in (python, main):
        if not path.exists():
            raise RefineError(ErrorCode.NOT_INSTALLED, f"there is no {path}")
    return [str(python), "-I", str(main), "bridge", "--client", "Inkscape"]


def _recorded(record):
    try:
        entries = json.loads(record.read_text(encoding="utf-8"))
        return Path(entries["python"]), Path(entries["main"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RefineError(ErrorCode.NOT_INSTALLED, f"{record} cannot be read: {error!s:.80}") from error


def bridge_environment(environment):
    """`environment` (a mapping) without what belongs to Inkscape's own Python."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(_FOREIGN_PREFIXES) and name not in _FOREIGN_NAMES
    }
