"""`bridge`: carries messages between the extension's pipes and the daemon's socket.

The extension writes Submit and Cancel to our standard input and reads everything about its jobs
from our standard output. We end with our standard input; the daemon then cancels what is left.
"""

import argparse
import os
import threading
from dataclasses import replace

from daemon import log
from daemon.client import Client
from daemon.model_choice import resolved
from daemon.settings import Settings
from protocol import stream
from protocol.errors import ErrorCode, ProtocolError, RefineError
from protocol.messages import ENDS, Cancel, Cancelled, Failed, Notice, Submit


def main(arguments):
    """Bridge with this user's settings; the exit status."""
    return bridge(Settings.read(), arguments)


def bridge(settings, arguments):
    """Carry messages until standard input ends; the exit status."""
    parser = argparse.ArgumentParser(prog="bridge")
    parser.add_argument("--client", default="", help="the caller's name and version, for the daemon's log")
    name = parser.parse_args(arguments).client
    logger = log.open_log(settings.bridge_log)
    incoming, outgoing = _take_pipes(settings.bridge_log)
    Bridge(settings, logger, outgoing).run(incoming, name)
    return 0


def _take_pipes(error_log):
    """Our standard input and output as binary streams, out of the reach of anything that prints."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    try:
        sink = os.open(error_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        sink = os.open(os.devnull, os.O_WRONLY)
    # Inkscape shows whatever reaches its pipes: on stdout as a broken drawing, on stderr as a message box.
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    os.close(sink)
    return incoming, outgoing


class Bridge:
    """One extension's way to the daemon. Two threads: from the extension, and from the daemon."""

    def __init__(self, settings, logger, outgoing):
        self._settings = settings
        self._logger = logger
        self._outgoing = outgoing
        self._lock = threading.Lock()  # guards all below, and writing
        self._client = None
        self._failure = None  # the RefineError that ended the session
        self._jobs = {}  # id -> Submit that is not handed on yet, or None

    def run(self, incoming, name):
        """Carry messages until `incoming` ends. Does not return before."""
        threading.Thread(target=self._carry_back, args=(name,), daemon=True).start()
        try:
            while (message := stream.read_message(incoming)) is not None:
                self._take(message)
        except ProtocolError as error:
            log.problem(self._logger, "bad_message", error)
        except Exception as error:
            log.problem(self._logger, "crashed", error)
        finally:
            # The other thread may be anywhere, even stuck in writing to an extension that is no more.
            os._exit(0)

    def _take(self, message):
        """Hand on a message of the extension, as soon as there is a daemon."""
        with self._lock:
            if isinstance(message, Submit):
                self._take_submit(message)
            elif isinstance(message, Cancel) and self._jobs.get(message.job) is not None:
                self._tell(Cancelled(message.job))
            elif self._client is not None:
                self._client.send(message)

    def _take_submit(self, submit):
        model = resolved(submit.request.model, self._settings)
        submit = replace(submit, request=replace(submit.request, model=model))
        self._jobs[submit.job] = submit
        try:
            submit.request.check()
        except RefineError as error:
            self._fail(submit.job, error)
        else:
            if self._failure is not None:
                self._fail(submit.job, self._failure)
            elif self._client is not None:
                self._hand_on(submit)

    def _hand_on(self, submit):
        self._client.send(submit)
        self._jobs[submit.job] = None

    def _carry_back(self, name):
        """Open the session and write what the daemon says, until that fails."""
        try:
            client = Client.open(self._settings, name=name, notice=self._notice)
            self._start(client)
            while True:
                message = client.receive()
                with self._lock:
                    self._tell(message)
        except RefineError as error:
            log.problem(self._logger, "session_failed", error)
            self._give_up(error)
        except Exception as error:
            log.problem(self._logger, "crashed", error)
            self._give_up(RefineError(ErrorCode.INTERNAL, type(error).__name__))

    def _start(self, client):
        with self._lock:
            self._client = client
            for submit in [submit for submit in self._jobs.values() if submit]:
                self._hand_on(submit)

    def _give_up(self, error):
        with self._lock:
            self._client = None
            self._failure = error
            for job in list(self._jobs):
                self._fail(job, error)

    def _notice(self, what):
        with self._lock:
            for job in list(self._jobs) or [""]:  # "": before the first job
                self._tell(Notice(job, what))

    def _fail(self, job, error):
        record = self._settings.bridge_log if error.code is ErrorCode.INTERNAL else self._settings.daemon_log
        self._tell(Failed(job, error.code, error.detail, str(record)))

    def _tell(self, message):
        if isinstance(message, ENDS):
            self._jobs.pop(message.job, None)
        try:
            stream.write_message(self._outgoing, message)
        except OSError:
            os._exit(0)  # the extension has gone
