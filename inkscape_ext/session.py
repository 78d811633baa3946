"""One refinement as the extension sees it: starts the bridge, talks to it, and always comes to an end."""

import contextlib
import os
import queue
import subprocess
import threading
import time
import uuid

from protocol.errors import ErrorCode, ProtocolError
from protocol.messages import ENDS, Cancel, Cancelled, Failed, Preview, Ranking, Snapshot, Submit, Variation
from protocol.stream import read_message, write_message

from .installation import bridge_environment

_CANCEL_GRACE_S = 1.0  # how long a bridge may take to confirm a cancel before we stop listening
_HOST_CHECK_S = 1.0
_BRIDGE_EXIT_S = 0.5


class Session:
    """Events of one job, from the request to exactly one of protocol.messages.ENDS.

    command: the bridge's command line. log: file descriptor for the bridge's stderr. host_is_gone: called
    about once a second; True cancels the job. Use as a context manager; no method blocks longer than
    its documented wait, and none raises because a process died: that is a Failed event.
    """

    def __init__(self, request, command, *, log=subprocess.DEVNULL, host_is_gone=None, clock=time.monotonic):
        self.job = uuid.uuid4().hex
        self.end = None  # the message that ended the job
        self.snapshots = []  # those that have come, as messages
        self.variations = []
        self.ranking = None
        self.picture = None  # the latest Preview
        self._request = request
        self._command = command
        self._log = log
        self._host_is_gone = host_is_gone or (lambda: False)
        self._clock = clock
        self._bridge = None
        self._incoming = queue.SimpleQueue()
        self._outgoing = queue.SimpleQueue()
        self._cancel_deadline = None
        self._next_host_check = clock() + _HOST_CHECK_S

    def __enter__(self):
        try:
            self._bridge = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env=bridge_environment(os.environ),
                # A child that held Inkscape's pipes would keep Inkscape frozen until it ends.
                close_fds=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self._incoming.put(Failed(self.job, ErrorCode.NOT_INSTALLED, f"no bridge: {error}"))
            return self
        self._outgoing.put(Submit(self.job, self._request))
        # Both directions block, a large request longest; the window's main loop must not.
        for work in (self._write, self._read):
            threading.Thread(target=work, daemon=True).start()
        return self

    def __exit__(self, *_):
        """End the bridge: it leaves when its stdin ends, or is made to after half a second."""
        if self._bridge is None:
            return
        self._outgoing.put(None)
        try:
            self._bridge.wait(_BRIDGE_EXIT_S)
        except subprocess.TimeoutExpired:
            self._bridge.kill()
            self._bridge.wait()

    def cancel(self, keep=False):
        """Ask for the end of the job: with its best result so far (keep), or with nothing."""
        self._outgoing.put(Cancel(self.job, keep))
        if not keep and self._cancel_deadline is None:
            self._cancel_deadline = self._clock() + _CANCEL_GRACE_S

    def events(self, wait_s=0.0):
        """The messages that have come since the last call, of the previews only the latest.

        Waits up to wait_s seconds for the first one. Nothing follows the one that ends the job.
        """
        messages = self._received(wait_s)
        if self._clock() >= self._next_host_check:
            self._next_host_check = self._clock() + _HOST_CHECK_S
            if self._host_is_gone():
                self.cancel()
                self._cancel_deadline = self._clock()
        if self._cancel_deadline is not None:
            # Whatever was on its way when the user cancelled, a result or an error, is not wanted any more.
            messages = [Cancelled(self.job) if isinstance(message, ENDS) else message for message in messages]
            if self._clock() >= self._cancel_deadline:
                messages.append(Cancelled(self.job))
        return self._until_end(messages)

    def _received(self, wait_s):
        messages = []
        with contextlib.suppress(queue.Empty):
            if wait_s > 0.0:
                messages.append(self._incoming.get(timeout=wait_s))
            while True:
                messages.append(self._incoming.get_nowait())
        pictures = [message for message in messages if isinstance(message, Preview)]
        outdated = {id(picture) for picture in pictures[:-1]}
        return [message for message in messages if id(message) not in outdated]

    def _until_end(self, messages):
        taken = []
        for message in messages:
            if self.end is not None:
                break
            taken.append(message)
            self._keep(message)
        return taken

    def _keep(self, message):
        if isinstance(message, Snapshot):
            self.snapshots.append(message)
        elif isinstance(message, Variation):
            self.variations.append(message)
        elif isinstance(message, Ranking):
            self.ranking = message
        elif isinstance(message, Preview):
            self.picture = message
        elif isinstance(message, ENDS):
            self.end = message

    def _write(self):
        with contextlib.suppress(OSError), self._bridge.stdin as pipe:
            for message in iter(self._outgoing.get, None):
                write_message(pipe, message)

    def _read(self):
        heard = False
        try:
            with self._bridge.stdout as pipe:
                for message in iter(lambda: read_message(pipe), None):
                    heard = True
                    self._incoming.put(message)
            self._incoming.put(self._bridge_ended(heard))
        except ProtocolError as error:
            # Both ends are ours, so words that one does not know come from another version of it.
            self._incoming.put(Failed(self.job, ErrorCode.VERSION_MISMATCH, str(error)))
        except Exception as error:  # whatever it is, the window must not wait for ever
            self._incoming.put(Failed(self.job, ErrorCode.INTERNAL, f"{error!r:.200}"))

    def _bridge_ended(self, heard):
        try:
            status = self._bridge.wait(_BRIDGE_EXIT_S)
        except subprocess.TimeoutExpired:
            status = "none yet"
        crashed_at_start = not heard and isinstance(status, int) and status > 0
        code = ErrorCode.NOT_INSTALLED if crashed_at_start else ErrorCode.DAEMON_LOST
        return Failed(self.job, code, f"the bridge ended, exit status {status}")
