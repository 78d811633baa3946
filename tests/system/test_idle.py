"""An idle worker frees the GPU, an idle daemon goes; a busy one never does."""

import contextlib

from protocol.errors import RefineError
from protocol.messages import Result
from tests.support.drawings import request
from tests.support.household import wait_until


def _job(client, **fields):
    return list(client.events(client.submit(request(**fields))))[-1]


def test_an_idle_worker_ends_and_the_next_job_gets_another(home):
    home.times(worker_idle_s=0.3)
    with home.client() as client:
        assert isinstance(_job(client), Result)
        worker = home.worker()

        wait_until(lambda: client.status().worker == "none", within_s=4)

        assert not worker.is_running()
        assert isinstance(_job(client), Result)
        assert len(home.events("worker_ended_idle")) == 1


def test_an_idle_daemon_ends_and_the_next_run_starts_another(home):
    home.times(worker_idle_s=0.2, daemon_idle_s=0.6)
    with home.client() as client:
        assert isinstance(_job(client), Result)
    daemon = home.daemon()

    wait_until(lambda: not daemon.is_running(), within_s=5)

    assert not (home.folder / "daemon.json").exists()
    assert (home.folder / "daemon.lock").exists()
    with home.client() as client:
        assert isinstance(_job(client), Result)


def test_a_busy_daemon_is_not_idle(home):
    home.times(worker_idle_s=0.1, daemon_idle_s=0.2)

    with home.client() as client:
        end = _job(client, steps=100)  # some 2 s

    assert (end.reason, end.steps) == ("finished", 100)


def test_looking_at_the_status_does_not_keep_the_daemon(home):
    home.times(daemon_idle_s=1.0)
    with home.client() as client:
        client.status()
    daemon = home.daemon()

    def has_ended():
        with contextlib.suppress(RefineError):  # it ends while being asked
            home.status()
        return not daemon.is_running()

    wait_until(has_ended, within_s=5)
