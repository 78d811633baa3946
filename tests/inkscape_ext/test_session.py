"""A Session against real bridge processes that follow a script: it always comes to an end."""

import time

import pytest
from small_request import scripted, small_request

from inkscape_ext.session import Session
from protocol.errors import ErrorCode
from protocol.messages import ENDS, Cancelled, Failed, Notice, Preview, Progress, Queued, Result

DEADLINE_S = 20.0


def follow(session, until=lambda message: False):
    """Every event until the end, or until one of them satisfies `until`."""
    events = []
    deadline = time.monotonic() + DEADLINE_S
    while session.end is None:
        assert time.monotonic() < deadline, f"no end after {events}"
        events += session.events(wait_s=0.05)
        if any(until(event) for event in events):
            break
    return events


def run(*steps):
    with Session(small_request(), scripted(*steps)) as session:
        return session, follow(session)


def test_events_arrive_in_order_and_end_with_the_result():
    session, events = run("queued:2", "notice:loading_model", "progress:1:7", "preview", "result")

    assert [type(event) for event in events] == [Queued, Notice, Progress, Preview, Result]
    assert session.end is events[-1]
    assert session.end.points[0] == pytest.approx(0.11)


def test_nothing_follows_the_end():
    with Session(small_request(), scripted("result", "progress:1:7", "result")) as session:
        follow(session)
        time.sleep(0.2)

        assert session.events() == []


def test_only_the_latest_preview_of_a_burst_is_kept():
    with Session(small_request(), scripted("flood:40", "progress:1:7", "ignore")) as session:
        deadline = time.monotonic() + DEADLINE_S
        while session._incoming.qsize() < 41 and time.monotonic() < deadline:
            time.sleep(0.01)
        events = session.events()

    assert [event.step for event in events if isinstance(event, Preview)] == [39]
    assert isinstance(events[-1], Progress)


def test_cancel_ends_with_nothing():
    with Session(small_request(), scripted("progress:1:7", "await_cancel")) as session:
        follow(session, until=lambda event: isinstance(event, Progress))
        session.cancel()
        follow(session)

    assert isinstance(session.end, Cancelled)


def test_stop_and_keep_ends_with_the_best_so_far():
    with Session(small_request(), scripted("progress:1:7", "await_cancel")) as session:
        follow(session, until=lambda event: isinstance(event, Progress))
        session.cancel(keep=True)
        follow(session)

    assert isinstance(session.end, Result)
    assert session.end.reason == "stopped"


@pytest.mark.parametrize("late", ["result", "failed:worker_lost"])
def test_what_arrives_after_a_cancel_is_not_wanted(late):
    with Session(small_request(), scripted("progress:1:7", "sleep:0.3", late)) as session:
        follow(session, until=lambda event: isinstance(event, Progress))
        session.cancel()
        follow(session)

    assert isinstance(session.end, Cancelled)


def test_a_cancel_does_not_wait_for_a_bridge_that_does_not_answer():
    with Session(small_request(), scripted("ignore")) as session:
        session.cancel()
        follow(session)

    assert isinstance(session.end, Cancelled)


def test_cancel_after_stop_and_keep_wins():
    with Session(small_request(), scripted("progress:1:7", "ignore")) as session:
        session.cancel(keep=True)
        session.cancel()
        follow(session)

    assert isinstance(session.end, Cancelled)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (("exit:1",), ErrorCode.NOT_INSTALLED),
        (("die",), ErrorCode.DAEMON_LOST),
        (("progress:1:7", "die"), ErrorCode.DAEMON_LOST),
        (("progress:1:7", "exit:1"), ErrorCode.DAEMON_LOST),
        (("progress:1:7",), ErrorCode.DAEMON_LOST),
        (("garbage",), ErrorCode.VERSION_MISMATCH),
        (("failed:worker_lost",), ErrorCode.WORKER_LOST),
    ],
)
def test_every_death_is_a_failure_with_its_code(steps, code):
    session, events = run(*steps)

    assert isinstance(session.end, Failed)
    assert session.end.code == code
    assert sum(isinstance(event, ENDS) for event in events) == 1


def test_an_error_while_reading_is_a_failure_too(monkeypatch):
    def broken(_pipe):
        raise MemoryError

    monkeypatch.setattr("inkscape_ext.session.read_message", broken)

    session, _ = run("ignore")

    assert (session.end.code, session.end.detail) == (ErrorCode.INTERNAL, "MemoryError()")


def test_a_bridge_that_cannot_be_started_means_not_installed(tmp_path):
    with Session(small_request(), [str(tmp_path / "no-python"), "bridge"]) as session:
        follow(session)

    assert session.end.code == ErrorCode.NOT_INSTALLED


def test_the_job_is_cancelled_when_inkscape_is_gone():
    with Session(small_request(), scripted("ignore"), host_is_gone=lambda: True) as session:
        follow(session)

    assert isinstance(session.end, Cancelled)


def test_the_bridge_ends_with_the_session():
    with Session(small_request(), scripted("progress:1:7", "sleep:600")) as session:
        follow(session, until=lambda event: isinstance(event, Progress))

    assert session._bridge.poll() is not None
