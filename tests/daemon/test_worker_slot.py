import logging
import sys

import pytest

from daemon.server.job import Job, State
from daemon.server.worker_slot import WorkerSlot
from daemon.settings import Settings
from protocol.errors import ErrorCode
from protocol.messages import Notice, Submit
from tests.support.drawings import request


@pytest.fixture
def told():
    return []


@pytest.fixture
def slot(tmp_path, monkeypatch, told):
    monkeypatch.setenv("HOME", str(tmp_path))
    return WorkerSlot(
        Settings.read(),
        logging.getLogger("test"),
        deliver=lambda worker, message: None,
        tell=lambda client, message: told.append((client, message)),
    )


def test_without_a_job_there_is_no_worker(slot):
    assert (slot.state(), slot.worker_pid, slot.is_free) == ("none", 0, True)


def test_a_worker_that_cannot_be_started_fails_the_job_and_not_the_daemon(slot, told, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    job = Job(b"ana", Submit("j", request()))

    slot.warm()
    slot.start(job, 0.0)

    (_, notice), (client, end) = told
    assert notice == Notice("j", "starting_worker")
    assert (client, end.kind, end.code) == (b"ana", "failed", ErrorCode.WORKER_LOST)
    assert job.state is State.ENDED
    assert slot.is_free
