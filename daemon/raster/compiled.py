"""Keeps compiled kernels no longer than their sources stay as they are.

Numba keeps machine code beside each source file and looks only whether that one has changed, not the files
whose functions went into it. After an update it would draw with a mixture of old and new. So importing this
module has a look at all of them.
"""

import contextlib
import hashlib
from pathlib import Path

STAMP = "kernels.sha256"


def forget_outdated(folder):
    """Delete Numba's files below `folder` unless no source there has changed since the last call."""
    digest = hashlib.sha256()
    for source in sorted(folder.rglob("*.py")):
        digest.update(source.relative_to(folder).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    stamp = folder / "__pycache__" / STAMP
    with contextlib.suppress(OSError):  # where nothing can be written, nothing is kept beside the sources
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        for kept in (*folder.rglob("*.nbi"), *folder.rglob("*.nbc")):
            kept.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(digest.hexdigest())


forget_outdated(Path(__file__).parent)
