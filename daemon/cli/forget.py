"""`clip-refine forget`: remove what runs have left, in this user's folders or in a drawing."""

import contextlib
import logging
import shutil

from daemon.settings import APP

from . import daemon_command, way_back
from .usage import UsageError


def add_to(commands):
    """Declare the command."""
    text = "remove the record from a drawing; without a drawing: remove logs, settings and downloaded models"
    parser = commands.add_parser("forget", help=text, description=f"{text} from your user folders")
    parser.add_argument("drawing", nargs="?", help="the SVG file to remove the record from")
    parser.add_argument("-o", "--output", help="the SVG file to write")
    parser.set_defaults(command=forget)


def forget(options, settings):
    if options.drawing:
        return way_back.forget(options)
    if options.output:
        raise UsageError("Name the drawing to remove the record from, before -o.")
    if daemon_command.ask(settings):
        daemon_command.stop(options, settings)
    logging.shutdown()  # Windows removes no open file
    for folder in (settings.cache_dir, settings.config_dir, settings.log_dir, *settings.private_dirs):
        if folder.is_dir():
            shutil.rmtree(folder)
            print(f"Removed {folder}")
        _remove_if_empty(folder.parent)
    return 0


def _remove_if_empty(parent):
    """Remove the folder that keeps ours together, if it is ours alone and has become empty."""
    if parent.name == APP:
        with contextlib.suppress(OSError):
            parent.rmdir()
