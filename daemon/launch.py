"""Starting processes of ours, free of what the caller's environment and pipes would do to them."""

import contextlib
import enum
import os
import subprocess
import sys
import threading

_LOG_BYTES = 1 << 20


class ExitStatus(enum.IntEnum):
    """How a daemon ended, for whoever started it."""

    DONE = 0  # or not needed: another one runs
    NO_PRIVATE_FOLDER = 3
    DISK_FULL = 4


# Inkscape, AppImage, Snap and Flatpak set these for their own libraries; they break any other Python.
_NAMES = {
    "APPDIR", "APPIMAGE", "ARGV0", "DOCUMENT_PATH", "GSETTINGS_SCHEMA_DIR", "LD_LIBRARY_PATH",
    "OWD", "PERLLIB", "QT_PLUGIN_PATH", "SELF_CALL",
}  # fmt: skip
_PREFIXES = ("DYLD_", "GDK_PIXBUF_", "GI_", "GIO_", "GTK_", "INKEX_", "INKSCAPE_", "PYTHON", "SNAP")


def clean_environment(environ):
    """A copy of these variables without those that carry the caller's libraries to its children."""
    return {
        name: value
        for name, value in environ.items()
        if name not in _NAMES and not name.startswith(_PREFIXES)
    }


def command(main, *arguments):
    """The command line of a process of ours: isolated from PYTHON* variables and user packages."""
    return [sys.executable, "-I", str(main), *arguments]


def start_detached(argv, log):
    """Start a process that outlives us and holds none of our pipes; its Popen.

    log: the file that takes its standard error; dropped if that can't be written.
    """
    # Inkscape reads our stdout until EOF: a daemon that inherited it would freeze Inkscape.
    with _error_file(log) as errors:
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": errors}
        process = _popen_outside_our_job(argv, streams)
    # Reaps the process should it end before us, and keeps Popen quiet if it does not.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def start_piped(argv, log):
    """Start a child that speaks over its stdin and stdout; its Popen. log: as in start_detached."""
    with _error_file(log) as errors:
        return subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            close_fds=True,
            env=clean_environment(os.environ),
            creationflags=subprocess.CREATE_NO_WINDOW if os.name == "nt" else 0,
        )


def _popen_outside_our_job(argv, streams):
    options = {"close_fds": True, "cwd": os.sep, "env": clean_environment(os.environ), **streams}
    if os.name != "nt":
        return subprocess.Popen(argv, start_new_session=True, **options)
    flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    try:
        # Out of the caller's job object, which would end the daemon together with Inkscape.
        breakaway = flags | subprocess.CREATE_BREAKAWAY_FROM_JOB
        return subprocess.Popen(argv, creationflags=breakaway, **options)
    except PermissionError:  # the job does not allow that
        return subprocess.Popen(argv, creationflags=flags, **options)


@contextlib.contextmanager
def _error_file(log):
    """The open log file for a child's standard error, emptied when large; DEVNULL if that fails."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        file = open(log, "wb" if log.exists() and log.stat().st_size > _LOG_BYTES else "ab")  # noqa: SIM115
    except OSError:
        yield subprocess.DEVNULL
        return
    with file:
        yield file
