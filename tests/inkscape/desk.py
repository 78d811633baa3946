"""A private desktop without a person: virtual screen, window manager, message bus, home folder."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil

_HANDS = Path(__file__).with_name("hands.py")
_NEEDED = ("Xvfb", "openbox", "dbus-daemon", "xdotool", "inkscape")


def until(what, condition, deadline_s=30.0, pause_s=0.1):
    """The first truthy value of condition(); AssertionError naming `what` after the deadline."""
    deadline = time.monotonic() + deadline_s
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited {deadline_s:g} s in vain for {what}"
        time.sleep(pause_s)
    return value


class Desk:
    """Use as a context manager; what it has started, and what that has started, ends with it.

    Processes are recognised by their private HOME, so that daemons that detached themselves are found too.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.home = self.folder / "home"
        self._started = []
        self._python = _python_with_gi()
        missing = [name for name in _NEEDED if shutil.which(name) is None]
        if missing:
            raise RuntimeError(f"the Inkscape tests need {', '.join(missing)}")

    def __enter__(self):
        runtime = self.folder / "run"
        for folder, mode in ((self.home, 0o755), (runtime, 0o700)):
            folder.mkdir(mode=mode, parents=True)
        self.environment = {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "GDK_BACKEND": "x11",
        }
        self.environment["DISPLAY"] = self._start_screen()
        bus = self.start(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE
        )
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        bus.stdout.close()
        self.start(["openbox"])
        # Away from the windows, or a tooltip may cover what is to be seen.
        subprocess.run(["xdotool", "mousemove", "5", "895"], env=self.environment, check=True, timeout=10)
        return self

    def __exit__(self, *_):
        for process in reversed(self._started):
            process.terminate()
        for process in self._started:
            process.wait(timeout=10)
        self.end(self.processes())

    def start(self, command, environment=(), **options):
        """A process of this desk; its output goes to the desk's log.

        environment: variables for this process alone. options: of Popen.
        """
        with open(self.folder / "desk.log", "ab") as log:
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, **options}
            process = subprocess.Popen(command, env={**self.environment, **dict(environment)}, **streams)
        self._started.append(process)
        return process

    def _start_screen(self):
        reader, writer = os.pipe()
        command = [
            "Xvfb",
            "-displayfd",
            str(writer),
            "-screen",
            "0",
            "1280x900x24",
            "-noreset",
            "-nolisten",
            "tcp",
        ]
        self.start(command, pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        return f":{number}"

    def processes(self, *words):
        """The living processes of this desk whose command line has all these words, as psutil processes."""
        found = []
        for process in psutil.process_iter():
            try:
                is_ours = process.environ().get("HOME") == str(self.home)
                command = process.cmdline() if is_ours else []
            except (psutil.Error, OSError):
                continue
            if command and all(any(word in part for part in command) for word in words):
                found.append(process)
        return found

    def end(self, processes):
        """Stop these, first kindly."""
        for stop in (psutil.Process.terminate, psutil.Process.kill):
            for process in processes:
                try:
                    stop(process)
                except psutil.NoSuchProcess:
                    continue
            processes = psutil.wait_procs(processes, timeout=5)[1]

    def ask(self, operation, **arguments):
        """The answer of hands.py."""
        command = [self._python, str(_HANDS), operation, json.dumps(arguments)]
        environment = {**self.environment, "NO_AT_BRIDGE": "1"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise RuntimeError(f"{operation} {arguments}: {done.stderr[-800:]}")
        return json.loads(done.stdout)

    def windows(self, pid):
        """The X ids of the windows of a process that are on the screen."""
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(pid)]
        found = subprocess.run(command, env=self.environment, capture_output=True, timeout=10)
        return set(found.stdout.split())

    def focus(self, title):
        """Give the keyboard to the window whose title matches this regular expression."""
        command = ["xdotool", "search", "--onlyvisible", "--name", title, "windowactivate", "--sync"]
        subprocess.run(command, env=self.environment, check=True, timeout=10, stdout=subprocess.DEVNULL)

    def keys(self, *keys):
        """Press key combinations (xdotool's names) in the window that has the focus."""
        subprocess.run(
            ["xdotool", "key", "--clearmodifiers", *keys], env=self.environment, check=True, timeout=10
        )


def _python_with_gi():
    """An interpreter that can see and press: Debian's has gi, our own venv has not."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        probe = "import gi; gi.require_version('Atspi', '2.0'); gi.require_version('Gdk', '3.0')"
        if subprocess.run([candidate, "-c", probe], capture_output=True).returncode == 0:
            return candidate
    raise RuntimeError("the Inkscape tests need python3-gi, gir1.2-gtk-3.0 and gir1.2-atspi-2.0")
