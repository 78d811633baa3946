"""Where Inkscape's own program is, and one run of it that can't hang."""

import logging
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

TIME_LIMIT_S = 60.0
_FLATPAK = "org.inkscape.Inkscape"
_OWN_ID = "--app-id-tag=refine"  # or a window that waits for us could be asked to do it
_log = logging.getLogger(__name__)


class ExportError(Exception):
    """Why Inkscape made no picture, as a plain sentence."""


def inkscape_command(environment=None, python=None):
    """The command line of the Inkscape that runs us, or else of one that is installed; None without any.

    environment: a mapping, os.environ if None. python: our interpreter, sys.executable if None: on Windows
    and macOS Inkscape has one of its own, which tells where its program is.
    """
    environment = os.environ if environment is None else environment
    named = environment.get("INKSCAPE_COMMAND")
    if named and shutil.which(named, path=environment.get("PATH")):
        return [shutil.which(named, path=environment.get("PATH"))]
    for place in _own_places(environment, Path(python or sys.executable)):
        if place.is_file() and os.access(place, os.X_OK):
            return [str(place)]
    path = environment.get("PATH")
    for name in ("inkscape.com", "inkscape") if os.name == "nt" else ("inkscape",):
        if found := shutil.which(name, path=path):
            return [found]
    for place in _usual_places(environment):
        if place.is_file():
            return [str(place)]
    return _flatpak(path)


def _own_places(environment, python):
    """Where the program lies if our Python belongs to it, or if a Snap or an AppImage holds us both."""
    places = [python.parent / "inkscape.com"] if os.name == "nt" else []
    if sys.platform == "darwin":
        for folder in python.parents:
            if folder.name == "Contents":
                places.append(folder / "MacOS" / "inkscape")
    for name, inside in (("APPDIR", "usr/bin/inkscape"), ("SNAP", "bin/inkscape")):
        if environment.get(name):
            places.append(Path(environment[name]) / inside)
    return places


def _usual_places(environment):
    if os.name == "nt":
        bases = [environment.get(name) for name in ("ProgramW6432", "ProgramFiles", "LOCALAPPDATA")]
        inside = (("Inkscape",), ("Programs", "Inkscape"))
        return [Path(base, *parts, "bin", "inkscape.com") for base in bases if base for parts in inside]
    if sys.platform == "darwin":
        inside = Path("Applications", "Inkscape.app", "Contents", "MacOS", "inkscape")
        return [Path("/") / inside, Path.home() / inside]
    return []


def _flatpak(path):
    """Inkscape's Flatpak; with the user's files, so that it reads and writes those of ours."""
    flatpak = shutil.which("flatpak", path=path)
    known = ("/var/lib/flatpak/app", Path.home() / ".local/share/flatpak/app")
    if flatpak and any((Path(place) / _FLATPAK).is_dir() for place in known):
        return [flatpak, "run", "--filesystem=home", "--command=inkscape", _FLATPAK]
    return None


def run_inkscape(command, arguments, time_limit_s=TIME_LIMIT_S):
    """What one run prints to stdout, as bytes. ExportError if it can't be started, fails or takes too long.

    Its messages go to our stderr's log, never to a pipe that Inkscape reads.
    """
    options = {"creationflags": subprocess.CREATE_NO_WINDOW} if os.name == "nt" else {}
    try:
        process = subprocess.Popen(
            [*command, _OWN_ID, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=os.name != "nt",
            **options,
        )
    except OSError as error:
        raise ExportError(f"Inkscape could not be started ({error.strerror}).") from error
    is_late = threading.Event()

    def stop():
        is_late.set()
        _kill(process)

    timer = threading.Timer(time_limit_s, stop)
    timer.start()
    try:
        printed, complaints = process.communicate()
    finally:
        timer.cancel()
        _kill(process)
    if complaints:
        _log.info("event=inkscape_said text=%s", complaints[-2000:].decode("utf-8", "replace").strip())
    if is_late.is_set():
        raise ExportError(f"Inkscape took longer than {time_limit_s:g} s.")
    if process.returncode:
        raise ExportError(f"Inkscape ended with status {process.returncode}.")
    return printed


def _kill(process):
    """End the process, and on POSIX all that it has started."""
    if process.poll() is not None:
        return
    if os.name == "nt":
        process.kill()
    else:
        import signal

        os.killpg(process.pid, signal.SIGKILL)
