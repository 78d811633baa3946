"""Ctrl+C, and the daemon's death, in the middle of a run; with the practice worker."""

import json
import os
import signal

import pytest


def wait_for(stream, text):
    """Read lines until one holds `text`; all of them."""
    lines = []
    for line in stream:
        lines.append(line)
        if text in line:
            return lines
    raise AssertionError(f"{text!r} never came: {lines}")


@pytest.fixture
def outputs(tmp_path):
    return tmp_path / "out.svg", tmp_path / "report.json"


@pytest.fixture
def running(start_practice, sketch, outputs):
    """Starts a long run and returns once it moves."""

    def start(prompt):
        target, report = outputs
        options = ("--all", "--prompt", prompt, "--steps", "10000", "-o", target, "--report", report)
        process = start_practice("run", sketch, *options)
        wait_for(process.stderr, "Step ")
        return process

    return start


def test_first_interrupt_keeps_the_best_so_far(running, outputs, sketch):
    process = running("a boat")

    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=20) == 0
    target, report = outputs
    assert target.read_bytes() != sketch.read_bytes()
    assert json.loads(report.read_text(encoding="utf-8"))["outcome"]["reason"] == "stopped"


def test_second_interrupt_writes_nothing(running, outputs):
    process = running("deaf")  # this worker hears no request to stop, so the second comes in time

    process.send_signal(signal.SIGINT)
    wait_for(process.stderr, "keeping the best so far")
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=20) == 130
    assert "Cancelled; nothing was written." in process.stderr.read()
    assert not any(path.exists() for path in outputs)


def test_killed_daemon_is_told_and_nothing_is_written(running, outputs, household):
    process = running("a boat")

    os.kill(household.record().pid, signal.SIGKILL)

    assert process.wait(timeout=20) == 2
    err = process.stderr.read()
    assert "The helper program stopped in the middle of the work." in err
    assert "Traceback" not in err
    assert not any(path.exists() for path in outputs)
