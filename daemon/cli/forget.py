"""`clip-refine forget`: remove what runs have left in this user's folders; a part of uninstalling."""

import contextlib
import logging
import shutil

from daemon.settings import APP

from . import daemon_command


def add_to(commands):
    """Declare the command."""
    text = "remove logs, records, settings and downloaded models from your user folders"
    parser = commands.add_parser("forget", help=text, description=text)
    parser.set_defaults(command=forget)


def forget(options, settings):
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
