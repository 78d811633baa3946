"""An encrypted connection to one daemon that notices at once when the daemon is gone."""

import queue
import time

import zmq

from daemon.wake import Wake
from protocol import codec, limits

_HEARTBEAT_MS = 500
_SILENCE_MS = 2_000  # a frozen daemon counts as gone
_HANDSHAKE_MS = 2_000


class ConnectionLostError(Exception):
    """The daemon could not be reached, or has gone."""


class Connection:
    """One DEALER socket. `send` may be called from any thread, all else from the one that made it."""

    def __init__(self, port, key):
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        public, secret = zmq.curve_keypair()
        for option, value in (
            (zmq.CURVE_SERVERKEY, key.encode("ascii")),
            (zmq.CURVE_PUBLICKEY, public),
            (zmq.CURVE_SECRETKEY, secret),
            (zmq.MAXMSGSIZE, limits.MESSAGE_BYTES),
            (zmq.HANDSHAKE_IVL, _HANDSHAKE_MS),
            (zmq.HEARTBEAT_IVL, _HEARTBEAT_MS),
            (zmq.HEARTBEAT_TIMEOUT, _SILENCE_MS),
            (zmq.RECONNECT_IVL, -1),  # another process may get the port: look for the record again
            (zmq.RCVHWM, 4),  # what we don't read yet waits in the daemon, where pictures are replaced
            (zmq.LINGER, 0),
        ):
            self._socket.set(option, value)
        self._monitor = self._socket.get_monitor_socket(zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED)
        self._wake = Wake()
        self._outgoing = queue.SimpleQueue()
        self._poller = zmq.Poller()
        for source in (self._socket, self._monitor, self._wake.reader):
            self._poller.register(source, zmq.POLLIN)
        self._socket.connect(f"tcp://127.0.0.1:{port}")

    def send(self, message):
        """Send a message during this or the next `receive`."""
        self._outgoing.put(message)
        self._wake.set()

    def receive(self, timeout_s=None):
        """The next message, None after `timeout_s` without one. ConnectionLostError, ProtocolError."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            self._flush()
            left_ms = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
            ready = dict(self._poller.poll(left_ms))
            frames = self._received()
            if frames is not None:
                return codec.decode(frames)
            if self._monitor in ready:
                raise ConnectionLostError
            if not ready:
                return None

    def _received(self):
        try:
            return self._socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return None

    def _flush(self):
        self._wake.clear()
        while not self._outgoing.empty():
            try:
                self._socket.send_multipart(codec.encode(self._outgoing.get()), zmq.NOBLOCK)
            except zmq.Again as error:  # unlimited until the daemon has gone
                raise ConnectionLostError from error

    def close(self):
        self._socket.disable_monitor()
        self._monitor.close(0)
        self._socket.close(0)
        self._context.term()
        self._wake.close()
