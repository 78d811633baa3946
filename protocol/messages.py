"""Every message, as a frozen dataclass. Fields become the JSON header, arrays become buffers.

A field's annotation is its wire type; see codec.py. A field with a default may be absent. All that a Submit
is made of can be imported from here as well.
"""

import array
from dataclasses import dataclass, field
from typing import Tuple

from .errors import ErrorCode
from .request import (  # noqa: F401
    CHANGES,
    Canvas,
    Dials,
    Manner,
    Picture,
    Prompt,
    RefineRequest,
    Swatch,
    free_flags,
)
from .version import APP_VERSION, PROTOCOL_VERSION

# From client to daemon.


@dataclass(frozen=True)
class Hello:
    """First message of a session. The daemon answers Welcome or Refuse."""

    kind = "hello"
    protocol: Tuple[int, ...] = PROTOCOL_VERSION
    app: str = APP_VERSION
    pid: int = 0
    client: str = ""  # "Inkscape 1.2.2", "clip-refine": for the log


@dataclass(frozen=True)
class Submit:
    """A job; `job` is made by the client and unique. The same id again is the same job."""

    kind = "submit"
    job: str
    request: RefineRequest


@dataclass(frozen=True)
class Cancel:
    """End a job: with its best result so far (keep), or with nothing."""

    kind = "cancel"
    job: str
    keep: bool = False


@dataclass(frozen=True)
class Ping:
    kind = "ping"


@dataclass(frozen=True)
class AskStatus:
    kind = "ask_status"


@dataclass(frozen=True)
class Shutdown:
    """End the daemon; running jobs fail with DAEMON_LOST."""

    kind = "shutdown"


# From daemon to client.


@dataclass(frozen=True)
class Welcome:
    kind = "welcome"
    protocol: Tuple[int, ...] = PROTOCOL_VERSION
    app: str = APP_VERSION
    pid: int = 0


@dataclass(frozen=True)
class Refuse:
    """The session can't go on (VERSION_MISMATCH: both versions are named)."""

    kind = "refuse"
    code: ErrorCode
    protocol: Tuple[int, ...] = PROTOCOL_VERSION
    app: str = APP_VERSION


@dataclass(frozen=True)
class Pong:
    kind = "pong"


@dataclass(frozen=True)
class Status:
    kind = "status"
    pid: int
    app: str
    uptime_s: float
    idle_s: float
    worker: str  # "none", "starting", "ready", "busy"
    worker_pid: int  # 0: none
    queue: int  # jobs waiting
    log: str  # where the daemon writes its log


@dataclass(frozen=True)
class Queued:
    """The job waits behind `ahead` others."""

    kind = "queued"
    job: str
    ahead: int


@dataclass(frozen=True)
class Notice:
    """What is going on while nothing moves yet, or what was done differently from what was asked."""

    kind = "notice"
    job: str
    what: str  # "starting_daemon", "loading_model", "unknown_words", "step_rejected", ...
    detail: str = ""


@dataclass(frozen=True)
class Progress:
    """At most one every limits.PROGRESS_INTERVAL_S."""

    kind = "progress"
    job: str
    step: int
    steps: int
    similarity: float  # of the current picture to the prompt, -1..1
    seconds_left: float


@dataclass(frozen=True)
class Preview:
    """The drawing as it is now; droppable, the latest replaces the others."""

    kind = "preview"
    job: str
    step: int
    width: int
    height: int
    rgb: array.array = field(metadata={"typecode": "B"})  # [pictures, height, width, 3]
    pictures: int = 1  # of so many variants, or of so many counts of a Ranking


@dataclass(frozen=True)
class Snapshot:
    """The paths as they are on the way, in the form of Result; as many as the request asked for at most."""

    kind = "snapshot"
    job: str
    step: int
    points: array.array = field(metadata={"typecode": "f"})  # [N, 2] canvas units
    fill: array.array = field(metadata={"typecode": "f"})  # [P, 4]
    stroke: array.array = field(metadata={"typecode": "f"})  # [P, 4]
    stroke_width: array.array = field(metadata={"typecode": "f"})  # [P] canvas units
    variant: int = 0


@dataclass(frozen=True)
class Variation:
    """What became of one of several variants, in the form of Result; all come before the Result."""

    kind = "variation"
    job: str
    variant: int
    points: array.array = field(metadata={"typecode": "f"})  # [N, 2] canvas units
    fill: array.array = field(metadata={"typecode": "f"})  # [P, 4]
    stroke: array.array = field(metadata={"typecode": "f"})  # [P, 4]
    stroke_width: array.array = field(metadata={"typecode": "f"})  # [P] canvas units
    similarity_after: float = 0.0


@dataclass(frozen=True)
class Ranking:
    """Which free paths say least: comes before the Result, which is then the drawing as it was.

    order: the indices of the free paths, the first to be left out first. similarity: of the whole drawing,
    then with as many of them as each of the request's counts says.
    """

    kind = "ranking"
    job: str
    order: array.array = field(metadata={"typecode": "i"})  # [F]
    similarity: array.array = field(metadata={"typecode": "f"})  # [1 + counts]


@dataclass(frozen=True)
class Result:
    """What became of the paths: same order and counts as the request's. Of several variants, the one that is
    most like the prompt.
    """

    kind = "result"
    job: str
    reason: str  # "finished", "stopped", "converged"
    points: array.array = field(metadata={"typecode": "f"})  # [N, 2] canvas units
    fill: array.array = field(metadata={"typecode": "f"})  # [P, 4]
    stroke: array.array = field(metadata={"typecode": "f"})  # [P, 4]
    stroke_width: array.array = field(metadata={"typecode": "f"})  # [P] canvas units
    steps: int = 0
    similarity_before: float = 0.0
    similarity_after: float = 0.0
    model: str = ""
    device: str = ""
    load_s: float = 0.0
    run_s: float = 0.0
    rejected_steps: int = 0
    variant: int = 0


@dataclass(frozen=True)
class Cancelled:
    kind = "cancelled"
    job: str


@dataclass(frozen=True)
class Failed:
    kind = "failed"
    job: str
    code: ErrorCode
    detail: str = ""
    log: str = ""  # the file that tells more


MESSAGES = {
    message.kind: message
    for message in (
        Hello, Submit, Cancel, Ping, AskStatus, Shutdown,
        Welcome, Refuse, Pong, Status, Queued, Notice, Progress, Preview, Snapshot, Variation,
        Ranking, Result, Cancelled, Failed,
    )
}  # fmt: skip

ENDS = (Result, Cancelled, Failed)  # exactly one of these ends a job
