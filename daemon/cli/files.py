"""Output files: checked before the work, written whole or not at all."""

import os
from pathlib import Path

from daemon.full_disk import is_full
from inkscape_ext.export import whole_file

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
    try:
        if _is_no_file(path):
            path.write_bytes(content)
        else:
            whole_file.write_whole(path, content)
    except OSError as error:
        raise _explained(error, path, option) from error


def _is_no_file(path):
    """True for a pipe, a device and the like."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _explained(error, path, option):
    if is_full(error):
        what = f"The disk is full: {path} could not be written."
        return FileError(f"{what} Make room, or choose another place with {option}.")
    return FileError(f"{path} cannot be written: {error.strerror}. Choose another place with {option}.")
