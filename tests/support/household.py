"""A user of their own for a test: a home, a daemon with short times, and no process left behind."""

import contextlib
import dataclasses
import json
import subprocess
import sys
import time
from pathlib import Path

import psutil

from daemon import launch, record
from daemon.client import Client
from protocol import stream
from protocol.errors import RefineError
from tests.support import practice_main

_ROOT = Path(__file__).resolve().parent.parent.parent


def wait_until(condition, *, within_s):
    """The first true value of `condition()`; fails the test if there is none within the time."""
    deadline = time.monotonic() + within_s
    while not (value := condition()):
        assert time.monotonic() < deadline, f"did not happen within {within_s} s"
        time.sleep(0.02)
    return value


class Household:
    """Folders under `root`, set in the environment of this process and so of all that it starts."""

    def __init__(self, root, monkeypatch):
        self.root = root
        self._monkeypatch = monkeypatch
        self._helpers = []
        monkeypatch.setenv("HOME", str(root))
        for name in ("CACHE_HOME", "STATE_HOME", "CONFIG_HOME", "DATA_HOME", "RUNTIME_DIR"):
            monkeypatch.delenv(f"XDG_{name}", raising=False)
        runtime = root / "run"
        runtime.mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
        self.times()

    def times(self, **seconds):
        """Start everything from now on with these times (fields of Settings)."""
        self._monkeypatch.setenv("REFINE_WITH_CLIP_TEST_TIMES", json.dumps(seconds))
        self.settings = practice_main.settings()

    @property
    def folder(self):
        """Where the lock and the record lie."""
        return self.settings.private_dirs[0]

    def client(self, **options):
        return Client.open(self.settings, **options)

    def record(self):
        """The record of the running daemon."""
        found = record.read(self.folder)
        assert found
        return found

    def daemon(self):
        """The process of the running daemon."""
        return psutil.Process(self.record().pid)

    def status(self):
        with self.client(start=False) as client:
            return client.status()

    def worker(self):
        """The process of the worker, once there is one."""
        return psutil.Process(wait_until(lambda: self.status().worker_pid, within_s=5))

    def start(self, *argv, **options):
        """Start a helper process with pipes; ended with the test."""
        options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        process = subprocess.Popen([str(part) for part in argv], **options)
        self._helpers.append(process)
        return process

    def script(self, text, **options):
        """Start Python with these lines, the packages of the project and `settings` at hand."""
        head = f"import sys; sys.path.insert(0, {str(_ROOT)!r})\n"
        head += "from tests.support.practice_main import pretend_versions, settings; pretend_versions()\n"
        head += "from tests.support.drawings import request\n"
        head += "from daemon.client import Client\nfrom protocol.errors import RefineError\n"
        return self.start(sys.executable, "-I", "-c", head + text, **options)

    def bridge(self, **options):
        """Start a bridge as the extension does."""
        return self.start(*launch.command(self.settings.main, "bridge", "--client", "Inkscape"), **options)

    def logs(self):
        """Everything that has been logged so far."""
        return "".join(path.read_text("utf-8") for path in self.settings.log_dir.glob("*"))

    def events(self, name):
        """The logged events of this name."""
        return [line for line in self.logs().splitlines() if f"event={name}" in line.split()]

    def processes(self):
        """All processes of this household except this one: helpers, bridges, daemons, workers."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.pid != psutil.Process().pid and process.environ().get("HOME") == str(self.root):
                    found.append(process)
        return found

    def close(self):
        """End everything; fails if something would have stayed."""
        for helper in self._helpers:
            helper.kill()
            helper.wait()
            for pipe in (helper.stdin, helper.stdout, helper.stderr):
                if pipe:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
        with contextlib.suppress(AssertionError):
            wait_until(self._is_empty, within_s=8)
        left = self.processes()
        described = [process.cmdline() for process in left]
        for process in left:
            process.kill()
        assert not described

    def _is_empty(self):
        """True once all has ended; a daemon that is only just coming up is told to end as well."""
        with contextlib.suppress(RefineError), self.client(start=False) as client:
            client.shutdown()
        return not self.processes()

    def replace_record(self, **fields):
        """Write a record with these fields changed, as another program could have left it."""
        record.publish(self.folder, dataclasses.replace(self.record(), **fields))


def read_until_line(process, wanted):
    """Read what a script prints up to this line; fails if it ends before."""
    for line in process.stdout:
        if line.decode().strip() == wanted:
            return
    raise AssertionError(f"ended without {wanted!r}: {process.stderr.read().decode()}")


def read_until_end(pipe, ends):
    """The messages from a pipe up to the first that is one of `ends`."""
    messages = []
    while (message := stream.read_message(pipe)) is not None:
        messages.append(message)
        if isinstance(message, ends):
            return messages
    raise AssertionError(f"the pipe ended after {[message.kind for message in messages]}")
