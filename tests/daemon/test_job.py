import itertools

import pytest

from daemon.server.job import Job, State
from daemon.settings import Settings
from protocol.messages import Cancelled, Notice, Progress, Submit
from tests.support.drawings import request

_LEGAL = {
    (State.QUEUED, State.RUNNING),
    (State.QUEUED, State.ENDED),
    (State.RUNNING, State.STOPPING),
    (State.RUNNING, State.ENDED),
    (State.STOPPING, State.ENDED),
}


@pytest.fixture
def job():
    return Job(b"client", Submit("j", request()))


@pytest.fixture
def running(job):
    job.start(100.0)
    return job


def _step(number):
    return Progress("j", number, 10, 0.2, 1.0)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(State, State)))
def test_only_the_moves_of_the_protocol_are_possible(job, before, after):
    job.state = before

    if (before, after) in _LEGAL:
        job.move(after)
        assert job.state is after
    else:
        with pytest.raises(AssertionError):
            job.move(after)


def test_an_end_ends_it_and_other_messages_do_not(running):
    running.hear(Notice("j", "loading_model"), 101.0)
    assert running.state is State.RUNNING

    running.hear(Cancelled("j"), 102.0)

    assert running.state is State.ENDED


def test_cancelling_again_can_turn_keep_into_discard(running):
    running.stop(101.0, keep=True)
    assert not running.is_discarded

    running.stop(102.0, keep=False)

    assert running.is_discarded
    assert running.stopping_since == 101.0


def test_what_was_discarded_stays_discarded(running):
    running.stop(101.0, keep=False)

    running.stop(102.0, keep=True)

    assert running.is_discarded


def test_loading_may_take_longer_than_a_step(running):
    settings = Settings.read()

    assert not running.is_hung(100.0 + settings.silence_s + 1, settings)
    assert running.is_hung(100.0 + settings.load_s + 1, settings)


def test_silence_after_the_first_step_is_a_hang(running):
    settings = Settings.read()
    running.hear(_step(1), 110.0)

    assert not running.is_hung(110.0 + settings.silence_s - 1, settings)
    assert running.is_hung(110.0 + settings.silence_s + 1, settings)


def test_slow_steps_earn_more_patience(running):
    settings = Settings.read()
    running.hear(_step(1), 110.0)
    running.hear(_step(2), 120.0)

    assert not running.is_hung(120.0 + 199.0, settings)
    assert running.is_hung(120.0 + 201.0, settings)
    running.stop(120.0, keep=True)
    assert not running.is_hung(120.0 + 29.0, settings)
    assert running.is_hung(120.0 + 31.0, settings)


def test_a_job_cancelled_while_it_loads_may_finish_loading(running):
    settings = Settings.read()
    running.stop(111.0, keep=False)

    assert not running.is_hung(111.0 + settings.stop_loading_s - 0.1, settings)
    assert running.is_hung(111.0 + settings.stop_loading_s + 0.1, settings)


def test_a_stopping_job_is_hung_after_the_time_to_stop(running):
    settings = Settings.read()
    running.hear(_step(1), 110.0)
    running.hear(_step(2), 110.5)
    running.stop(111.0, keep=False)

    assert not running.is_hung(111.0 + settings.stop_s - 0.1, settings)
    assert running.is_hung(111.0 + settings.stop_s + 0.1, settings)


def test_a_slow_first_step_earns_the_second_one_patience(running):
    settings = Settings.read()
    running.hear(_step(1), 300.0)

    assert not running.is_hung(300.0 + 399.0, settings)
    assert running.is_hung(300.0 + 401.0, settings)


def test_stopping_in_a_slow_second_step_does_not_lose_the_result(running):
    settings = Settings.read()
    running.hear(_step(1), 120.0)
    running.stop(121.0, keep=True)

    assert not running.is_hung(121.0 + 39.0, settings)
    assert running.is_hung(121.0 + 41.0, settings)
