"""Finding this user's daemon, or starting it: what a client does before its first job."""

import os
import time

import psutil

from daemon import launch, record
from daemon.connection import Connection, ConnectionLostError
from protocol.errors import ErrorCode, ProtocolError, RefineError
from protocol.messages import AskStatus, Hello, Refuse, Shutdown, Status, Welcome
from protocol.version import APP_VERSION, PROTOCOL_VERSION

_POLL_S = 0.05
_RESPAWN_S = 1.0  # what we started may have met the lock of a daemon that was just ending
_KILL_S = 2.0


class NotRunningError(RefineError):
    """This user has no daemon."""

    def __init__(self):
        super().__init__(ErrorCode.DAEMON_UNREACHABLE, "no daemon is running")


def find_running(settings):
    """(connection, Status) of the running daemon, whatever its version.

    NotRunningError if there is none, RefineError if it does not answer.
    """
    found = record.read(record.private_dir(settings.private_dirs))
    connection = _connect(found)
    status = _ask(connection, AskStatus(), Status, settings.answer_s)
    if status is None:
        if found is None or found.process() is None:
            raise NotRunningError
        raise RefineError(ErrorCode.DAEMON_UNREACHABLE, f"process {found.pid} runs but stays silent")
    return connection, status


def find_or_start(settings, client, notice):
    """A connection to a daemon of our version that has welcomed us.

    client: our name, for its log. notice(what): told "starting_daemon" or "replacing_daemon".
    Raises RefineError: DAEMON_UNREACHABLE, DISK_FULL, VERSION_MISMATCH.
    """
    return _Search(settings, Hello(pid=os.getpid(), client=client), notice).run()


class _Search:
    """One attempt to get a welcome; several programs may be at it at the same time."""

    def __init__(self, settings, hello, notice):
        self._settings = settings
        self._hello = hello
        self._notice = notice
        self._folder = record.private_dir(settings.private_dirs)
        self._deadline = time.monotonic() + settings.start_s
        self._child = None
        self._child_started = 0.0
        self._unanswered = (None, 0.0)  # a record and since when its daemon has not answered

    def run(self):
        while time.monotonic() < self._deadline:
            found = record.read(self._folder)
            connection = self._greet(found)
            if connection:
                return connection
            self._start()
            time.sleep(_POLL_S)
        where = f"lock and record: {self._folder}, log: {self._settings.daemon_log}"
        raise RefineError(
            ErrorCode.DAEMON_UNREACHABLE, f"no answer within {self._settings.start_s:g} s; {where}"
        )

    def _greet(self, found):
        """A connection that has been welcomed, or None if a daemon has to be started."""
        connection = _connect(found)
        answer = _ask(connection, self._hello, (Welcome, Refuse), self._settings.answer_s)
        if isinstance(answer, Welcome) and answer.app == APP_VERSION:
            return connection
        if answer is not None:
            self._retire(connection, answer)
        elif found is not None and found.process():
            self._doubt(found)
        return None

    def _retire(self, connection, theirs):
        """End an idle daemon of another version; RefineError if it is at work."""
        status = _ask(connection, AskStatus(), Status, self._settings.answer_s)
        if status is None:
            return  # it has ended by itself
        if status.queue or status.worker == "busy":
            connection.close()
            raise RefineError(ErrorCode.VERSION_MISMATCH, _both(theirs.app, theirs.protocol))
        self._notice("replacing_daemon")
        _ask(connection, Shutdown(), (), self._settings.answer_s)  # the answer is that it hangs up

    def _doubt(self, found):
        """Deal with a daemon that runs but does not answer: explain it, or in the end kill it."""
        if found.schema > record.SCHEMA:
            raise RefineError(ErrorCode.VERSION_MISMATCH, _both(found.app, found.protocol))
        unanswered, since = self._unanswered
        if unanswered != found:
            self._unanswered = (found, time.monotonic())
        elif time.monotonic() - since > self._settings.answer_s and (process := found.process()):
            self._notice("replacing_daemon")
            _kill(process)

    def _start(self):
        """Start a daemon unless one that we started may still come up."""
        if self._child is not None:
            status = self._child.poll()
            if status is None or time.monotonic() - self._child_started < _RESPAWN_S:
                return
            if status != launch.ExitStatus.DONE:
                raise self._stillborn(status)
        else:
            self._notice("starting_daemon")
        argv = launch.command(self._settings.main, "serve")
        try:
            self._child = launch.start_detached(argv, self._settings.daemon_errors)
        except OSError as error:
            raise RefineError(ErrorCode.DAEMON_UNREACHABLE, f"{argv[0]}: {error.strerror}") from error
        self._child_started = time.monotonic()

    def _stillborn(self, status):
        where = f"{self._folder}, log: {self._settings.daemon_errors}"
        if status == launch.ExitStatus.DISK_FULL:
            return RefineError(ErrorCode.DISK_FULL, f"the daemon could not write to {where}")
        return RefineError(ErrorCode.DAEMON_UNREACHABLE, f"the daemon ended with status {status}; {where}")


def _connect(found):
    """A connection to the daemon of this record, or None if it has surely ended or is none of ours."""
    if found is None or found.schema != record.SCHEMA or not psutil.pid_exists(found.pid):
        return None
    try:
        return Connection(found.port, found.key)
    except ConnectionLostError:
        return None


def _ask(connection, question, wanted, timeout_s):
    """The answer of a wanted kind; None, with the connection closed, if it does not come."""
    if connection is None:
        return None
    connection.send(question)
    deadline = time.monotonic() + timeout_s
    try:
        while (left_s := deadline - time.monotonic()) > 0:
            answer = connection.receive(left_s)
            if isinstance(answer, wanted):
                return answer
    except (ConnectionLostError, ProtocolError):
        pass
    connection.close()
    return None


def _kill(process):
    """End a daemon that is surely ours but hangs."""
    try:
        process.terminate()
        process.wait(_KILL_S)
    except psutil.TimeoutExpired:
        process.kill()
    except psutil.Error:
        pass  # it has ended by itself


def _both(app, protocol):
    version = ".".join(str(part) for part in protocol)
    ours = ".".join(str(part) for part in PROTOCOL_VERSION)
    return f"daemon {app} (protocol {version}) is at work, this is {APP_VERSION} (protocol {ours})"
