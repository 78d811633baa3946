"""Inkscape, seen from a script that it runs: two pipes to be careful with, and whether it still lives."""

import os
import select
import sys
import traceback
from pathlib import Path

from protocol.errors import ErrorCode

from . import wording

_LOG_BYTES = 1 << 20  # a longer log starts afresh


def log_path():
    """The extension's log file, in the user's folder for such things; the folder may not exist yet."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return base / "refine-with-clip" / "Logs" / "extension.log"
    if sys.platform == "darwin":
        return home / "Library" / "Logs" / "refine-with-clip" / "extension.log"
    state = os.environ.get("XDG_STATE_HOME", "")
    base = Path(state) if os.path.isabs(state) else home / ".local" / "state"
    return base / "refine-with-clip" / "log" / "extension.log"


def open_log(path):
    """A file descriptor to append to; the null device where the log can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.exists() and path.stat().st_size > _LOG_BYTES
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | (os.O_TRUNC if fresh else 0)
        return os.open(path, flags, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


class HostPipes:
    """Inkscape's ends of our stdout and stderr, kept for ourselves.

    Inkscape reads stdout to its end as the new document and shows any byte of stderr in a modal box, so
    every library of this process must write elsewhere: file descriptors 1 and 2 lead to the log from here on.
    """

    def __init__(self, log_descriptor):
        self._document = os.dup(1)
        self._complaint = os.dup(2)
        os.dup2(log_descriptor, 1)
        os.dup2(log_descriptor, 2)

    def is_gone(self):
        """True once Inkscape no longer reads our document: it has ended, and no signal tells us so.

        Always False on Windows, where a pipe can't be polled.
        """
        if not hasattr(select, "poll"):
            return False
        poll = select.poll()
        poll.register(self._document, 0)
        return any(state & (select.POLLERR | select.POLLHUP) for _, state in poll.poll(0))

    def deliver(self, document):
        """Hand over the finished document (bytes); nothing can be added afterwards."""
        with os.fdopen(self._document, "wb") as stream:
            stream.write(document)

    def complain(self, text):
        """Let Inkscape itself show `text`: for when no window of ours can be opened."""
        os.write(self._complaint, (text.strip() + "\n").encode("utf-8", "replace"))


class LastResort:
    """sys.excepthook of a process that must not show a traceback: the log gets it, Inkscape one sentence."""

    def __init__(self, host, log):
        self._host = host
        self._log = log

    def __call__(self, kind, error, trace):
        traceback.print_exception(kind, error, trace)
        detail = str(error) if issubclass(kind, ImportError) else ""
        self._host.complain(wording.sentence(ErrorCode.INTERNAL, detail, self._log))
