"""The worker seen from the supervisor: a child process, its two pipes, and its end."""

import contextlib
import queue
import threading
from dataclasses import dataclass

from daemon import launch
from protocol import stream

_LAST_WORDS_S = 2.0  # an ended pipe is followed by the process's end within this time


@dataclass(frozen=True)
class WorkerGone:
    """The worker has ended: how, in a few technical words."""

    how: str


class WorkerProcess:
    """A running worker. `deliver(worker, message)` is called from a thread of its own with every
    message, and once, last, with WorkerGone."""

    def __init__(self, main, log, deliver):
        self._process = launch.start_piped(launch.command(main, "worker"), log)
        self._deliver = deliver
        self._outgoing = queue.SimpleQueue()
        self.pid = self._process.pid
        self.is_ready = False  # has said something
        self.is_ending = False
        for loop in (self._read, self._write):
            threading.Thread(target=loop, daemon=True).start()

    def send(self, message):
        """Queue a message for the worker; never waits, as a loading worker may not read for a while."""
        self._outgoing.put(message)

    def end(self):
        """Let an idle worker end by closing its standard input; killed if it does not."""
        self.is_ending = True
        self._outgoing.put(None)
        killer = threading.Timer(_LAST_WORDS_S, self._process.kill)
        killer.daemon = True
        killer.start()

    def kill(self):
        self.is_ending = True
        self._process.kill()

    def wait(self, timeout_s):
        """Wait for its end; subprocess.TimeoutExpired if it does not come."""
        self._process.wait(timeout_s)

    def _write(self):
        # If the worker has ended, writing and closing fail; the reader tells.
        with contextlib.suppress(OSError), self._process.stdin as pipe:
            while (message := self._outgoing.get()) is not None:
                stream.write_message(pipe, message)

    def _read(self):
        how = ""
        try:
            while (message := stream.read_message(self._process.stdout)) is not None:
                self._deliver(self, message)
        except Exception as error:  # whatever it is, the supervisor must not wait for ever
            how = f"said {error}, "
            self._process.kill()
        self._deliver(self, WorkerGone(how + self._reap()))

    def _reap(self):
        killer = threading.Timer(_LAST_WORDS_S, self._process.kill)
        killer.start()
        status = self._process.wait()
        killer.cancel()
        self._outgoing.put(None)
        self._process.stdout.close()
        return f"ended by signal {-status}" if status < 0 else f"ended with status {status}"
