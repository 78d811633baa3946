"""A bridge that follows a script: a real process that speaks the real protocol over its pipes.

usage: python scripted_bridge.py STEP..., each STEP one of
  notice:WHAT[:DETAIL] | queued:N | progress:STEP:STEPS | preview | snapshot:STEP | failed:CODE | garbage
  variations (a preview of all, and a Variation of each) | ranking (the last path goes first)
  result | unchanged (a result that is the request's drawing)
  painted        a result in which all colours that may change are the palette's last
  await_cancel   wait for a Cancel; answer it with Cancelled, or with a Result if it says keep
  ignore         wait for the end of stdin and answer nothing
  sleep:S | exit:STATUS | die (by SIGKILL) | flood:N (N previews)
The job's Submit is read first; its request gives the result its shapes.
"""

import os
import signal
import sys
import time
from array import array
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from protocol.errors import ErrorCode
from protocol.geometry import Free
from protocol.messages import (
    Cancelled,
    Failed,
    Notice,
    Preview,
    Progress,
    Queued,
    Ranking,
    Result,
    Snapshot,
    Variation,
)
from protocol.stream import read_message, write_message

_SHIFT = 0.01  # canvas units that every point is moved by


def _result(submit, reason, shift=_SHIFT):
    paths = submit.request.paths
    points = array("f", (value + shift for value in paths.points))
    return Result(submit.job, reason, points, paths.fill, paths.stroke, paths.stroke_width, steps=7)


def _painted(submit):
    request, columns = submit.request, {}
    for name, flag in (("fill", Free.FILL), ("stroke", Free.STROKE)):
        columns[name] = getattr(request.paths, name)[:]
        for index, free in enumerate(request.paths.free):
            if free & flag:
                columns[name][4 * index : 4 * index + 3] = array("f", request.palette[-1].rgb)
    return replace(_result(submit, "finished", shift=0.0), **columns)


def _preview(submit, step):
    side = 64
    columns = bytes(value for column in range(side) for value in (4 * column, 200, (40 * step) % 256))
    return Preview(submit.job, step, side, side, array("B", columns * side))


def _pictures(submit, count):
    side = 64
    grey = bytes(value for index in range(count) for value in [25 * (index + 1)] * (3 * side * side))
    return Preview(submit.job, 1, side, side, array("B", grey), count)


def _variation(submit, index):
    part = _result(submit, "", shift=_SHIFT * (index + 1))
    return Variation(submit.job, index, part.points, part.fill, part.stroke, part.stroke_width, 0.1 * index)


def _ranking(submit):
    request = submit.request
    order = [index for index, free in reversed(list(enumerate(request.paths.free))) if free]
    likeness = [count / len(order) for count in (len(order), *request.counts)]
    return Ranking(submit.job, array("i", order), array("f", likeness))


def _play(submit, step, say):
    name, *arguments = step.split(":")
    if name == "notice":
        say(Notice(submit.job, *arguments))
    elif name == "queued":
        say(Queued(submit.job, int(arguments[0])))
    elif name == "progress":
        now, steps = map(int, arguments)
        say(Progress(submit.job, now, steps, 0.2 + 0.1 * now / steps, 0.3 * (steps - now)))
    elif name == "preview":
        say(_preview(submit, 1))
    elif name == "snapshot":
        part = _result(submit, "", shift=_SHIFT * int(arguments[0]) / 10)
        columns = (part.points, part.fill, part.stroke, part.stroke_width)
        say(Snapshot(submit.job, int(arguments[0]), *columns))
    elif name == "flood":
        for number in range(int(arguments[0])):
            say(_preview(submit, number))
    elif name == "variations":
        say(_pictures(submit, submit.request.variants))
        for index in range(submit.request.variants):
            say(_variation(submit, index))
    elif name == "ranking":
        say(_pictures(submit, len(submit.request.counts)))
        say(_ranking(submit))
    elif name == "result":
        say(_result(submit, "finished"))
    elif name == "unchanged":
        say(_result(submit, "finished", shift=0.0))
    elif name == "painted":
        say(_painted(submit))
    elif name == "failed":
        say(Failed(submit.job, ErrorCode(arguments[0]), "as scripted", "/var/log/scripted.log"))
    elif name == "await_cancel":
        keep = read_message(sys.stdin.buffer).keep
        say(_result(submit, "stopped") if keep else Cancelled(submit.job))
    elif name == "ignore":
        while read_message(sys.stdin.buffer) is not None:
            pass
    elif name == "garbage":
        sys.stdout.buffer.write(b"Warning: this is no message at all\n" * 20)
        sys.stdout.buffer.flush()
    elif name == "sleep":
        time.sleep(float(arguments[0]))
    elif name == "exit":
        sys.exit(int(arguments[0]))
    elif name == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    else:
        raise ValueError(f"unknown step {step!r}")


def main(steps):
    submit = read_message(sys.stdin.buffer)
    for step in steps:
        _play(submit, step, lambda message: write_message(sys.stdout.buffer, message))


if __name__ == "__main__":
    main(sys.argv[1:])
