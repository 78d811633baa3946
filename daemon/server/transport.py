"""The daemon's one socket: who is connected, what they say, and what they can be told."""

import enum

import zmq
from zmq.utils.monitor import parse_monitor_message

from protocol import codec, limits
from protocol.errors import ProtocolError

_HANDSHAKE_MS = 2_000  # strangers who stay silent are dropped
_HEARTBEAT_MS = 1_000
_SILENCE_MS = 5_000  # frozen peers are dropped; one on a busy machine may stand still for seconds
_QUEUED_MESSAGES = 4  # per slow client, before they wait in its outbox


class Sent(enum.Enum):
    YES = enum.auto()
    LATER = enum.auto()  # the client reads too slowly
    GONE = enum.auto()


class Transport:
    """A CURVE-encrypted ROUTER on a loopback port of the kernel's choice.

    The server's public key is the secret that lets a client in: it travels only in the record.
    """

    def __init__(self):
        public, secret = zmq.curve_keypair()
        self._context = zmq.Context()
        self.socket = self._context.socket(zmq.ROUTER)
        for option, value in (
            (zmq.CURVE_SERVER, 1),
            (zmq.CURVE_SECRETKEY, secret),
            (zmq.ROUTER_MANDATORY, 1),
            (zmq.SNDHWM, _QUEUED_MESSAGES),
            (zmq.RCVHWM, 64),
            (zmq.MAXMSGSIZE, limits.MESSAGE_BYTES),
            (zmq.HANDSHAKE_IVL, _HANDSHAKE_MS),
            (zmq.HEARTBEAT_IVL, _HEARTBEAT_MS),
            (zmq.HEARTBEAT_TIMEOUT, _SILENCE_MS),
            (zmq.LINGER, 0),
            (zmq.IPV6, 0),
        ):
            self.socket.set(option, value)
        self.monitor = self.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self.socket.bind("tcp://127.0.0.1:0")
        self.port = int(self.socket.get(zmq.LAST_ENDPOINT).rsplit(b":", 1)[1].rstrip(b"\0"))
        self.key = public.decode("ascii")
        self._clients = {}  # descriptor of the connection -> client

    def receive(self):
        """The next (client, Message or ProtocolError) that has arrived, or None."""
        try:
            frames = self.socket.recv_multipart(zmq.NOBLOCK, copy=False)
        except zmq.Again:
            return None
        client = frames[0].bytes
        self._clients[frames[0].get(zmq.SRCFD)] = client
        try:
            return client, codec.decode([frame.buffer for frame in frames[1:]])
        except ProtocolError as error:
            return client, error

    def lost(self):
        """The clients whose connections have ended since the last call."""
        gone = []
        while self.monitor.poll(0):
            event = parse_monitor_message(self.monitor.recv_multipart())
            client = self._clients.pop(event["value"], None)
            if client is not None:
                gone.append(client)
        return gone

    def send(self, client, frames):
        """Hand frames to a client's connection without waiting."""
        try:
            self.socket.send_multipart([client, *frames], zmq.NOBLOCK)
        except zmq.Again:
            return Sent.LATER
        except zmq.ZMQError as error:
            if error.errno == zmq.EHOSTUNREACH:
                return Sent.GONE
            raise
        return Sent.YES

    def close(self, linger_s=0.0):
        """Close; what was sent has `linger_s` to reach its clients."""
        self.socket.disable_monitor()
        self.monitor.close(0)
        self.socket.close(int(linger_s * 1000))
        self._context.term()
