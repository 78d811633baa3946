"""What one client still has to be told: everything but the newest picture can wait in line."""

from collections import deque

from protocol import limits
from protocol.messages import ENDS, Preview, Progress

_INTERVALS_S = {Progress: limits.PROGRESS_INTERVAL_S, Preview: limits.PREVIEW_INTERVAL_S}


class Outbox:
    """Messages for one client, in order and never dropped, except that of progress and preview
    only the latest waits, and each goes out no more often than its interval."""

    def __init__(self):
        self._line = deque()
        self._latest = {}  # Progress or Preview -> the message that replaces older ones
        self._not_before = dict.fromkeys(_INTERVALS_S, 0.0)

    def __len__(self):
        return len(self._line) + len(self._latest)

    def put(self, message):
        if type(message) in _INTERVALS_S:
            self._latest[type(message)] = message
            return
        if isinstance(message, ENDS):
            self._latest.clear()  # a picture after the end would be of a job that is no more
        self._line.append(message)

    def due(self):
        """When the next message may go out (clock of `flush`), or None if there is none."""
        if self._line:
            return 0.0
        return min((self._not_before[kind] for kind in self._latest), default=None)

    def flush(self, now, send):
        """Send what is due until `send(message)` returns False (the client's line is full)."""
        while self._line:
            if not send(self._line[0]):
                return
            self._line.popleft()
        for kind in list(self._latest):
            if now >= self._not_before[kind]:
                if not send(self._latest[kind]):
                    return
                del self._latest[kind]
                self._not_before[kind] = now + _INTERVALS_S[kind]
