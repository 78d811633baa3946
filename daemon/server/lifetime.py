"""One daemon per user: the lock that it holds for life and the record that leads to it."""

import os

import filelock
import psutil

from daemon import record
from daemon.log import event, problem

_LOOK_S = 1.0


class Lock:
    """The operating system's lock on being the daemon; freed by the kernel however we end.

    Its file is never removed: a lock on a removed file would keep nobody out.
    """

    def __init__(self, folder):
        self._lock = filelock.FileLock(folder / "daemon.lock", mode=0o600, fallback_to_soft=False)

    def take(self):
        """True if we are the daemon now, False if another process is. OSError if it can't be told."""
        try:
            self._lock.acquire(blocking=False)
        except filelock.Timeout:
            return False
        return True

    def release(self):
        self._lock.release()


class Publication:
    """Our record in the private folder, kept there as long as we live."""

    def __init__(self, folder, logger, *, port, key):
        self._folder = folder
        self._logger = logger
        started = psutil.Process().create_time()
        self._record = record.Record(pid=os.getpid(), started=started, port=port, key=key)
        self._look_at = 0.0
        record.publish(folder, self._record)

    @property
    def pid(self):
        return self._record.pid

    def look_after(self, now):
        """Put the record back if something broke or removed it; looks once a second."""
        if now < self._look_at:
            return
        self._look_at = now + _LOOK_S
        found = record.read(self._folder)
        if found == self._record:
            return
        if found and found.pid != self.pid and found.process():
            return  # our lock's folder was replaced and another daemon took over
        try:
            record.publish(self._folder, self._record)
            event(self._logger, "record_repaired")
        except OSError as error:
            problem(self._logger, "record_lost", error)

    def withdraw(self):
        record.withdraw(self._folder, self._record)
