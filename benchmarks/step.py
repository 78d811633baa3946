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

# as in the worker (daemon/worker/pipes.py); read when torch is imported
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch

from benchmarks import machine, step_tables
from benchmarks.models import RANDOM, model_named
from benchmarks.step_parts import PARTS, Step
from benchmarks.timing import WARM_UP, now, replayed
from benchmarks.whole_job import whole_job
from daemon.worker.job_executor import VIEWS, make_repeatable
from protocol.errors import RefineError

QUICK_STROKES, QUICK_STEPS = 2, 2


def main(arguments=None):
    """Measure what the options ask for; the exit code."""
    options = _options(arguments)
    logging.basicConfig(level=logging.ERROR)  # open_clip warns of weights that it reads later
    make_repeatable()
    shape = {name: getattr(options, name) for name in ("model", "strokes", "views")}
    out = {"machine": machine.machine(options.device) | {"threads": torch.get_num_threads()}, **shape}
    step_tables.print_head(out)
    try:
        with model_named(options.model) as model:
            out |= _measured(model, options)
    except (RefineError, ValueError) as error:
        print(f"{options.model}: {error}", file=sys.stderr)
        return 2
    machine.save(out, options.json)
    return 0


def _options(arguments):
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
    """{"side", "step", "tower", "ratio", "parts", "graph" on a GPU, "job" if asked for}."""
    steps = WARM_UP + options.repeat
    step = Step(model, options.device, stroke_count=options.strokes, views=options.views, steps=steps)
    samples, parts = _alternately(step, options)
    figures = {name: _figures(values) for name, values in samples.items()}
    out = {"side": step.side, **figures, "ratio": figures["step"]["ms"] / figures["tower"]["ms"]}
    out["parts"] = {
        part: {
            way: statistics.median(each[part][index] for each in parts)
            for index, way in enumerate(("forward_ms", "backward_ms"))
        }
        for part in PARTS
    }
    step_tables.print_step(out)
    if options.device == "cuda":
        out["graph"] = _graphs(step, options.repeat)
        step_tables.print_graphs(out["graph"])
    if options.steps > 0:
        out["job"] = whole_job(model, options.device, stroke_count=options.strokes, steps=options.steps)
        step_tables.print_job(out["job"])
    return out


def _alternately(step, options):
    """({"step", "tower": ms of every repetition}, the parts of every repetition), taken in turn, so that a
    busy moment meets them all."""
    samples, parts = {"step": [], "tower": []}, []
    for index in range(WARM_UP + options.repeat):
        taken = {}
        for name, call in (("step", step.whole), ("tower", step.tower_alone)):
            started = now(options.device)
            call()
            taken[name] = 1000 * (now(options.device) - started)
        shares = step.parts()
        if index >= WARM_UP:
            parts.append(shares)
            for name, value in taken.items():
                samples[name].append(value)
    return samples, parts


def _figures(values):
    return {"ms": statistics.median(values), "min_ms": min(values)}


def _graphs(step, repeats):
    """{what: figures inside a CUDA graph, or {"error": why it can't be captured}}; the whole step last, as
    it is over once it failed."""
    calls = {
        "tower": step.tower_alone,
        "restraint": step.restraint,
        "picture": step.picture,
        "step": step.whole,
    }
    out = {}
    for name, call in calls.items():
        try:
            out[name] = _figures(replayed(call, repeats))
        except RuntimeError as error:
            out[name] = {"error": str(error).splitlines()[0]}
    return out


if __name__ == "__main__":
    sys.exit(main())
