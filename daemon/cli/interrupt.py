"""Ctrl+C during a run: the first stops and keeps, the second cancels."""

import signal


class StopOnInterrupt:
    """While entered, SIGINT calls `stop(keep)`: with True the first time, with False from then on."""

    def __init__(self, stop):
        self._stop = stop
        self._count = 0
        self._before = None

    def __enter__(self):
        self._before = signal.signal(signal.SIGINT, self._interrupted)
        return self

    def __exit__(self, *_exception):
        signal.signal(signal.SIGINT, self._before)

    def _interrupted(self, _number, _frame):
        self._count += 1
        mine = self._count
        self._stop(mine == 1)
        if self._count != mine:
            self._stop(False)  # another came in the meantime: the later wish has the last word
