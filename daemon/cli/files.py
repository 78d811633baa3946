"""Output files: checked before the work, written whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from daemon.full_disk import is_full

from .usage import UsageError


class FileError(UsageError):
    """A file or folder that the user named can't be used, as a plain sentence with the next step."""


def expect_drawing(path):
    """Fail at once if there is no file to read at `path`."""
    if os.path.isdir(path):  # unlike Path, says no to a name that can be none
        raise FileError(f"There is no drawing {path}: it is a folder. Name the SVG file to refine.")
    if not os.path.exists(path):
        raise FileError(f"There is no drawing {path}. Check the folder and the spelling of its name.")


def expect_writable(path, option):
    """Fail now rather than after the work if `path` can't be written. option: what the user named it with."""
    folder = Path(path).absolute().parent
    if Path(path).is_dir():
        raise FileError(f"{path} is a folder. Name a file with {option}.")
    if _is_no_file(Path(path)):
        return
    if not folder.is_dir():
        raise FileError(f"There is no folder {folder}. Make it, or choose another place with {option}.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FileError(f"{folder} cannot be written to. Choose another place with {option}.")


def make_folder(path, option):
    """Make a folder if it is not there."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _explained(error, path, option) from error


def write_whole(path, content, option):
    """Replace a file by these bytes in one step: a reader sees the old file or the new one, never a part.

    A pipe or a device (`-o /dev/stdout`) is written to as it is, never replaced.
    """
    path = Path(path).absolute()
    if _is_no_file(path):
        try:
            path.write_bytes(content)
        except OSError as error:
            raise _explained(error, path, option) from error
        return
    # A link stays a link: its target is what gets replaced.
    path = path.resolve() if path.is_symlink() else path
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _explained(error, path, option) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, _mode_of(path))
        os.replace(temporary, path)
    except OSError as error:
        raise _explained(error, path, option) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _is_no_file(path):
    """True for a pipe, a device and the like."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _mode_of(path):
    """The permissions that a file at `path` has, or would have if it were made the usual way."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _explained(error, path, option):
    if is_full(error):
        what = f"The disk is full: {path} could not be written."
        return FileError(f"{what} Make room, or choose another place with {option}.")
    return FileError(f"{path} cannot be written: {error.strerror}. Choose another place with {option}.")
