"""The bridge as the extension sees it: a process with two pipes that always says how a job ended."""

import subprocess
import time

import pytest

from daemon.model_choice import CHOSEN, choose_model
from protocol.errors import ErrorCode
from protocol.messages import ENDS, Cancel, Cancelled, Failed, Notice, Progress, Result, Submit
from protocol.stream import read_message, write_message
from tests.support.drawings import request
from tests.support.household import read_until_end, wait_until


def _submit(bridge, job="j", prompt="a motorcycle", **fields):
    write_message(bridge.stdin, Submit(job, request(prompt, **fields)))


def test_a_job_through_the_bridge_from_start_to_result(home):
    bridge = home.bridge()

    _submit(bridge, steps=40)

    messages = read_until_end(bridge.stdout, ENDS)
    assert next(message.what for message in messages if isinstance(message, Notice)) == "starting_daemon"
    assert any(isinstance(message, Progress) for message in messages)
    assert isinstance(messages[-1], Result)
    out, errors = bridge.communicate()
    assert (bridge.returncode, out, errors) == (0, b"", b"")
    assert "client=Inkscape" in home.events("hello")[0]


def test_several_jobs_in_one_session(home):
    bridge = home.bridge()
    for job in ("a", "b"):
        _submit(bridge, job)

    first = read_until_end(bridge.stdout, ENDS)[-1]
    second = read_until_end(bridge.stdout, ENDS)[-1]

    assert [(first.job, first.kind), (second.job, second.kind)] == [("a", "result"), ("b", "result")]


@pytest.mark.parametrize(("keep", "kind"), [(True, Result), (False, Cancelled)])
def test_cancelling_through_the_bridge(home, keep, kind):
    bridge = home.bridge()
    _submit(bridge, steps=10_000)
    while not isinstance(read_message(bridge.stdout), Progress):
        pass

    write_message(bridge.stdin, Cancel("j", keep))

    assert isinstance(read_until_end(bridge.stdout, ENDS)[-1], kind)


def test_cancelling_before_there_is_a_daemon(home):
    bridge = home.bridge()
    write_message(bridge.stdin, Submit("j", request(steps=10_000)))
    write_message(bridge.stdin, Cancel("j"))

    assert read_until_end(bridge.stdout, ENDS)[-1] == Cancelled("j")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"prompt": " "}, ErrorCode.EMPTY_PROMPT),
        ({"steps": 0}, ErrorCode.BAD_SETTING),
        ({"prompt": "fail"}, ErrorCode.OUT_OF_MEMORY),
    ],
)
def test_what_cannot_be_done_comes_back_as_its_code(home, fields, code):
    bridge = home.bridge()

    _submit(bridge, **fields)

    end = read_until_end(bridge.stdout, ENDS)[-1]
    assert (end.kind, end.job, end.code) == ("failed", "j", code)
    assert end.log


def test_without_a_daemon_every_job_fails_with_a_code_and_a_log(home):
    (home.root / ".local").write_text("not a folder")
    (home.root / "run" / "refine-with-clip").write_text("not a folder")
    bridge = home.bridge()

    for job in ("a", "b"):
        _submit(bridge, job)
        end = read_until_end(bridge.stdout, ENDS)[-1]

        assert (end.job, end.code) == (job, ErrorCode.DAEMON_UNREACHABLE)
        assert end.log == str(home.settings.daemon_log)
    assert bridge.communicate() == (b"", b"")


def test_after_the_daemon_was_lost_the_same_bridge_says_so_again(home):
    bridge = home.bridge()
    _submit(bridge, "a", steps=10_000)
    while not isinstance(read_message(bridge.stdout), Progress):
        pass
    home.daemon().kill()
    assert read_until_end(bridge.stdout, ENDS)[-1].code is ErrorCode.DAEMON_LOST

    _submit(bridge, "b")

    assert read_until_end(bridge.stdout, ENDS)[-1].code is ErrorCode.DAEMON_LOST


def test_bytes_that_are_no_message_end_the_bridge(home):
    bridge = home.bridge()

    _, errors = bridge.communicate(b"<svg>\n", timeout=10)

    assert (bridge.returncode, errors) == (0, b"")
    assert "event=bad_message" in home.logs()


def test_the_bridge_ends_with_its_input_even_while_the_daemon_starts(home):
    bridge = home.bridge()
    began = time.monotonic()

    bridge.stdin.close()

    assert bridge.wait(5) == 0
    assert time.monotonic() - began < 3


def test_the_bridge_ends_with_its_input_even_if_nobody_reads_its_output(home):
    bridge = home.bridge()
    _submit(bridge, steps=10_000, preview_side=512)  # a preview is larger than any pipe's buffer
    wait_until(lambda: home.events("job_started"), within_s=10)
    time.sleep(0.6)  # until it is stuck in writing

    bridge.stdin.close()

    assert bridge.wait(5) == 0
    wait_until(lambda: home.status().worker == "ready", within_s=2)


def test_an_extension_that_stops_reading_for_a_while_still_gets_its_result(home):
    bridge = home.bridge()
    _submit(bridge, steps=80, preview_side=512)
    wait_until(lambda: home.events("job_ended"), within_s=20)

    messages = read_until_end(bridge.stdout, ENDS)

    assert isinstance(messages[-1], Result)
    assert len(messages) < 30  # the pictures that it missed were replaced


def test_whoever_waits_for_the_end_of_the_bridges_output_does_not_wait_for_the_daemon(home):
    bridge = home.bridge(stderr=subprocess.STDOUT)
    _submit(bridge)
    read_until_end(bridge.stdout, ENDS)
    bridge.stdin.close()
    began = time.monotonic()

    assert bridge.stdout.read() == b""

    assert time.monotonic() - began < 1
    assert home.daemon().is_running()


def test_libraries_of_inkscape_on_the_path_do_no_harm(home, tmp_path, monkeypatch):
    for module in ("zmq", "protocol", "daemon", "typing"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit('poisoned')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    bridge = home.bridge(cwd=tmp_path)

    _submit(bridge)

    assert isinstance(read_until_end(bridge.stdout, ENDS)[-1], Result)


def test_a_crash_of_the_bridge_is_a_failed_message_that_names_its_log(home):
    home.times(start_s="soon")  # nonsense, to make it stumble
    bridge = home.bridge()

    _submit(bridge)

    end = read_until_end(bridge.stdout, ENDS)[-1]
    assert end == Failed("j", ErrorCode.INTERNAL, "TypeError", str(home.settings.bridge_log))
    assert "Traceback" in home.settings.bridge_log.read_text()
    assert bridge.communicate() == (b"", b"")


def test_the_chosen_model_is_the_one_of_this_user(home):
    choose_model(home.settings, "my+choice")
    bridge = home.bridge()

    _submit(bridge, model=CHOSEN)

    assert read_until_end(bridge.stdout, ENDS)[-1].model == "my+choice"
