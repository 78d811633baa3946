"""What can't be done is said in plain words with exit code 2; nothing is written, nothing is changed."""

import dataclasses
import errno
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from daemon.cli import files
from tests.support.practice_cli import PracticeSettings


@pytest.fixture
def refused(refine, sketch, tmp_path):
    """Runs `run` on the sketch; checks what every refusal has in common; stderr's last line."""

    def run(*arguments, drawing=sketch):
        before = sketch.read_bytes()
        target = tmp_path / "out.svg"
        code, out, err = refine("run", drawing, "-o", target, "--steps", "5", *arguments)
        assert code == 2
        assert out == ""
        assert "Traceback" not in err
        assert not target.exists()
        assert sketch.read_bytes() == before
        return err.strip().splitlines()[-1]

    return run


PROMPT = ("--prompt", "a boat")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--ids", "", *PROMPT), "Nothing is selected."),
        (("--ids", "name", *PROMPT), "Left alone: 1 text"),
        (("--ids", "unknown", *PROMPT), "No object in the drawing has the id “unknown”."),
        (("--ids", "flat", *PROMPT), "a transform that can't be undone"),
        (("--ids", "far", *PROMPT), "Nothing in the selection can be refined."),
        (("--ids", "nan", *PROMPT), "Nothing in the selection can be refined."),
        (("--all", *PROMPT, "--lock", "hull,ghost"), "No object in the drawing has the id “ghost”."),
        (("--ids", "boat", *PROMPT, "--lock", "boat"), "3 objects locked for refining"),
        (("--all", "--prompt", "  "), "There is no prompt."),
        (("--all", "--prompt", "x" * 2001), "The prompt is too long. (2001 > 2000 characters)"),
        (
            ("--all", *PROMPT, "--steps", "0"),
            "--steps: 0 is outside 1..10000. Choose another value for --steps.",
        ),
        (("--all", *PROMPT, "--seed", "-1"), "--seed: -1 is outside"),
        (("--all", *PROMPT, "--freedom", "nan"), "--freedom: nan is outside 0..1"),
        (("--all", *PROMPT, "--change", "lines,smell"), "--change: 'smell' is none of lines, colours"),
        (("--all", *PROMPT, "--change", ""), "Nothing is allowed to change."),
        (("--all", "--prompt", "fail now"), "There was not enough memory."),
        (("--all", "--prompt", "crash now"), "stopped in the middle of the work."),
    ],
)
def test_refusal_says_what_is_wrong(refused, arguments, sentence):
    assert sentence in refused(*arguments)


@pytest.mark.parametrize("option", ["--change", "--freedom"])
def test_wrong_setting_is_told_before_anything_is_started(refine, refused, option):
    refine("daemon", "stop")

    refused("--all", *PROMPT, option, "9")

    assert refine("daemon", "status")[0] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "could not be read as an SVG drawing"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M 0 0'>", "could not be read as an SVG drawing"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "could not be read as an SVG drawing"),
        (b"<html><body/></html>", "could not be read as an SVG drawing"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>", "declares the entity"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Nothing in the selection can be refined."),
    ],
)
def test_file_that_is_no_drawing_is_refused(refused, tmp_path, content, sentence):
    drawing = tmp_path / "drawing.svg"
    drawing.write_bytes(content)

    assert sentence in refused("--all", *PROMPT, drawing=drawing)


def test_absent_file_is_named(refused, tmp_path):
    drawing = tmp_path / "nowhere.svg"

    assert refused("--all", *PROMPT, drawing=drawing).startswith(f"There is no drawing {drawing}. Check")


def test_name_that_no_file_can_have_is_that_of_no_drawing(refused):
    assert refused("--all", *PROMPT, drawing="x" * 4000).startswith("There is no drawing xxx")


def test_folder_is_no_drawing(refused, tmp_path):
    assert refused("--all", *PROMPT, drawing=tmp_path).startswith(f"There is no drawing {tmp_path}: it is a")


def test_output_that_cannot_be_written_is_told_before_the_work(refine, sketch, tmp_path):
    target = tmp_path / "no folder" / "out.svg"

    code, _, err = refine("run", sketch, "--all", *PROMPT, "-o", target)

    assert code == 2
    assert err == f"There is no folder {target.parent}. Make it, or choose another place with -o.\n"


def test_home_without_a_private_place_is_told(refine, sketch, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked = dataclasses.replace(PracticeSettings.read(), private_dirs=(tmp_path / "file" / "state",))
    monkeypatch.setattr(PracticeSettings, "read", lambda: blocked)

    code, _, err = refine("run", sketch, "--all", *PROMPT, "-o", tmp_path / "out.svg")

    assert code == 2
    assert err.startswith("The helper program does not answer.")
    assert "install.py --check" in err


def test_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_bytes)

        files.expect_writable(pipe, "-o")
        files.write_whole(pipe, b"drawing", "-o")

        assert read.result(timeout=10) == b"drawing"
    assert pipe.is_fifo()


def test_full_disk_leaves_the_old_output_whole(tmp_path, monkeypatch):
    target = tmp_path / "out.svg"
    target.write_bytes(b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "replace", full)

    with pytest.raises(files.FileError, match=r"The disk is full: .*out\.svg could not be written\."):
        files.write_whole(target, b"new", "-o")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.svg"]


def test_programming_error_is_a_sentence_and_its_traceback_is_in_the_log(refine, household, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("daemon.cli.daemon_command.ask", broken)

    code, _, err = refine("daemon", "status")

    log = household.settings.log_dir / "clip-refine.log"
    assert code == 2
    assert err.startswith("Something went wrong inside Refine with CLIP. (ZeroDivisionError)")
    assert str(log) in err
    assert "Traceback" in log.read_text(encoding="utf-8")
