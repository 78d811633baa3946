"""Not more messages than anyone can look at."""


class Pacer:
    """Says when the next message of a kind is due. now: seconds, from any clock that only rises."""

    def __init__(self, interval_s):
        self._interval_s = interval_s
        self._due_at = None

    def is_due(self, now):
        """True once per interval, and the first time."""
        if self._due_at is not None and now < self._due_at:
            return False
        self._due_at = now + self._interval_s
        return True

    def rest(self, now, duration_s):
        """Nothing more is due for this long."""
        self._due_at = max(self._due_at or now, now + duration_s)
