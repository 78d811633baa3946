"""Not too many messages."""

from daemon.worker.pacing import Pacer


def test_first_message_is_due_at_once_and_the_next_after_the_interval():
    pacer = Pacer(0.25)

    due = [now for now in (10.0, 10.1, 10.24, 10.25, 10.3, 10.5, 20.0, 20.1) if pacer.is_due(now)]

    assert due == [10.0, 10.25, 10.5, 20.0]


def test_rest_puts_the_next_message_off():
    pacer = Pacer(0.25)
    pacer.is_due(10.0)

    pacer.rest(10.1, 2.0)

    assert not pacer.is_due(12.0)
    assert pacer.is_due(12.1)


def test_short_rest_does_not_shorten_the_interval():
    pacer = Pacer(0.25)
    pacer.is_due(10.0)

    pacer.rest(10.0, 0.01)

    assert not pacer.is_due(10.2)
