"""Files that are there whole or not at all."""

import contextlib
import os
import tempfile


def write_whole(path, content):
    """Replace the file at a Path by these bytes in one step: a reader sees the old file or the new one, never
    a part. A link stays a link, and a file keeps its permissions. OSError."""
    path = path.absolute()
    path = path.resolve() if path.is_symlink() else path
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, _mode_of(path))
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _mode_of(path):
    """The permissions that a file at `path` has, or would have if it were made the usual way."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
