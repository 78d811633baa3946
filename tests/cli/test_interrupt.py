"""SIGINT while a SIGINT is being handled."""

import os
import signal

from daemon.cli.interrupt import StopOnInterrupt


def test_later_wish_has_the_last_word_even_in_the_middle_of_the_first():
    wishes = []

    def stop(keep):
        if not wishes:
            wishes.append("started")
            os.kill(os.getpid(), signal.SIGINT)
            while len(wishes) < 2:  # the nested handler runs between two of these
                pass
        wishes.append(keep)

    with StopOnInterrupt(stop):
        os.kill(os.getpid(), signal.SIGINT)
        while wishes[-1:] != [False]:
            pass

    assert wishes == ["started", False, True, False]


def test_handler_is_put_back():
    before = signal.getsignal(signal.SIGINT)

    with StopOnInterrupt(lambda keep: None):
        inside = signal.getsignal(signal.SIGINT)

    assert inside is not before
    assert signal.getsignal(signal.SIGINT) is before
