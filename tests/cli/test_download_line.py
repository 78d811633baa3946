"""A download's progress, for a terminal and for a file."""

import io

import pytest

from daemon.cli.download_line import DownloadLine

SIZE = 605_000_000


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(stream):
    line = DownloadLine(stream)
    line.take("config.json", 500, 500)
    for done in range(0, SIZE + 1, SIZE // 1000):
        line.take("weights", done, SIZE)
    line.close()
    return stream.getvalue()


def test_a_file_gets_a_line_for_each_tenth():
    lines = shown(io.StringIO()).splitlines()

    assert len(lines) == 11
    assert lines[0] == "weights: 0 of 605 MB, 0%"
    assert lines[-1] == "weights: 605 of 605 MB, 100%"


@pytest.mark.parametrize("rest", [0.0, 1000.0])
def test_a_terminal_gets_one_line_that_ends_whole(monkeypatch, rest):
    monkeypatch.setattr("daemon.cli.download_line._REST_S", rest)

    text = shown(Terminal())

    assert text.count("\n") == 1
    assert text.rsplit("\r", 1)[1].strip() == "weights: 605 of 605 MB, 100%"
    assert text.count("\r") == (1001 if rest == 0 else 2)
