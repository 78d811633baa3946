"""Running pip and the like: their output goes to a log, their failure becomes a plain sentence."""

import contextlib
import os
import platform
import re
import subprocess
import sys
import time

_FOREIGN = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")
_LOOK_S = 1.0
_SIGN_OF_LIFE_S = 60.0  # between lines where no terminal shows the seconds

_CAUSES = (
    (
        r"No space left|Errno 28|WinError 112|Disk quota exceeded",
        "The disk is full. Make room (about 3 GB, 9 GB with an NVIDIA GPU), then run this again.",
    ),
    (
        r"Permission denied|Errno 13|WinError 5\b|Read-only file system",
        "This folder cannot be written to. Move it to a folder of your own, then run this again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The secure connection to the Python package index failed. Check the computer's clock and your "
        "network's proxy settings, then run this again.",
    ),
    (
        r"NewConnectionError|name resolution|getaddrinfo|Network is unreachable|ConnectTimeout|ReadTimeout|"
        r"ProxyError|Connection refused|Connection reset|ConnectionError|RemoteDisconnected|IncompleteRead",
        "The Python package index could not be reached. Check the internet connection, then run this again: "
        "it goes on where it stopped.",
    ),
    (
        r"No matching distribution found for (?P<what>\S+)",
        "There is no build of {what} for this computer and Python {python}. Run this with another Python "
        "(64-bit, 3.10 to 3.14).",
    ),
)


class InstallError(Exception):
    """What went wrong and what to do next, as one or two plain sentences."""


class LoggedCommands:
    """Runs commands in a folder, one after the other, with what they print in a log file.

    say: shows a line to the user.
    """

    def __init__(self, folder, path, say):
        self.path = path
        self.say = say
        self._folder = folder

    def run(self, what, command, announce=""):
        """Run a command; InstallError with the likely cause if it fails.

        what: what it installs. announce: what the user is told while it runs.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "ab") as log:
            log.write(f"\n$ {' '.join(command)}\n".encode())
            log.flush()
            pipes = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            process = subprocess.Popen(command, cwd=self._folder, env=clean_environment(), **pipes)
            try:
                wait_visibly(process, announce, self.say)
            except BaseException:
                process.terminate()
                process.wait()
                raise
        if process.returncode:
            raise InstallError(f"{cause_of(self.last_output(), what)} Details: {self.path}")

    def last_output(self):
        """What the last command wrote."""
        return self.path.read_bytes().decode("utf-8", "replace").rpartition("\n$ ")[2]


def wait_visibly(process, announce, say):
    """Wait for a process; on a terminal a line counts the seconds, elsewhere a line comes every minute."""
    if not announce:
        process.wait()
        return
    live = sys.stdout.isatty()
    started = said = time.monotonic()
    if not live:
        say(announce)
    while process.poll() is None:
        now = time.monotonic()
        if live:
            print(f"\r{announce} … {now - started:.0f} s ", end="", flush=True)
        elif now - said >= _SIGN_OF_LIFE_S:
            said = now
            say(f"  still at it, {now - started:.0f} s")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_S)
    if live:
        print()


def cause_of(log, what):
    """The plain sentence for what pip or venv wrote to its log."""
    for pattern, sentence in _CAUSES:
        match = re.search(pattern, log)
        if match:
            named = match.groupdict().get("what", "")
            return sentence.format(what=named, python=platform.python_version())
    return f"Installing {what} did not work. Run this again; if it fails again, the log says why."


def clean_environment():
    """Our environment without what would lead the virtual environment's Python or pip elsewhere."""
    return {name: value for name, value in os.environ.items() if name not in _FOREIGN}
