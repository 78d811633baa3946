"""Letting another thread wake a ZeroMQ poller; works where pipes can't be polled, as on Windows."""

import contextlib
import socket


class Wake:
    """A pair of connected sockets: `set` from any thread makes `reader` readable."""

    def __init__(self):
        self.reader, self._writer = socket.socketpair()
        self.reader.setblocking(False)
        self._writer.setblocking(False)

    def set(self, *_signal):
        """Wake the poller. Also a signal handler."""
        with contextlib.suppress(BlockingIOError):  # full: it is awake already
            self._writer.send(b"\0")

    def clear(self):
        with contextlib.suppress(BlockingIOError):
            while self.reader.recv(4096):
                pass

    def close(self):
        self.reader.close()
        self._writer.close()
