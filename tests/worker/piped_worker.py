"""A real worker process over real pipes, and a small drawing for it."""

import queue
import subprocess
import sys
import threading
from pathlib import Path

from protocol import stream
from protocol.geometry import Free
from protocol.messages import ENDS, Canvas, Prompt, RefineRequest, Submit
from tests.support.tables import curve, filled, polyline, stroked, table_of

MAIN = Path(__file__).resolve().parents[2] / "daemon" / "__main__.py"
PATIENCE_S = 60.0  # of a busy machine

STROKES = [
    stroked(curve((0.2, 0.3), (0.3, 0.1), (0.6, 0.1), (0.7, 0.3)), free=Free.LINES | Free.STROKE),
    stroked(curve((0.7, 0.3), (0.8, 0.5), (0.6, 0.7), (0.45, 0.7)), free=Free.LINES | Free.WIDTH),
    filled(polyline((0.1, 0.6), (0.3, 0.65), (0.2, 0.74), closed=True), free=0),
]
REQUEST = RefineRequest(
    paths=table_of(*STROKES),
    prompts=(Prompt("an apple"),),
    canvas=Canvas(1.0, 0.75, (1.0, 1.0, 1.0)),
    steps=6,
    seed=3,
    preview_side=64,
)


class Worker:
    """The process, and what it says, in order."""

    def __init__(self):
        command = [sys.executable, "-I", str(MAIN), "worker"]
        # its log goes to our standard error, which pytest shows with a failure
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._heard = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while (message := stream.read_message(self.process.stdout)) is not None:
            self._heard.put(message)
        self._heard.put(None)

    def say(self, message):
        stream.write_message(self.process.stdin, message)

    def hear(self):
        return self._heard.get(timeout=PATIENCE_S)

    def hear_until(self, *kinds):
        """Messages up to the first of these kinds."""
        heard = [self.hear()]
        while not isinstance(heard[-1], kinds):
            assert heard[-1] is not None, "the worker ended"
            heard.append(self.hear())
        return heard

    def do(self, request, job="job"):
        self.say(Submit(job, request))
        return self.hear_until(*ENDS)

    def end(self):
        """Let it end as the supervisor does, by the end of its input."""
        self.process.stdin.close()
        self.process.wait(timeout=PATIENCE_S)
        self.process.stdout.close()
