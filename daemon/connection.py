"""An encrypted connection to one daemon that notices at once when the daemon is gone."""

import queue
import threading
import time

import zmq

from daemon.message_line import MessageLine
from daemon.wake import Wake
from protocol import codec, limits

_HEARTBEAT_MS = 500
_SILENCE_MS = 5_000  # a frozen daemon counts as gone; one on a busy machine may stand still for seconds
_HANDSHAKE_MS = 2_000
_NEVER_MS = 3_600_000  # told by -1 not to connect again, libzmq drops what is not yet read
_ENDS = zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED


class ConnectionLostError(Exception):
    """The daemon could not be reached, or has gone."""


class Connection:
    """One DEALER socket and the thread that serves it. The methods may be called from any thread.

    The thread reads all the time: libzmq answers no heartbeats on a connection whose queue is
    full, so a reader that is merely slow would look frozen. Pictures that it misses are replaced.
    Raises ConnectionLostError if the key is none.
    """

    def __init__(self, port, key):
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        try:
            self._set_options(key)
        except zmq.ZMQError as error:
            self._context.destroy(linger=0)
            raise ConnectionLostError from error
        self._monitor = self._socket.get_monitor_socket(_ENDS)
        self._wake = Wake()
        self._outgoing = queue.SimpleQueue()
        self._incoming = MessageLine()
        self._arrived = threading.Condition()  # guards all below and `_incoming`
        self._end = None  # the exception that ended the connection
        self._is_closing = False
        self._socket.connect(f"tcp://127.0.0.1:{port}")
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _set_options(self, key):
        public, secret = zmq.curve_keypair()
        for option, value in (
            (zmq.CURVE_SERVERKEY, key.encode("ascii")),
            (zmq.CURVE_PUBLICKEY, public),
            (zmq.CURVE_SECRETKEY, secret),
            (zmq.MAXMSGSIZE, limits.MESSAGE_BYTES),
            (zmq.HANDSHAKE_IVL, _HANDSHAKE_MS),
            (zmq.HEARTBEAT_IVL, _HEARTBEAT_MS),
            (zmq.HEARTBEAT_TIMEOUT, _SILENCE_MS),
            (zmq.RECONNECT_IVL, _NEVER_MS),  # another process may get the port: look for the record again
            (zmq.LINGER, 0),
        ):
            self._socket.set(option, value)

    def send(self, message):
        """Send a message, without waiting."""
        self._outgoing.put(message)
        self._wake.set()

    def receive(self, timeout_s=None):
        """The next message, None after `timeout_s` without one.

        Once all is read and the connection has ended: ConnectionLostError, or ProtocolError if the
        daemon broke the protocol.
        """
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        with self._arrived:
            while not len(self._incoming):
                if self._end:
                    raise self._end
                left_s = None if deadline is None else deadline - time.monotonic()
                if left_s is not None and left_s <= 0:
                    return None
                self._arrived.wait(left_s)
            return self._incoming.take(0.0)

    def close(self):
        """Hang up. What was sent a moment ago may be lost."""
        self._is_closing = True
        self._wake.set()
        self._thread.join()
        self._socket.disable_monitor()
        self._monitor.close(0)
        self._socket.close(0)
        self._context.term()
        self._wake.close()

    def _serve(self):
        poller = zmq.Poller()
        for source in (self._socket, self._monitor, self._wake.reader):
            poller.register(source, zmq.POLLIN)
        try:
            while not self._is_closing:
                ready = dict(poller.poll())
                self._pass_out()
                while (frames := self._received()) is not None:
                    self._pass_in(codec.decode(frames))
                if self._monitor in ready:
                    raise ConnectionLostError
        except Exception as error:  # whatever it is, `receive` must not wait for ever
            with self._arrived:
                self._end = error
                self._arrived.notify_all()

    def _received(self):
        try:
            return self._socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return None

    def _pass_in(self, message):
        with self._arrived:
            self._incoming.put(message)
            self._arrived.notify_all()

    def _pass_out(self):
        self._wake.clear()
        while not self._outgoing.empty():
            try:
                self._socket.send_multipart(codec.encode(self._outgoing.get()), zmq.NOBLOCK)
            except zmq.Again as error:  # nobody has read 1,000 messages, or the daemon has gone
                raise ConnectionLostError from error
