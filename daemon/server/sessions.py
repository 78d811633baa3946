"""The clients that have said hello, and what each of them is told."""

from daemon.message_line import MessageLine
from protocol import codec, limits
from protocol.messages import ENDS, Preview, Progress

from .transport import Sent

_INTERVALS_S = {Progress: limits.PROGRESS_INTERVAL_S, Preview: limits.PREVIEW_INTERVAL_S}
_WAITING_MESSAGES = 1_000  # a client with more unread messages than this has stopped listening
_RETRY_S = 0.05  # ROUTER sockets can't say when one slow client reads again


class Session:
    """One client. line: what it still has to be told. last_end: how its last ended job ended."""

    def __init__(self):
        self.line = MessageLine(_INTERVALS_S)
        self.last_end = None


class Sessions:
    """All connected clients by their ZeroMQ identity."""

    def __init__(self, transport):
        self._transport = transport
        self._sessions = {}
        self._retry_at = None

    def __contains__(self, client):
        return client in self._sessions

    def open(self, client):
        self._sessions.setdefault(client, Session())

    def close(self, client):
        self._sessions.pop(client, None)

    def last_end(self, client, job):
        """How this job of this client ended, if it was its last one."""
        end = self._sessions[client].last_end
        return end if end is not None and end.job == job else None

    def tell(self, client, message):
        """Queue a message for a client; one that is gone is told nothing."""
        session = self._sessions.get(client)
        if session is None:
            return
        if isinstance(message, ENDS):
            session.last_end = message
        session.line.put(message)

    def answer(self, client, message):
        """Tell a client that need not have said hello, once and without waiting."""
        self._transport.send(client, codec.encode(message))

    def flush(self, now):
        """Send what is due; the clients that are gone or have stopped listening."""
        gone = []
        self._retry_at = None
        for client, session in self._sessions.items():
            if not self._flush(client, session, now):
                gone.append(client)
        return gone

    def _flush(self, client, session, now):
        while (message := session.line.peek(now)) is not None:
            sent = self._transport.send(client, codec.encode(message))
            if sent is Sent.GONE:
                return False
            if sent is Sent.LATER:
                self._retry_at = now + _RETRY_S
                break
            session.line.take(now)
        return len(session.line) <= _WAITING_MESSAGES

    def due(self):
        """When `flush` is to be called again, or None."""
        if self._retry_at is not None:
            return self._retry_at
        times = (session.line.due() for session in self._sessions.values())
        return min((time for time in times if time is not None), default=None)
