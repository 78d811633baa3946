"""Progress on stderr: one live line on a terminal, a few lines elsewhere."""

import io

import pytest

from daemon.cli.progress_line import ProgressLine
from protocol.messages import Notice, Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def steps(total):
    return [
        Progress("job", step, total, 0.2 + 0.001 * step, float(total - step)) for step in range(1, total + 1)
    ]


def test_file_gets_a_few_lines_for_a_long_run():
    stream = io.StringIO()
    line = ProgressLine(stream)

    for message in [Notice("job", "loading_model"), *steps(500)]:
        line.take(message)
    line.close()

    lines = stream.getvalue().splitlines()
    assert 10 <= len(lines) <= 12
    assert lines[0] == "Loading the model…"
    assert lines[-1].startswith("Step 500 of 500.")
    assert "\r" not in stream.getvalue()


class Reentered(io.StringIO):
    """Refuses one line, as Python does when a signal comes in the midst of writing another."""

    has_refused = False

    def write(self, text):
        if text.startswith("Stopping") and not self.has_refused:
            self.has_refused = True
            raise RuntimeError("reentrant call")
        return super().write(text)


def test_what_could_not_be_said_in_the_midst_of_a_line_is_said_after_it():
    stream = Reentered()
    line = ProgressLine(stream)

    line.take(steps(30)[0])
    with pytest.raises(RuntimeError):
        line.stop(keep=True)
    for message in steps(30)[1:]:
        line.take(message)

    assert stream.getvalue().splitlines()[1:] == ["Stopping, and keeping the best so far…"]


def test_terminal_has_one_line_that_is_cleared_at_the_end():
    stream = Terminal()
    line = ProgressLine(stream)

    for message in steps(20):
        line.take(message)
    before_the_end = stream.getvalue()
    line.close()

    assert "\n" not in stream.getvalue()
    assert "Step 20 of 20" in before_the_end.rpartition("\r")[2]
    assert "[########################]" in before_the_end
    assert stream.getvalue().endswith(" \r")


def test_live_line_never_wraps(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    stream = Terminal()
    line = ProgressLine(stream)

    for message in steps(20):
        line.take(message)

    assert all(len(text) < 40 for text in stream.getvalue().split("\r"))


def test_remark_stays_after_the_end():
    stream = io.StringIO()
    line = ProgressLine(stream)

    line.take(Notice("job", "unknown_words", "espresso"))
    line.close()

    assert "espresso" in stream.getvalue()
