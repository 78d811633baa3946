"""Jobs through a real daemon: results, progress, cancelling, sharing."""

import time
from dataclasses import replace

import psutil
import pytest

from protocol import limits
from protocol.errors import ErrorCode, RefineError
from protocol.geometry import floats
from protocol.messages import Cancelled, Failed, Notice, Preview, Progress, Queued, Result, Submit
from tests.support.drawings import request, strokes
from tests.support.household import wait_until


def _end(client, job):
    return list(client.events(job))[-1]


def _until(client, job, kind):
    """Read the events of a job up to the first of this kind."""
    return next(message for message in client.events(job) if isinstance(message, kind))


def test_a_job_returns_the_same_paths_moved(home):
    paths = strokes(3)

    with home.client() as client:
        end = _end(client, client.submit(request(paths=paths, steps=8)))

    assert (end.reason, end.steps) == ("finished", 8)
    assert len(end.points) == len(paths.points)
    assert end.points != paths.points
    assert end.stroke == paths.stroke


def test_progress_and_previews_come_no_faster_than_promised(home):
    with home.client() as client:
        began = time.monotonic()
        messages = list(client.events(client.submit(request(steps=100))))
        took_s = time.monotonic() - began

    progress = [message for message in messages if isinstance(message, Progress)]
    previews = [message for message in messages if isinstance(message, Preview)]
    assert 3 < len(progress) <= 1 + took_s / limits.PROGRESS_INTERVAL_S
    # the last one shows the result and does not wait for its turn
    assert 1 < len(previews) <= 2 + took_s / limits.PREVIEW_INTERVAL_S
    assert [message.step for message in progress] == sorted(message.step for message in progress)


def test_cancelling_discards_the_job_and_leaves_the_worker_for_the_next(home):
    with home.client() as client:
        job = client.submit(request(steps=10_000))
        _until(client, job, Progress)
        worker = home.worker()

        client.cancel(job)

        assert _end(client, job) == Cancelled(job)
        assert isinstance(_end(client, client.submit(request())), Result)
        assert home.worker() == worker


def test_stop_and_keep_returns_the_best_so_far(home):
    with home.client() as client:
        job = client.submit(request(steps=10_000))
        seen = _until(client, job, Progress)

        client.cancel(job, keep=True)

        end = _end(client, job)
        assert end.reason == "stopped"
        assert seen.step <= end.steps < 10_000


def test_discarding_wins_over_keeping_in_any_order(home):
    home.times(cancel_s=0.2)
    with home.client() as client:
        for first in (True, False):
            job = client.submit(request("deaf", steps=150))
            _until(client, job, Progress)

            client.cancel(job, keep=first)
            client.cancel(job, keep=not first)

            assert _end(client, job) == Cancelled(job)


def test_a_worker_that_ignores_cancel_keeps_nobody_waiting_and_is_killed(home):
    home.times(cancel_s=0.2, stop_s=1.0)
    with home.client() as client:
        job = client.submit(request("deaf", steps=10_000))
        _until(client, job, Progress)
        deaf = home.worker()

        client.cancel(job)

        assert _end(client, job) == Cancelled(job)
        assert deaf.is_running()  # the answer did not wait for it
        assert isinstance(_end(client, client.submit(request())), Result)
        assert not deaf.is_running()


def test_stop_and_keep_with_a_worker_that_ignores_it_fails_in_the_end(home):
    home.times(stop_s=0.5)
    with home.client() as client:
        job = client.submit(request("deaf", steps=10_000))
        _until(client, job, Progress)

        client.cancel(job, keep=True)

        end = _end(client, job)
        assert (end.code, end.log) == (ErrorCode.WORKER_LOST, str(home.settings.worker_log))


def test_a_waiting_job_can_be_cancelled_at_once(home):
    with home.client() as client:
        running = client.submit(request(steps=10_000))
        waiting = client.submit(request(steps=10_000))
        assert _until(client, waiting, Queued).ahead == 1

        client.cancel(waiting)

        assert _end(client, waiting) == Cancelled(waiting)
        assert home.status().worker == "busy"
        client.cancel(running)
        assert _end(client, running) == Cancelled(running)


def test_two_clients_take_turns(home):
    with home.client() as many, home.client() as one:
        jobs = [many.submit(request(steps=20)) for _ in range(3)]
        _until(many, jobs[0], Progress)
        single = one.submit(request(steps=20))
        place = _until(one, single, Queued)

        assert isinstance(_end(one, single), Result)
        assert home.status().queue == 1  # the third of the others: one runs, one has ended
        assert place.ahead == 1
        assert [_end(many, job).job for job in jobs] == jobs


def test_a_client_that_does_not_read_disturbs_nobody_and_still_gets_its_result(home):
    with home.client() as slow, home.client() as other:
        job = slow.submit(request(steps=100, preview_side=700))  # 1.5 MB per picture
        slow.status()  # from here on it does not read
        before = home.daemon().memory_info().rss

        assert isinstance(_end(other, other.submit(request(steps=3))), Result)

        assert home.daemon().memory_info().rss - before < 50e6
        messages = list(slow.events(job))
        assert isinstance(messages[-1], Result)
        assert messages[-1].steps == 100


def test_the_same_id_again_is_the_same_job(home):
    with home.client() as client:
        client.submit(request(steps=20), job="mine")
        client.submit(request(steps=20), job="mine")
        end = _end(client, "mine")

        client.submit(request(steps=20), job="mine")

        assert isinstance(end, Result)
        assert _until(client, "mine", Result) == end
        assert len(home.events("job_started")) == 1


def test_a_job_id_of_another_client_is_refused(home):
    with home.client() as first, home.client() as second:
        first.submit(request(steps=10_000), job="taken")
        _until(first, "taken", Progress)

        second.submit(request(), job="taken")

        assert isinstance(_end(second, "taken"), Failed)
        assert home.status().worker == "busy"


def test_the_number_of_waiting_jobs_is_bounded(home):
    with home.client() as client:
        running = client.submit(request(steps=10_000))
        _until(client, running, Progress)
        jobs = [client.submit(request(steps=10_000)) for _ in range(33)]

        end = _end(client, jobs[-1])

        assert isinstance(end, Failed)
        assert (end.code, end.detail) == (ErrorCode.BUSY, "32 jobs of 0 MB wait")
        assert client.status().queue == 32


def test_the_memory_of_waiting_jobs_is_bounded(home):
    large = replace(strokes(), points=floats(bytes(50 << 20)))  # not a fit table: nobody looks into it yet
    with home.client() as client:
        running = client.submit(request(steps=10_000))
        _until(client, running, Progress)
        for name in ("first", "second", "third"):
            client.send(Submit(name, request(paths=large)))

        end = _end(client, "third")

        assert (end.code, end.detail) == (ErrorCode.BUSY, "2 jobs of 105 MB wait")
        client.cancel("first")
        client.send(Submit("fourth", request(paths=large)))
        assert _until(client, "fourth", Queued)
        assert client.status().queue == 2


def test_the_worker_tells_why_it_could_not_do_a_job(home):
    with home.client() as client:
        end = _end(client, client.submit(request("fail")))

    assert isinstance(end, Failed)
    assert (end.code, end.detail) == (ErrorCode.OUT_OF_MEMORY, "asked to fail")
    assert end.log == str(home.settings.worker_log)


def test_a_request_that_cannot_be_done_never_leaves_the_client(home):
    with home.client() as client, pytest.raises(RefineError) as caught:
        client.submit(request("  "))

    assert caught.value.code is ErrorCode.EMPTY_PROMPT
    assert not home.events("job_queued")


def test_saying_hello_warms_the_worker_and_asking_for_the_status_does_not(home):
    with home.client() as client:
        wait_until(lambda: client.status().worker == "ready", within_s=5)
        first = client.status().worker_pid
        psutil.Process(first).kill()
        wait_until(lambda: client.status().worker == "none", within_s=5)

        assert home.status().worker == "none"
        with home.client():
            assert home.worker().pid != first


def test_the_status_tells_what_the_daemon_does(home):
    with home.client() as client:
        job = client.submit(request(steps=10_000))
        started = _until(client, job, Notice)
        status = client.status()

        assert started.what in ("starting_worker", "loading_model")
        assert (status.worker, status.queue, status.idle_s) == ("busy", 0, 0.0)
        assert status.pid == home.daemon().pid
        assert status.log == str(home.settings.daemon_log)


def test_prompts_and_keys_are_not_logged(home):
    with home.client() as client:
        assert isinstance(_end(client, client.submit(request("xylophone"))), Result)

    assert home.events("job_ended")
    assert "xylophone" not in home.logs()
    assert home.record().key not in home.logs()
