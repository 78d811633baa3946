"""A job from its request to its end, as the command line follows it."""

import contextlib
from dataclasses import dataclass, field

from protocol.messages import Notice, Preview, Snapshot, Variation

from .interrupt import StopOnInterrupt


@dataclass
class Heard:
    """What a run said. end: the message that ended it."""

    end: object = None
    notices: list = field(default_factory=list)
    snapshots: list = field(default_factory=list)
    variations: list = field(default_factory=list)


def follow(client, request, line, pictures, timings):
    """The Heard of the whole job."""
    job = client.submit(request)
    heard = Heard()

    def stop(keep):
        client.cancel(job, keep=keep)
        # Python refuses to write to a stream in whose writing the signal came.
        with contextlib.suppress(RuntimeError):
            line.stop(keep)

    with StopOnInterrupt(stop):
        for message in client.events(job):
            if isinstance(message, Preview):
                timings.mark("first_picture")
                pictures.take(message)
            for kind, kept in (
                (Notice, heard.notices),
                (Snapshot, heard.snapshots),
                (Variation, heard.variations),
            ):
                if isinstance(message, kind):
                    kept.append(message)
            line.take(message)
            heard.end = message
    return heard
