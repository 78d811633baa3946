"""A worker for tests: speaks the real protocol and does real, small work over time.

It moves the points of the free paths towards their middle, step by step. The first word of the
prompt can ask for trouble: see `_TROUBLE`; "deaf" ignores Cancel.
"""

import array
import os
import queue
import sys
import threading
import time

from protocol import stream
from protocol.errors import ErrorCode
from protocol.geometry import Free
from protocol.messages import (
    Cancel,
    Cancelled,
    Failed,
    Notice,
    Ping,
    Pong,
    Preview,
    Progress,
    Ranking,
    Result,
    Snapshot,
    Submit,
    Variation,
)

_STEP_S = 0.02
_SHRINK = 0.98


class Work:
    """One job: the request and the points as they are now."""

    def __init__(self, submit):
        self.job = submit.job
        self.request = submit.request
        self.points = array.array("f", submit.request.paths.points)
        self.words = [word for prompt in submit.request.prompts[:1] for word in prompt.text.split()] or [""]

    def step(self):
        start = 0
        for count, free in zip(self.request.paths.point_counts(), self.request.paths.free, strict=True):
            if free & Free.LINES:
                self._shrink(start, count)
            start += count

    def _shrink(self, start, count):
        for axis in (0, 1):
            part = slice(2 * start + axis, 2 * (start + count), 2)
            middle = sum(self.points[part]) / count
            moved = [middle + (value - middle) * _SHRINK for value in self.points[part]]
            self.points[part] = array.array("f", moved)

    def columns(self, variant=0):
        """Points, fill, stroke and stroke width; each variant has shrunk further than the one before."""
        paths, points = self.request.paths, self.points
        self.points = array.array("f", points)
        for _ in range(variant):
            self.step()
        points, self.points = self.points, points
        return (array.array("f", points), paths.fill, paths.stroke, paths.stroke_width)

    def ends(self, reason, steps):
        """The messages that end the job."""
        count, counts = self.request.variants, self.request.counts
        if counts:
            order = [index for index, free in enumerate(self.request.paths.free) if free]
            likeness = [left / len(order) for left in (len(order), *counts)]
            yield Ranking(self.job, array.array("i", order), array.array("f", likeness))
        if count > 1:
            for variant in range(count):
                yield Variation(self.job, variant, *self.columns(variant), similarity_after=0.1 * variant)
        model = self.request.model
        last = self.columns(count - 1)
        yield Result(self.job, reason, *last, steps=steps, model=model, variant=count - 1)


def _hang(_work, _out):
    time.sleep(3600)


def _crash(_work, _out):
    os._exit(7)


def _garbage(_work, out):
    out.write(b"Traceback (most recent call last):\n" * 10)
    out.flush()
    time.sleep(3600)


def _fail(work, out):
    stream.write_message(out, Failed(work.job, ErrorCode.OUT_OF_MEMORY, "asked to fail"))
    return True


_TROUBLE = {"hang": _hang, "crash": _crash, "garbage": _garbage, "fail": _fail}


class Worker:
    def __init__(self, out):
        self._out = out
        self._inbox = queue.SimpleQueue()

    def listen(self, incoming):
        """Pass messages on; end the process with the pipe."""
        while (message := stream.read_message(incoming)) is not None:
            self._inbox.put(message)
        os._exit(0)

    def run(self):
        while True:
            message = self._inbox.get()
            if isinstance(message, Ping):
                stream.write_message(self._out, Pong())
            elif isinstance(message, Submit):
                self._job(Work(message))

    def _job(self, work):
        stream.write_message(self._out, Notice(work.job, "loading_model"))
        steps = work.request.steps
        for step in range(1, steps + 1):
            time.sleep(_STEP_S)
            work.step()
            self._report(work, step, steps)
            if step == 3 and work.words[0] in _TROUBLE and _TROUBLE[work.words[0]](work, self._out):
                return
            cancel = self._cancel_of(work.job)
            if cancel and work.words[0] != "deaf":
                self._say(work.ends("stopped", step) if cancel.keep else [Cancelled(work.job)])
                return
        self._say(work.ends("finished", steps))

    def _say(self, messages):
        for message in messages:
            stream.write_message(self._out, message)

    def _report(self, work, step, steps):
        left_s = (steps - step) * _STEP_S
        stream.write_message(self._out, Progress(work.job, step, steps, 0.2 + 0.1 * step / steps, left_s))
        if step <= work.request.snapshots:
            self._say(
                Snapshot(work.job, step, *work.columns(variant), variant=variant)
                for variant in range(work.request.variants)
            )
        if side := work.request.preview_side:
            pictures = len(work.request.counts) or work.request.variants
            shade = array.array("B", bytes([step % 256]) * (pictures * side * side * 3))
            stream.write_message(self._out, Preview(work.job, step, side, side, shade, pictures))

    def _cancel_of(self, job):
        found = None
        while not self._inbox.empty():
            message = self._inbox.get()
            if isinstance(message, Cancel) and message.job == job:
                found = message
        return found


def main(_arguments):
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    worker = Worker(out)
    threading.Thread(target=worker.listen, args=(sys.stdin.buffer,), daemon=True).start()
    worker.run()
