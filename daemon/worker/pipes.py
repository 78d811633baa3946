"""Messages in, messages out: the worker's loop around its jobs."""

import logging
import os
import queue
import sys
import threading
import time

from protocol import stream
from protocol.errors import ErrorCode, ProtocolError, RefineError
from protocol.messages import Cancel, Failed, Ping, Pong, Submit

_LINE = "%(asctime)s pid=%(process)d level=%(levelname)s %(message)s"
# of a process that refines, before it imports torch
ENVIRONMENT = {
    # torch's threads would spin for milliseconds while they wait for each other; beside other busy processes
    # that made steps 15 times slower. But to sleep and wake takes longer than most of what they wait for: so
    # they spin for some 0.1 ms (on Linux), and a step on two cores takes a sixth less
    "OMP_WAIT_POLICY": "PASSIVE",
    "GOMP_SPINCOUNT": "5000",
    # a GPU's matrix products give the same bits every time only with a work space of fixed size
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
}
log = logging.getLogger(__name__)


class Pipes:
    """The two pipes to the supervisor. Messages are read by a thread of its own, so that a Ping is
    answered and a Cancel seen while a job runs."""

    def __init__(self, source, sink):
        self._source = source
        self._sink = sink
        self._lock = threading.Lock()
        self._submits = queue.SimpleQueue()
        self._cancels = {}
        threading.Thread(target=self._read, name="messages", daemon=True).start()

    def send(self, message):
        """Write a message; a supervisor that is gone ends this process."""
        try:
            with self._lock:
                stream.write_message(self._sink, message)
        except OSError:
            os._exit(0)

    def next_submit(self):
        """The next Submit; waits for it."""
        return self._submits.get()

    def cancel_of(self, job):
        """The Cancel for a job, or None."""
        return self._cancels.get(job)

    def _read(self):
        try:
            while (message := stream.read_message(self._source)) is not None:
                self._take(message)
        except (ProtocolError, OSError):
            log.exception("event=bad_message")
        # the supervisor is gone, or can't be understood: nobody waits for what is still running
        os._exit(0)

    def _take(self, message):
        match message:
            case Submit():
                self._cancels.clear()  # the job before this one has ended, or this one would not come
                self._submits.put(message)
            case Cancel():
                self._cancels[message.job] = message
            case Ping():
                self.send(Pong())


def run(argv):
    """Serve jobs until standard input ends. Logs go to standard error."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    # open_clip talks on the root logger, and warns of random weights before it is given the real ones
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format=_LINE)
    logging.getLogger("daemon").setLevel(logging.INFO)
    # a library's print must not end up between our messages
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    pipes = Pipes(sys.stdin.buffer, sink)

    from daemon.settings import Settings

    from .job_executor import JobExecutor

    settings = Settings.read()
    executor = JobExecutor(settings.models_dir, time.monotonic)
    while True:
        submit = pipes.next_submit()
        pipes.send(_end(executor, submit, pipes, str(settings.worker_log)))


def _end(executor, submit, pipes, log_path):
    """The message that ends this job."""
    from .device import is_out_of_memory

    try:
        return executor.run(submit, pipes.send, lambda: pipes.cancel_of(submit.job))
    except RefineError as error:
        log.warning("job=%s event=refused code=%s detail=%s", submit.job, error.code.value, error.detail)
        return Failed(submit.job, error.code, error.detail, log_path)
    except Exception as error:
        log.exception("job=%s event=failed", submit.job)
        code = ErrorCode.OUT_OF_MEMORY if is_out_of_memory(error) else ErrorCode.INTERNAL
        return Failed(submit.job, code, f"{type(error).__name__}: {error!s:.300}", log_path)
