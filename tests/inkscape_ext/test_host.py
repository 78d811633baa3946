"""The pipes to Inkscape, in real processes: what may and may not come out of them."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from inkscape_ext.host import log_path, open_log

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path, body):
    """A process that has taken its pipes and then runs `body` with `host` at hand."""
    program = f"""
import os, sys, time
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from inkscape_ext.host import HostPipes, LastResort, open_log
log = Path({str(tmp_path / "logs" / "extension.log")!r})
host = HostPipes(open_log(log))
{textwrap.dedent(body)}
"""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", program], stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL
    )


def test_only_the_document_reaches_stdout_and_nothing_stderr(tmp_path):
    process = start(
        tmp_path,
        """
        print("a library chatters")
        print("a library warns", file=sys.stderr)
        os.system("echo a child chatters; echo a child warns >&2")
        host.deliver(b"<svg/>" * 100_000)
        """,
    )
    document, complaint = process.communicate(timeout=20)

    assert document == b"<svg/>" * 100_000
    assert complaint == b""
    log = (tmp_path / "logs" / "extension.log").read_text(encoding="utf-8")
    assert "a library chatters" in log
    assert "a child warns" in log


def test_a_crash_shows_one_friendly_sentence_and_logs_the_traceback(tmp_path):
    process = start(tmp_path, "sys.excepthook = LastResort(host, log)\n1 / 0")
    document, complaint = process.communicate(timeout=20)

    assert document == b""
    assert complaint.decode().startswith("Something went wrong inside Refine with CLIP.")
    assert b"Traceback" not in complaint
    assert str(tmp_path / "logs" / "extension.log") in complaint.decode()
    assert "ZeroDivisionError" in (tmp_path / "logs" / "extension.log").read_text(encoding="utf-8")


def test_a_missing_library_is_named(tmp_path):
    process = start(tmp_path, "sys.excepthook = LastResort(host, log)\nimport no_such_library")

    assert b"No module named 'no_such_library'" in process.communicate(timeout=20)[1]


def test_the_end_of_inkscape_is_noticed(tmp_path):
    process = start(
        tmp_path,
        """
        was_gone = host.is_gone()
        host.complain("ready")
        while not host.is_gone():
            time.sleep(0.01)
        Path(log.parent / "gone").write_text(str(was_gone))
        """,
    )
    process.stderr.readline()
    process.stdout.close()
    process.wait(timeout=20)

    assert (tmp_path / "logs" / "gone").read_text(encoding="utf-8") == "False"


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    descriptor = open_log(tmp_path / "file" / "extension.log")

    os.write(descriptor, b"lost")
    os.close(descriptor)


def test_a_long_log_starts_afresh(tmp_path):
    log = tmp_path / "extension.log"
    log.write_bytes(b"x" * (1 << 20) + b"x")

    descriptor = open_log(log)
    os.write(descriptor, b"new")
    os.close(descriptor)

    assert log.read_bytes() == b"new"


def test_the_log_is_in_the_users_state_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert log_path() == tmp_path / "refine-with-clip" / "log" / "extension.log"
