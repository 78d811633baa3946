"""One job, from being handed in to its end."""

import enum
from dataclasses import dataclass, fields

from protocol.messages import ENDS, Progress, Submit


class State(enum.Enum):
    QUEUED = enum.auto()
    RUNNING = enum.auto()
    STOPPING = enum.auto()
    ENDED = enum.auto()


_NEXT = {
    State.QUEUED: {State.RUNNING, State.ENDED},
    State.RUNNING: {State.STOPPING, State.ENDED},
    State.STOPPING: {State.ENDED},
    State.ENDED: set(),
}


@dataclass(eq=False)
class Job:
    """A submitted job. Times are those of the supervisor's monotonic clock, in seconds."""

    client: bytes
    submit: Submit
    state: State = State.QUEUED
    answered: bool = False  # the client knows how it ended
    places_told: int | None = None  # how many jobs before it the client knows of
    keep: bool = False  # a stopping job whose result is still wanted
    heard_at: float = 0.0  # last sign of life of the worker
    stopping_since: float | None = None
    started_at: float = 0.0
    steps_seen: int = 0
    first_step_s: float = 0.0  # the wait for the first step, with whatever had to be loaded
    longest_step_s: float = 0.0  # of all later ones

    @property
    def id(self):
        return self.submit.job

    @property
    def byte_count(self):
        """Bytes of its drawing, next to which all else that it holds is little."""
        paths = self.submit.request.paths
        columns = (getattr(paths, column.name) for column in fields(paths))
        return sum(len(column) * column.itemsize for column in columns)

    @property
    def is_discarded(self):
        """True when the client wants nothing of it any more."""
        return self.stopping_since is not None and not self.keep

    def move(self, state):
        """Go to the next state; an illegal move is a bug of ours."""
        assert state in _NEXT[self.state], f"{self.state} -> {state}"
        self.state = state

    def start(self, now):
        self.move(State.RUNNING)
        self.started_at = self.heard_at = now

    def stop(self, now, keep):
        """Cancel a running job, with its best result (keep) or with nothing; then for good."""
        if self.state is State.RUNNING:
            self.move(State.STOPPING)
            self.stopping_since = now
            self.keep = keep
        self.keep = self.keep and keep

    def hear(self, message, now):
        """Take note of a message of the worker about this job."""
        if isinstance(message, Progress):
            if self.steps_seen:
                self.longest_step_s = max(self.longest_step_s, now - self.heard_at)
            else:
                self.first_step_s = now - self.started_at
            self.steps_seen += 1
        self.heard_at = now
        if isinstance(message, ENDS):
            self.move(State.ENDED)

    def is_hung(self, now, settings):
        """True when a worker as busy as this one has been silent for too long."""
        # Large drawings have slow steps, and in the second one only the first tells how slow.
        second_s = 2.0 * self.first_step_s if self.steps_seen == 1 else 0.0
        if self.state is State.STOPPING:
            patience_s = max(settings.stop_s, 3.0 * self.longest_step_s, second_s)
            return now - self.stopping_since > (patience_s if self.steps_seen else settings.stop_loading_s)
        patience_s = max(settings.silence_s, 20.0 * self.longest_step_s, second_s)
        return now - self.heard_at > (patience_s if self.steps_seen else settings.load_s)
