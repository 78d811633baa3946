"""The client that the bridge and the command line share: jobs in, messages out."""

import itertools
import os
from collections import deque

from daemon.connection import ConnectionLostError
from daemon.find_daemon import find_or_start, find_running
from protocol.errors import ErrorCode, ProtocolError, RefineError
from protocol.messages import ENDS, AskStatus, Cancel, Refuse, Shutdown, Status, Submit

_job_numbers = itertools.count(1)


class Client:
    """A session with the daemon; a context manager. Made by `Client.open`.

    What waits for an answer raises RefineError(DAEMON_LOST) once the daemon has gone. `submit`,
    `send` and `cancel` may be called from any thread; the rest from one thread.
    """

    def __init__(self, connection, settings):
        self._connection = connection
        self._settings = settings
        self._unread = deque()

    @classmethod
    def open(cls, settings, *, start=True, name="", notice=lambda what: None):
        """Find the daemon, or start it, and say hello. RefineError if that can't be done; with
        start=False NotRunningError if there is none.

        start=False: only a running daemon, of any version, and only for `status` and `shutdown`.
        name: who we are, for the daemon's log. notice(what): told "starting_daemon" or
        "replacing_daemon" should that happen.
        """
        if start:
            return cls(find_or_start(settings, name, notice), settings)
        connection, _ = find_running(settings)
        return cls(connection, settings)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()

    def close(self):
        """Hang up; the daemon cancels what we have left undone."""
        self._connection.close()

    def submit(self, request, job=""):
        """Hand in a job; its id, made up if none is given. RefineError if the request can't be done."""
        request.check()
        job = job or f"{os.getpid()}-{next(_job_numbers)}"
        self.send(Submit(job, request))
        return job

    def cancel(self, job, *, keep=False):
        """Ask for the end of a job: with its best result so far (keep), or with nothing."""
        self.send(Cancel(job, keep))

    def send(self, message):
        """Send a message, without waiting."""
        self._connection.send(message)

    def receive(self):
        """The next message of the daemon."""
        return self._unread.popleft() if self._unread else self._next()

    def events(self, job):
        """The messages about a job; ends after the one that is of protocol.messages.ENDS."""
        while True:
            message = self._take(job) or self._next()
            if getattr(message, "job", None) != job:
                self._unread.append(message)
                continue
            yield message
            if isinstance(message, ENDS):
                return

    def status(self):
        """The daemon's Status."""
        self.send(AskStatus())
        while not isinstance(message := self._next(self._settings.answer_s), Status):
            if message is None:
                raise RefineError(ErrorCode.DAEMON_LOST, f"silent for {self._settings.answer_s:g} s")
            self._unread.append(message)
        return message

    def shutdown(self):
        """End the daemon, with whatever it is doing, and wait until it has gone."""
        self.send(Shutdown())
        try:
            while self._next(self._settings.answer_s) is not None:
                pass
        except RefineError as error:
            if error.code is ErrorCode.DAEMON_LOST:
                return
            raise
        raise RefineError(ErrorCode.DAEMON_UNREACHABLE, "the daemon does not end")

    def _take(self, job):
        for message in self._unread:
            if getattr(message, "job", None) == job:
                self._unread.remove(message)
                return message
        return None

    def _next(self, timeout_s=None):
        """The next message from the connection; None if it does not come in time."""
        try:
            message = self._connection.receive(timeout_s)
        except ConnectionLostError as error:
            raise RefineError(ErrorCode.DAEMON_LOST, f"log: {self._settings.daemon_log}") from error
        except ProtocolError as error:
            raise RefineError(ErrorCode.INTERNAL, f"from the daemon: {error}") from error
        if isinstance(message, Refuse):
            raise RefineError(message.code, f"daemon {message.app}, protocol {message.protocol}")
        return message
