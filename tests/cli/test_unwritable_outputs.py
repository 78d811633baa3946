"""Disks that fill up and folders that vanish during a run: what is there is named and kept, and whole."""

import json
import os
import signal

import pytest

from tests.support.household import wait_until

SMALL = 1600  # bytes: the drawing fits, neither the report nor a picture does


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "results"
    made.mkdir()
    return made


@pytest.fixture
def run(refine, start_practice, sketch, folder):
    """Runs with every output in a process that can write no larger files: (code, stdout, last of stderr)."""

    def run(largest, *, output=None):
        refine("daemon", "start")  # which must not inherit the limit
        files = ("-o", output or folder / "out.svg", "--report", folder / "report.json")
        pictures = ("--picture", folder / "both.png", "--preview-dir", folder / "stages")
        command = (
            "run",
            sketch,
            "--all",
            "--prompt",
            "a boat",
            "--steps",
            "20",
            "--no-record",
            *files,
            *pictures,
        )
        process = start_practice(*command, largest=largest)
        out, err = process.communicate(timeout=60)
        assert "Traceback" not in err
        return process.returncode, out, err.splitlines()[-1]

    return run


def names(folder):
    return sorted(path.name for path in folder.rglob("*"))


def test_full_disk_writes_nothing_and_keeps_what_was_there(run, folder):
    (folder / "out.svg").write_bytes(b"old")

    code, out, said = run(0)

    assert (code, out) == (2, "")
    assert said.startswith(f"The disk is full: {folder / 'out.svg'} could not be written. Make room,")
    assert names(folder) == ["out.svg", "stages"]
    assert (folder / "out.svg").read_bytes() == b"old"


def test_disk_that_fills_up_after_the_drawing_keeps_it_and_names_it(run, folder, sketch):
    (folder / "report.json").write_bytes(b"old")

    code, out, said = run(SMALL)

    assert code == 2
    assert f"written to {folder / 'out.svg'}" in out
    for name in ("both.png", "report.json"):
        assert f"The disk is full: {folder / name} could not be written." in said
    assert said.endswith(f" Written and kept: {folder / 'out.svg'}.")
    assert (folder / "out.svg").read_bytes() != sketch.read_bytes()
    assert (folder / "out.svg").read_bytes().endswith(b"</svg>\n")
    assert (folder / "report.json").read_bytes() == b"old"
    assert not [name for name in names(folder) if name.startswith(".") or name == "both.png"]


def test_device_that_takes_nothing_is_named(run):
    code, _, said = run(2**30, output="/dev/full")

    assert code == 2
    assert said.startswith("The disk is full: /dev/full could not be written.")


def test_folder_that_vanishes_during_the_run_costs_only_what_goes_there(start_practice, sketch, folder):
    gone = folder / "gone"
    gone.mkdir()
    outputs = ("-o", folder / "out.svg", "--picture", gone / "both.png", "--report", folder / "report.json")
    stages = ("--preview-dir", gone / "stages")
    command = ("run", sketch, "--all", "--prompt", "a boat", "--steps", "10000", *outputs, *stages)
    process = start_practice(*command)
    while "Step " not in process.stderr.readline():
        pass

    (gone / "stages").rename(folder / "stages")
    gone.rmdir()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)

    said = err.splitlines()[-1]
    assert process.returncode == 2
    assert said.startswith(f"{gone / 'stages'}")
    assert f"{gone / 'both.png'} cannot be written: No such file or directory." in said
    assert said.endswith(f" Written and kept: {folder / 'out.svg'}, {folder / 'report.json'}.")
    assert (folder / "out.svg").read_bytes() != sketch.read_bytes()
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["outcome"]["reason"] == "stopped"


def test_interrupt_after_the_drawing_is_written_says_so(start_practice, sketch, folder):
    os.mkfifo(folder / "report")  # nobody reads it, so that writing to it waits
    outputs = ("-o", folder / "out.svg", "--report", folder / "report")
    process = start_practice("run", sketch, "--all", "--prompt", "a boat", "--steps", "5", *outputs)
    wait_until((folder / "out.svg").exists, within_s=20)

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)

    assert process.returncode == 130
    assert err.endswith(f"\nStopped. Written and kept: {folder / 'out.svg'}.\n")
