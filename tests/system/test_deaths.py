"""Somebody dies or freezes in the middle of a job: who notices, how soon, and what comes next."""

import signal
import time

import psutil
import pytest

from protocol.errors import ErrorCode, RefineError
from protocol.messages import ENDS, Cancel, Cancelled, Failed, Progress, Result, Submit
from protocol.stream import read_message, write_message
from tests.support.drawings import request
from tests.support.household import read_until_end, read_until_line, wait_until

_NOTICED_S = 3.0
_FROZEN_S = 10.0  # what is frozen looks like what is busy for a while


def _end(client, job):
    return list(client.events(job))[-1]


def _running(client, prompt="a motorcycle", step=1):
    """Submit a long job and wait until this step of it."""
    job = client.submit(request(prompt, steps=10_000))
    for message in client.events(job):
        if isinstance(message, Progress) and message.step >= step:
            return job
    raise AssertionError("ended")


def _next_job_works(home):
    with home.client() as client:
        return isinstance(_end(client, client.submit(request(steps=3))), Result)


@pytest.mark.parametrize("step", [1, 7, 20])
def test_a_killed_worker_fails_its_job_and_the_next_job_gets_a_new_one(home, step):
    with home.client() as client:
        job = _running(client, step=step)
        worker = home.worker()
        began = time.monotonic()

        worker.kill()

        end = _end(client, job)
        assert time.monotonic() - began < _NOTICED_S
        assert isinstance(end, Failed)
        assert (end.code, end.log) == (ErrorCode.WORKER_LOST, str(home.settings.worker_log))
        assert "signal 9" in end.detail
        assert isinstance(_end(client, client.submit(request())), Result)
        assert home.worker().pid != worker.pid


@pytest.mark.parametrize(
    ("trouble", "detail"), [("crash", "status 7"), ("garbage", "frames"), ("hang", "signal 9")]
)
def test_a_worker_that_fails_by_itself_is_replaced(home, trouble, detail):
    home.times(silence_s=0.8)
    with home.client() as client:
        end = _end(client, client.submit(request(trouble)))

        assert end.code is ErrorCode.WORKER_LOST
        assert detail in end.detail
        assert isinstance(_end(client, client.submit(request())), Result)


def test_a_worker_that_dies_while_idle_is_replaced_unnoticed(home):
    with home.client() as client:
        home.worker().kill()
        wait_until(lambda: not client.status().worker_pid, within_s=2)

        assert isinstance(_end(client, client.submit(request())), Result)


def test_a_killed_daemon_is_noticed_its_worker_ends_and_the_next_run_works(home):
    with home.client() as client:
        job = _running(client)
        worker, daemon = home.worker(), home.daemon()
        began = time.monotonic()

        daemon.kill()

        with pytest.raises(RefineError) as caught:
            _end(client, job)
        assert time.monotonic() - began < _NOTICED_S
        assert caught.value.code is ErrorCode.DAEMON_LOST
        assert str(home.settings.daemon_log) in caught.value.detail
        wait_until(lambda: not worker.is_running(), within_s=2)
    assert _next_job_works(home)
    assert home.daemon() != daemon


def test_a_frozen_daemon_is_noticed_and_replaced(home):
    home.times(answer_s=0.5)
    with home.client() as client:
        job = _running(client)
        daemon = home.daemon()
        began = time.monotonic()

        daemon.suspend()

        with pytest.raises(RefineError) as caught:
            _end(client, job)
        assert time.monotonic() - began < _FROZEN_S
        assert caught.value.code is ErrorCode.DAEMON_LOST
    assert _next_job_works(home)
    wait_until(lambda: not daemon.is_running(), within_s=2)


@pytest.mark.parametrize("who", ["daemon", "client"])
def test_one_that_stands_still_for_three_seconds_loses_nothing(home, who):
    bridge = _bridge_at_work(home)
    process = home.daemon() if who == "daemon" else psutil.Process(bridge.pid)

    process.suspend()
    time.sleep(3.0)  # the time itself is what is tested
    process.resume()
    write_message(bridge.stdin, Cancel("j", keep=True))

    assert isinstance(read_until_end(bridge.stdout, ENDS)[-1], Result)


@pytest.mark.parametrize("how", ["shutdown", "signal"])
def test_a_daemon_told_to_end_says_so_and_leaves_nothing(home, how):
    with home.client() as client:
        job = _running(client)
        daemon, worker = home.daemon(), home.worker()

        if how == "shutdown":
            with home.client(start=False) as other:
                other.shutdown()
        else:
            daemon.send_signal(signal.SIGTERM)

        end = _end(client, job)
        assert (end.kind, end.code) == ("failed", ErrorCode.DAEMON_LOST)
    wait_until(lambda: not daemon.is_running(), within_s=3)
    assert not worker.is_running()
    assert not (home.folder / "daemon.json").exists()


def test_last_words_reach_a_client_that_stood_still(home):
    bridge = _bridge_at_work(home)
    process, daemon = psutil.Process(bridge.pid), home.daemon()

    process.suspend()
    daemon.send_signal(signal.SIGTERM)
    wait_until(lambda: not daemon.is_running() or daemon.status() == psutil.STATUS_ZOMBIE, within_s=8)
    process.resume()

    end = read_until_end(bridge.stdout, ENDS)[-1]
    assert (end.kind, end.code) == ("failed", ErrorCode.DAEMON_LOST)
    assert "told to end" in end.detail


def test_a_cancelled_job_is_not_told_of_again_when_the_daemon_ends(home):
    home.times(cancel_s=0.2)
    with home.client() as client:
        job = _running(client, "deaf")
        client.cancel(job)
        assert _end(client, job) == Cancelled(job)

        with home.client(start=False) as other:
            other.shutdown()

        with pytest.raises(RefineError) as caught:
            client.receive()
        assert caught.value.code is ErrorCode.DAEMON_LOST


@pytest.mark.parametrize("how", ["kill", "terminate"])
def test_the_job_of_a_lost_client_is_cancelled(home, how):
    lost = home.script(
        "with Client.open(settings()) as client:\n"
        "    for message in client.events(client.submit(request(steps=10_000))):\n"
        "        print(message.kind, flush=True)\n"
    )
    read_until_line(lost, "progress")
    worker = home.worker()

    getattr(lost, how)()

    wait_until(lambda: home.status().worker == "ready", within_s=2)
    assert home.worker() == worker


def _bridge_at_work(home):
    bridge = home.bridge()
    write_message(bridge.stdin, Submit("j", request(steps=10_000)))
    while not isinstance(read_message(bridge.stdout), Progress):
        pass
    return bridge


def test_the_job_of_a_killed_bridge_is_cancelled(home):
    bridge = _bridge_at_work(home)

    bridge.kill()

    wait_until(lambda: home.status().worker == "ready", within_s=2)


def test_the_job_of_a_lost_extension_is_cancelled_and_its_bridge_ends(home):
    bridge = _bridge_at_work(home)

    bridge.stdin.close()  # what the system does with the pipes of a killed extension

    assert bridge.wait(2) == 0
    wait_until(lambda: home.status().worker == "ready", within_s=2)


def test_the_job_of_a_frozen_bridge_is_cancelled(home):
    bridge = psutil.Process(_bridge_at_work(home).pid)

    bridge.suspend()

    wait_until(lambda: home.status().worker == "ready", within_s=_FROZEN_S)
    bridge.resume()


def test_the_bridge_tells_of_a_killed_daemon(home):
    bridge = _bridge_at_work(home)
    began = time.monotonic()

    home.daemon().kill()

    end = read_until_end(bridge.stdout, ENDS)[-1]
    assert time.monotonic() - began < _NOTICED_S
    assert end == Failed("j", ErrorCode.DAEMON_LOST, end.detail, str(home.settings.daemon_log))
    assert _next_job_works(home)


def test_many_cancels_and_deaths_leave_no_process_and_no_descriptor_behind(home):
    with home.client() as client:
        assert isinstance(_end(client, client.submit(request(steps=3))), Result)
        daemon = home.daemon()
        files, threads = daemon.num_fds(), daemon.num_threads()
        for round_number in range(4):
            with home.client() as other:
                job = _running(other)
                if round_number % 2:
                    home.worker().kill()
                else:
                    other.cancel(job)
                _end(other, job)
        assert isinstance(_end(client, client.submit(request(steps=3))), Result)

        wait_until(lambda: daemon.num_fds() <= files, within_s=5)
        wait_until(lambda: daemon.num_threads() <= threads, within_s=5)
    assert len(home.processes()) == 2  # one daemon, one worker
