"""How long a picture and its gradients take, and how much memory of the card; the clock of all timings."""

import statistics
import time
from dataclasses import dataclass, replace

import torch

from daemon.raster import outlines_of, render, scene_of

LEAVES = ("points", "fill", "stroke", "stroke_width", "opacity")
WARM_UP = 3  # calls that nobody times: the first one compiles
REPLAYS = 10  # of a CUDA graph, timed together: one alone is shorter than the clock's tick
MB = 1 << 20


class Task:
    """One drawing to be painted on white, and the gradients of a smooth measure of the picture.

    case: a scenes.Case. draw: has the arguments of daemon.raster.render. anew: make the outlines for every
    picture, though a GPU could keep them while points move.
    """

    def __init__(self, case, device, ramp, draw=render, dtype=torch.float32, *, anew=False):
        scene = scene_of(case.table, device=device, dtype=dtype)
        leaves = {name: getattr(scene, name).requires_grad_() for name in LEAVES}
        self._leaves = list(leaves.values())
        self._scene = replace(scene, **leaves)
        self._side, self._draw = case.side, draw
        self._options = {"ramp": ramp}
        if draw is render and not anew:
            self._options["outlines"] = outlines_of(self._scene, case.side, case.side)
        self._paper = torch.ones(4, device=device, dtype=dtype)
        self._slope = _waves(case.side).to(device, dtype)

    def forward(self):
        """The picture."""
        return self._draw(self._scene, self._side, self._side, self._paper, **self._options)

    def backward(self, picture):
        """Gradients by every leaf, None where the renderer has none."""
        slope = self._slope.expand_as(picture)
        return torch.autograd.grad(picture, self._leaves, slope, allow_unused=True)

    def both(self):
        """The picture, and its gradients."""
        picture = self.forward()
        return picture, self.backward(picture)


def _waves(side):
    """[side, side, 4]: a smooth gradient by the picture, as a model that looks at it would give."""
    y, x = torch.meshgrid(torch.linspace(0, 1, side), torch.linspace(0, 1, side), indexing="ij")
    return torch.stack([torch.sin(9 * x + 7 * y + phase) for phase in range(4)], -1)


@dataclass(frozen=True)
class Samples:
    """Milliseconds of every repetition."""

    forward: list
    backward: list
    both: list

    def figures(self):
        """{"forward_ms": median, "forward_min_ms": ...} and so on."""
        out = {}
        for name in ("forward", "backward", "both"):
            values = getattr(self, name)
            out[f"{name}_ms"] = statistics.median(values)
            out[f"{name}_min_ms"] = min(values)
        return out


def alternately(tasks, device, repeats, seconds):
    """{name: Samples} of Tasks ({name: Task}) called in turn, so that a busy moment meets them all.

    Each is called `repeats` times, or less often once it has taken `seconds`, but at least once.
    """
    samples = {name: Samples([], [], []) for name in tasks}
    for task in tasks.values():
        started = time.perf_counter()
        for _ in range(WARM_UP):
            task.both()
            if time.perf_counter() - started > seconds:
                break
    for _ in range(repeats):
        for name, task in tasks.items():
            if not samples[name].both or sum(samples[name].both) < 1000 * seconds:
                _sample(task, device, samples[name])
    return samples


def _sample(task, device, samples):
    """Add one repetition: forward and backward one by one, and both without a wait in between."""
    started = now(device)
    picture = task.forward()
    middle = now(device)
    task.backward(picture)
    ended = now(device)
    samples.forward.append(1000 * (middle - started))
    samples.backward.append(1000 * (ended - middle))
    if device != "cuda":
        samples.both.append(1000 * (ended - started))
        return
    started = now(device)
    task.both()
    samples.both.append(1000 * (now(device) - started))


def now(device):
    """Seconds, when all that was asked of the device is done."""
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


def in_graph(task, repeats):
    """Samples of a Task replayed as a CUDA graph, by the card's own clock. Backward is what both take
    beyond forward. RuntimeError if the renderer can't be captured."""
    with torch.no_grad():
        forward = replayed(task.forward, repeats)
    both = replayed(task.both, repeats)
    middle = statistics.median(forward)
    return Samples(forward, [max(0.0, each - middle) for each in both], both)


def captured(call):
    """What replays what a call does on the card. RuntimeError if it can't be captured."""
    side_stream = torch.cuda.Stream()
    side_stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side_stream):
        for _ in range(WARM_UP):
            call()
    torch.cuda.current_stream().wait_stream(side_stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        kept = call()

    def replay(kept=kept):  # what the graph writes into stays
        graph.replay()

    replay()
    return replay


def replayed(call, repeats):
    """Milliseconds of each of `repeats` replays of what a call does on the card."""
    replay, out = captured(call), []
    for _ in range(repeats):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        for _ in range(REPLAYS):
            replay()
        end.record()
        end.synchronize()
        out.append(start.elapsed_time(end) / REPLAYS)
    return out


def card_memory(task):
    """{"extra_mb", "driver_mb"} of one forward and backward: the most that torch held at once beside
    the drawing, and what the card's driver has less of afterwards."""
    torch.cuda.synchronize()
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    held, free = torch.cuda.memory_allocated(), torch.cuda.mem_get_info()[0]
    task.both()
    torch.cuda.synchronize()
    peak = torch.cuda.max_memory_allocated() - held
    torch.cuda.empty_cache()
    return {"extra_mb": peak / MB, "driver_mb": (free - torch.cuda.mem_get_info()[0]) / MB}
