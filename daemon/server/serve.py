"""`serve`: be the daemon, unless another process is it already."""

import contextlib
import os
import signal
import sys

from daemon import log, record
from daemon.full_disk import is_full
from daemon.launch import ExitStatus
from daemon.settings import Settings
from protocol.errors import RefineError
from protocol.version import APP_VERSION

from .lifetime import Lock, Publication


def main(_arguments):
    """Serve with this user's settings; the exit status."""
    return serve(Settings.read())


def serve(settings):
    """Serve until idle or told to end; the exit status. At once DONE if another daemon runs."""
    try:
        folder = record.private_dir(settings.private_dirs)
        lock = Lock(folder)
        if not lock.take():
            return ExitStatus.DONE
        try:
            _serve(settings, folder)
        finally:
            lock.release()
    except (RefineError, OSError) as error:
        # Not by print: what it can't get rid of on a full disk would spoil the exit status.
        with contextlib.suppress(OSError):
            os.write(sys.stderr.fileno(), f"daemon: {error}\n".encode())
        has_no_room = isinstance(error, OSError) and is_full(error)
        return ExitStatus.DISK_FULL if has_no_room else ExitStatus.NO_PRIVATE_FOLDER
    return ExitStatus.DONE


def _serve(settings, folder):
    # Only the winner of the lock pays for loading ZeroMQ.
    from .supervisor import Supervisor
    from .transport import Transport

    logger = log.open_log(settings.daemon_log)
    transport = Transport()
    publication = Publication(folder, logger, port=transport.port, key=transport.key)
    supervisor = Supervisor(settings, logger, transport, publication)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.end)
    log.event(logger, "serving", app=APP_VERSION, port=transport.port)
    try:
        supervisor.run()
    except Exception as error:
        log.problem(logger, "crashed", error)
        raise
    log.event(logger, "ended")
