"""Compiled kernels are kept beside their sources; this forgets those of other sources.

numba looks only at the file that a kernel is in: it would keep one that calls what has changed elsewhere.
"""

import hashlib
from pathlib import Path

STAMP = "sources.sha256"


def forget_stale_kernels(folder):
    """Remove all kernels kept under a folder of sources (a Path) if any source has changed since.

    Where nothing can be written, nothing was kept there either.
    """
    sources = sorted(folder.rglob("*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    stamp = folder / "__pycache__" / STAMP
    try:
        if stamp.is_file() and stamp.read_text() == digest:
            return
        for kept in [*folder.rglob("*.nbi"), *folder.rglob("*.nbc")]:
            kept.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(digest)
    except OSError:
        return


forget_stale_kernels(Path(__file__).parent)
