"""Measure a step of a job: python benchmarks/step.py --device cpu --model embedded --json figures.json

Prints how long a whole step takes beside our own CLIP tower on the same batch, what its parts take, and how
long a whole job runs in a warm process; writes the same as JSON.
"""

import argparse
import logging
import os
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from daemon.worker.pipes import ENVIRONMENT

os.environ.update({**ENVIRONMENT, **os.environ})  # read when torch is imported

import torch

from benchmarks import machine, step_tables
from benchmarks.models import RANDOM, model_named
from benchmarks.step_parts import PARTS, Step
from benchmarks.timing import REPLAYS, WARM_UP, captured, now, replayed
from benchmarks.whole_job import whole_job
from daemon.optim.runner import Called
from daemon.worker.job_executor import VIEWS, make_repeatable
from protocol.errors import RefineError

QUICK_STROKES, QUICK_STEPS = 2, 2


def main(arguments=None):
    """Measure what the options ask for; the exit code."""
    options = options_of(arguments)
    try:
        out = measured(options)
    except (RefineError, ValueError) as error:
        print(f"{options.model}: {error}", file=sys.stderr)
        return 2
    machine.save(out, options.json)
    return 0


def measured(options):
    """The figures, printed as they come. RefineError or ValueError where the model can't be had."""
    logging.basicConfig(level=logging.ERROR)  # open_clip warns of weights that it reads later
    make_repeatable()
    shape = {name: getattr(options, name) for name in ("model", "strokes", "views")}
    out = {"machine": machine.machine(options.device) | {"threads": torch.get_num_threads()}, **shape}
    step_tables.print_head(out)
    with model_named(options.model) as model:
        return out | _measured(model, options)


def options_of(arguments):
    """What was asked for, and the usual for the rest; ends the program with a sentence where it can't be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument(
        "--model",
        default="embedded",
        help=f"embedded, a folder, or an architecture with random weights like ViT-B-32{RANDOM}",
    )
    parser.add_argument("--strokes", type=_positive, default=64, help="how many (default: 64)")
    parser.add_argument("--views", type=_positive, default=VIEWS, help=f"of each picture (default: {VIEWS})")
    parser.add_argument("--variants", type=_positive, default=1, help="taken at once, too (default: none)")
    parser.add_argument("--steps", type=int, default=250, help="of the whole job; 0: none (default: 250)")
    parser.add_argument("--repeat", type=_positive, default=30, help="steps that are timed (default: 30)")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    parser.add_argument("--quick", action="store_true", help="measure next to nothing: to see that all works")
    options = parser.parse_args(arguments)
    if options.quick:
        options.strokes, options.steps, options.repeat = QUICK_STROKES, QUICK_STEPS, 1
    machine.expect_device(options.device, parser)
    return options


def _positive(text):
    if (number := int(text)) < 1:
        raise ValueError
    return number


def _measured(model, options):
    """{name: figures} of step, tower, ratio and parts, and of what the device and the options ask for."""
    steps = WARM_UP + options.repeat
    step = Step(model, options.device, stroke_count=options.strokes, views=options.views, steps=8 * steps)
    samples, parts = _alternately(step, options)
    out = {"side": step.side} | {name: _figures(values) for name, values in samples.items()}
    out["ratio"] = out["step"]["ms"] / out["tower"]["ms"]
    out["parts"] = {
        part: {
            way: statistics.median(each[part][index] for each in parts)
            for index, way in enumerate(("forward_ms", "backward_ms"))
        }
        for part in PARTS
    }
    step_tables.print_step(out, options.variants)
    if options.device == "cuda":
        out["graph"] = _graphs(step, options.repeat)
        step_tables.print_graphs(out["graph"])
    if options.steps > 0:
        out["job"] = whole_job(model, options.device, stroke_count=options.strokes, steps=options.steps)
        step_tables.print_job(out["job"])
    return out


def _alternately(step, options):
    """({what: ms of every repetition}, the parts of every repetition), taken in turn, so that a busy moment
    meets them all."""
    calls = {"step": (step.run.go_on, step.run.stride), "tower": (step.tower_alone, 1)}
    if options.device == "cuda":
        one_by_one = step.another_run(runner_of=lambda function, device: Called(function))
        calls["eager"] = one_by_one.go_on, one_by_one.stride
    if options.variants > 1:
        many = step.another_run(options.variants)
        calls["variants"] = many.go_on, many.stride
    samples, parts = {name: [] for name in calls}, []
    for index in range(WARM_UP + options.repeat):
        if index == 1 and options.device == "cuda":
            calls["tower"] = _repeated(captured(step.tower_alone)), REPLAYS
        taken = {name: _time(call, options.device) / count for name, (call, count) in calls.items()}
        shares = step.parts()
        if index >= WARM_UP:
            parts.append(shares)
            for name, value in taken.items():
                samples[name].append(value)
    return samples, parts


def _repeated(replay):
    """REPLAYS calls in one."""

    def call():
        for _ in range(REPLAYS):
            replay()

    return call


def _time(call, device):
    """ms that a call takes."""
    started = now(device)
    call()
    return 1000 * (now(device) - started)


def _figures(values):
    return {"ms": statistics.median(values), "min_ms": min(values)}


def _graphs(step, repeats):
    """{part: figures inside a CUDA graph, or {"error": why it can't be captured}}."""
    out = {}
    for name, call in {"restraint": step.restraint, "picture": step.picture}.items():
        try:
            out[name] = _figures(replayed(call, repeats))
        except RuntimeError as error:
            out[name] = {"error": str(error).splitlines()[0]}
    return out


if __name__ == "__main__":
    sys.exit(main())
