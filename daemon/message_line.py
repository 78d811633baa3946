"""What waits for a slow reader: everything in line, but only the newest picture."""

from collections import deque

from protocol.messages import ENDS, Preview, Progress, Result


class MessageLine:
    """Messages for one reader, in order and never dropped, except that of Progress and Preview
    only the latest waits, behind everything else but a Result.

    intervals_s: {Progress: ..., Preview: ...}, the least time between two of a kind; none if absent.
    The clock is the caller's.
    """

    def __init__(self, intervals_s=None):
        self._intervals_s = intervals_s or {}
        self._line = deque()
        self._latest = {}  # Progress or Preview -> the message that replaces older ones
        self._not_before = {}

    def __len__(self):
        return len(self._line) + len(self._latest)

    def put(self, message):
        if isinstance(message, (Progress, Preview)):
            self._latest[type(message)] = message
            return
        if isinstance(message, Result) and Preview in self._latest:
            self._line.append(self._latest[Preview])  # the last picture is the result's
        if isinstance(message, ENDS):
            self._latest.clear()  # a picture after the end would be of a job that is no more
        self._line.append(message)

    def due(self):
        """When the next message may be taken, or None if there is none."""
        if self._line:
            return 0.0
        return min((self._not_before.get(kind, 0.0) for kind in self._latest), default=None)

    def peek(self, now):
        """The next message that may be taken now, or None."""
        if self._line:
            return self._line[0]
        ready = (kind for kind in self._latest if self._not_before.get(kind, 0.0) <= now)
        return self._latest.get(next(ready, None))

    def take(self, now):
        """Remove and return what `peek` returns."""
        message = self.peek(now)
        if self._line:
            self._line.popleft()
        elif message is not None:
            del self._latest[type(message)]
            self._not_before[type(message)] = now + self._intervals_s.get(type(message), 0.0)
        return message
