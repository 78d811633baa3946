"""Users for the command line's tests: one with the practice worker, one with the real one."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.cli import main as command_line
from tests.support.household import Household
from tests.support.practice_cli import PracticeSettings
from tests.support.sketch import SKETCH

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sketch(tmp_path):
    path = tmp_path / "sketch é.svg"
    path.write_text(SKETCH, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def household(tmp_path_factory):
    """A user whose daemon has the practice worker; the same daemon for a whole file."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        made = Household(tmp_path_factory.mktemp("home"), monkeypatch)
        yield made
        made.close()


@pytest.fixture
def refine(household, monkeypatch, capsys):
    """Runs `clip-refine` with these arguments in this process: (exit code, stdout, stderr)."""
    monkeypatch.setattr(command_line, "Settings", PracticeSettings)

    def run(*arguments):
        code = command_line.main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def start_practice(household):
    """Starts `clip-refine` with the practice worker as a process, to send signals to; a Popen.

    largest: bytes; it can write no larger file, as on a disk that gets full.
    """
    started = []

    def start(*arguments, largest=resource.RLIM_INFINITY):
        def prepare():
            # A shell that runs tests in the background makes its children deaf to SIGINT.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

        command = [sys.executable, "-m", "tests.support.practice_cli", *map(str, arguments)]
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, cwd=ROOT, text=True, preexec_fn=prepare, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def real_refine(tmp_path_factory):
    """Runs `clip-refine` as a user does, with the real daemon, worker and model: a CompletedProcess."""
    home = tmp_path_factory.mktemp("real-home")
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    environment.update(HOME=str(home), XDG_RUNTIME_DIR=str(runtime))

    def run(*arguments):
        command = [sys.executable, "-m", "daemon.cli.main", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    yield run
    run("daemon", "stop")
