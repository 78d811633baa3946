import logging

import pytest

from daemon import log
from protocol.errors import ErrorCode, RefineError


@pytest.fixture
def logger(tmp_path):
    yield log.open_log(tmp_path / "logs" / "daemon.log")
    logging.getLogger("refine_with_clip").handlers.clear()


def _lines(tmp_path):
    return (tmp_path / "logs" / "daemon.log").read_text("utf-8").splitlines()


def test_an_event_is_one_line_of_pairs(tmp_path, logger):
    log.event(logger, "job_ended", job="j1", how="result", took_s=1.23456, note="two words\nand a line")

    (line,) = _lines(tmp_path)
    assert line.endswith("event=job_ended job=j1 how=result took_s=1.235 note='two words\\nand a line'")
    assert "level=INFO" in line


def test_a_refine_error_is_one_line_and_a_bug_has_its_traceback(tmp_path, logger):
    log.problem(logger, "failed", RefineError(ErrorCode.DISK_FULL, "/x"))
    try:
        raise KeyError("bug")
    except KeyError as error:
        log.problem(logger, "crashed", error)

    lines = _lines(tmp_path)
    assert lines[0].endswith("event=failed code=disk_full detail=/x")
    assert lines[1].endswith("event=crashed")
    assert lines[-1] == "KeyError: 'bug'"


def test_logs_are_rotated(tmp_path, logger):
    for _ in range(4):
        log.event(logger, "filler", text="x" * 700_000)

    names = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert names == ["daemon.log", "daemon.log.1", "daemon.log.2"]


@pytest.mark.parametrize("place", ["below a file", "full disk"])
def test_a_log_that_cannot_be_written_is_silent(tmp_path, capfd, place):
    (tmp_path / "file").write_text("")
    (tmp_path / "full.log").symlink_to("/dev/full")
    path = tmp_path / ("full.log" if place == "full disk" else "file/daemon.log")

    log.event(log.open_log(path), "anything")

    assert capfd.readouterr() == ("", "")
