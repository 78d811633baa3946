"""Measure all that a step is to reach: python benchmarks/step_goals.py --device cuda --json figures.json

Prints each measurement, then one table with the goals.
"""

import argparse
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import step

VIT = "--model ViT-B-32-random --strokes 256"
FOUR, SIXTEEN = 5, 17  # views: so many crops and the picture itself


@dataclass(frozen=True)
class Goal:
    """What a figure is to be at most."""

    what: str
    most: float
    unit: str
    figure: Callable  # of what `step.measured` returns


def _per(name, other):
    return lambda out: out[name]["ms"] / out[other]["ms"]


def _ms(name):
    return lambda out: out[name]["ms"]


def _job(name, factor=1):
    return lambda out: factor * out["job"][name]


STEP_TO_TOWER = Goal("whole step to our tower alone", 1.15, "x", _per("step", "tower"))
# device: [(options of step.py, their goals)]
CASES = {
    "cuda": [
        (
            f"{VIT} --views {FOUR} --variants 8 --steps 1000",
            [
                Goal("whole step, 4 crops", 1.9, "ms", _ms("step")),
                STEP_TO_TOWER,
                Goal("step without CUDA graphs", 20, "ms", _ms("eager")),
                Goal("8 variants at once to one", 2.5, "x", _per("variants", "step")),
                Goal("1,000 steps, request to result", 2.5, "s", _job("seconds")),
                Goal("first picture after the request", 150, "ms", _job("first_picture_seconds", 1000)),
            ],
        ),
        (
            f"{VIT} --views {SIXTEEN} --steps 0",
            [Goal("whole step, 16 crops", 2.4, "ms", _ms("step")), STEP_TO_TOWER],
        ),
    ],
    "cpu": [
        (
            f"--model embedded --strokes 64 --views {FOUR} --steps 250",
            [
                Goal("250 steps, request to result", 15, "s", _job("seconds")),
                Goal("first picture after the request", 1, "s", _job("first_picture_seconds")),
            ],
        ),
        (
            f"{VIT} --views {FOUR} --steps 0 --repeat 5",
            [STEP_TO_TOWER],
        ),
    ],
}


def main(arguments=None):
    """Measure all cases of a device; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", choices=sorted(CASES), default="cpu")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    parser.add_argument("--quick", action="store_true", help="measure next to nothing: to see that all works")
    given = parser.parse_args(arguments)
    rows, cases = [], []
    folders = {}
    with ExitStack() as written:
        for line, goals in CASES[given.device]:
            quick = ["--quick"] if given.quick else []
            options = step.options_of(["--device", given.device, *line.split(), *quick])
            if options.model not in folders:
                folders[options.model] = written.enter_context(step.model_named(options.model))
            options.model = folders[options.model]
            cases.append(step.measured(options))
            rows += [_row(line, goal, cases[-1]) for goal in goals]
    _print(rows)
    step.machine.save({"machine": cases[-1]["machine"], "goals": rows, "cases": cases}, given.json)
    return 0


def _row(line, goal, out):
    return {
        "what": goal.what,
        "options": line,
        "found": goal.figure(out),
        "goal": goal.most,
        "unit": goal.unit,
    }


def _print(rows):
    print(f"\n{'what':36}{'found':>10}{'goal':>10}")
    for row in rows:
        mark = "" if row["found"] <= row["goal"] else "  not reached"
        print(f"{row['what']:36}{row['found']:10.3f}{row['goal']:10.2f} {row['unit']}{mark}")


if __name__ == "__main__":
    sys.exit(main())
