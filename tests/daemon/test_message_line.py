from hypothesis import given
from hypothesis import strategies as st

from daemon.message_line import MessageLine
from protocol.geometry import floats, octets
from protocol.messages import Cancelled, Notice, Preview, Progress, Queued, Result


def _progress(step):
    return Progress("j", step, 100, 0.2, 1.0)


def _preview(step):
    return Preview("j", step, 1, 1, octets([0, 0, 0]))


def _result():
    return Result("j", "finished", floats(), floats(), floats(), floats())


def _taken(line, now=0.0):
    return list(iter(lambda: line.take(now), None))


def test_an_empty_line_has_nothing_due():
    line = MessageLine()

    assert (len(line), line.due(), line.peek(0.0), line.take(0.0)) == (0, None, None, None)


def test_messages_come_in_order():
    line = MessageLine()
    for message in (Queued("j", 1), Queued("j", 0), Notice("j", "loading_model")):
        line.put(message)

    assert _taken(line) == [Queued("j", 1), Queued("j", 0), Notice("j", "loading_model")]


def test_only_the_latest_progress_and_preview_wait():
    line = MessageLine()
    for step in range(5):
        line.put(_progress(step))
        line.put(_preview(step))

    assert len(line) == 2
    assert _taken(line) == [_progress(4), _preview(4)]


def test_nothing_of_a_job_follows_its_end():
    line = MessageLine()
    line.put(_progress(1))
    line.put(_preview(1))
    line.put(Cancelled("j"))

    assert _taken(line) == [Cancelled("j")]


def test_the_last_picture_comes_before_the_result_even_if_it_is_early():
    line = MessageLine({Preview: 0.25})
    line.put(_preview(1))
    line.take(0.0)
    line.put(_preview(2))
    line.put(_result())

    assert _taken(line) == [_preview(2), _result()]


def test_the_least_time_between_two_of_a_kind_is_kept():
    line = MessageLine({Preview: 0.25})
    line.put(_preview(1))
    assert line.take(10.0) == _preview(1)

    line.put(_preview(2))

    assert line.due() == 10.25
    assert line.peek(10.2) is None
    assert line.take(10.25) == _preview(2)


def test_pictures_that_have_to_wait_hold_up_nothing_else():
    line = MessageLine({Preview: 0.25})
    line.put(_preview(1))
    line.take(0.0)
    line.put(_preview(2))
    line.put(_progress(3))
    line.put(Notice("j", "cpu"))

    assert _taken(line, 0.1) == [Notice("j", "cpu"), _progress(3)]
    assert _taken(line, 0.3) == [_preview(2)]


@given(st.lists(st.one_of(st.integers(0, 9).map(_progress), st.integers(0, 9).map(lambda n: Queued("j", n)))))
def test_what_is_no_picture_is_never_dropped(messages):
    line = MessageLine()
    for message in messages:
        line.put(message)

    taken = _taken(line)

    assert [message for message in taken if isinstance(message, Queued)] == [
        message for message in messages if isinstance(message, Queued)
    ]
