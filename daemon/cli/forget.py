"""`clip-refine forget`: remove what runs have left in this user's folders; a part of uninstalling."""

import logging
import shutil

from . import daemon_command


def add_to(commands):
    """Declare the command."""
    text = "remove logs, records and downloaded models from your user folders"
    parser = commands.add_parser("forget", help=text, description=text)
    parser.set_defaults(command=forget)


def forget(options, settings):
    if daemon_command.ask(settings):
        daemon_command.stop(options, settings)
    logging.shutdown()  # Windows removes no open file
    for folder in (settings.cache_dir, settings.log_dir, *settings.private_dirs):
        if folder.is_dir():
            shutil.rmtree(folder)
            print(f"Removed {folder}")
    return 0
