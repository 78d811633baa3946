"""Where compiled kernels are kept: in a folder named after the sources that they come from.

Numba keeps a compiled function until its own file changes, whatever becomes of functions in other files
that it has taken in. After an update old and new code would run together.
"""

import hashlib
import os
import shutil
from pathlib import Path

import platformdirs

from ..settings import APP

SETTING = "NUMBA_CACHE_DIR"
SOURCES = Path(__file__).parent
NAME = "kernels-"


def use_own_folder():
    """Make Numba, not yet imported, keep kernels in a folder for these sources, unless the user named one."""
    os.environ.setdefault(SETTING, str(folder_for(SOURCES)))


def folder_for(sources):
    """Where the kernels of a folder of sources are kept: in it, or with this user if it can't be written."""
    home = sources / "__pycache__"
    if not os.access(home if home.exists() else sources, os.W_OK):
        home = platformdirs.user_cache_path(APP, appauthor=False)
    return home / f"{NAME}{_digest(sources)}"


def forget_others(folder):
    """Remove what earlier sources left beside a folder."""
    for other in folder.parent.glob(f"{NAME}*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def _digest(sources):
    """Sixteen letters that change with every source."""
    digest = hashlib.sha256()
    for path in sorted(sources.rglob("*.py")):
        digest.update(str(path.relative_to(sources)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
