"""Measure what each rule of the loop is for: python benchmarks/ablation.py --every 2 --steps 40

Refines the bundled sketches once with all rules, then without one after the other, and prints a table.
"""

import argparse
import importlib
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.drawn.cases import cases_of
from benchmarks.drawn.drawing import Artist
from benchmarks.drawn.figures import figures_of, summary_of
from daemon.optim.joints import Joints

PARAMETERS = "daemon.optim.parameters"
RESTRAINT = "daemon.optim.restraint"
# what is left out: module, name, the value that leaves it out
RULES = {
    "nothing": (),
    "tidying": (("daemon.optim.tidy", "MOST_SECTIONS", 0),),
    "joints": ((PARAMETERS, "_joints", lambda *given: Joints.none(len(given[3]), given[4].end)),),
    "subpaths keep their shape": ((RESTRAINT, "SHAPE_WEIGHT", 0.0),),
    "turn and growth": ((RESTRAINT, "TURN_WEIGHT", 0.0), (RESTRAINT, "GROWTH_WEIGHT", 0.0)),
    "shear": ((RESTRAINT, "SHEAR_WEIGHT", 0.0),),
    "drift": ((RESTRAINT, "DRIFT_WEIGHT", 0.0),),
    "contrast to other names": (("daemon.guidance.objective", "ALIKE", -1.0),),
    "views but the plain one": (("daemon.worker.job_executor", "VIEWS", 1),),
    "stretch and bend": ((RESTRAINT, "STRETCH_WEIGHT", 0.0), (RESTRAINT, "BEND_WEIGHT", 0.0)),
}
COLUMNS = ("left out", "rank", "top 5", "nearer", "joints kept", "clean", "movement", "drift")


def main(arguments=None):
    """Print the table; the exit code."""
    options = _options(arguments)
    judge = None
    if options.judge:
        from benchmarks.drawn.judging import PictureJudge

        judge = PictureJudge(options.judge)
    artist = Artist({"steps": options.steps, "seed": 0, "device": options.device, "model": "embedded"})
    cases = cases_of("sketches")[:: options.every][: options.count]
    print(_line(COLUMNS) + "\n" + _line("---" for _ in COLUMNS))
    for name in options.rules:
        with _without(RULES[name]):
            print(_line([name, *_row(artist, cases, judge)]), flush=True)
    return 0


def _line(cells):
    return f"| {' | '.join(cells)} |"


@contextmanager
def _without(rules):
    found = [(importlib.import_module(module), name, value) for module, name, value in rules]
    usual = [getattr(module, name) for module, name, _ in found]
    for module, name, value in found:
        setattr(module, name, value)
    try:
        yield
    finally:
        for (module, name, _), value in zip(found, usual, strict=True):
            setattr(module, name, value)


def _row(artist, cases, judge):
    """Of the drawings of these cases, as in COLUMNS but the first."""
    rows = []
    for case in cases:
        drawn = artist.draw(case)
        ranks = judge.ranks((drawn.before, drawn.after), case.names) if judge else {}
        rows.append(figures_of(case.table, drawn.result) | ranks)
    summary = summary_of(rows)
    return [
        f"{summary['rank_after_median']:.1f}" if judge else "",
        f"{summary['rank_after_top5_share']:.0%}" if judge else "",
        f"{summary['similarity_before']:.3f} to {summary['similarity_after']:.3f}",
        f"{summary['joints_kept_share']:.1%}",
        f"{summary['clean_share']:.1%}",
        f"{summary['movement_share']:.1%}",
        f"{summary['drift']:.2%}",
    ]


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rules", type=_names, default=list(RULES), help="what to leave out (default: each)")
    parser.add_argument("--steps", type=int, default=120, help="default: %(default)s")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth sketch")
    parser.add_argument("--count", type=int, help="only so many sketches")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--judge", type=Path, metavar="FOLDER", help="a run that training.export wrote")
    options = parser.parse_args(arguments)
    for name in options.rules:
        if name not in RULES:
            parser.error(f"there is no {name!r}; choose from {', '.join(RULES)}")
    return options


def _names(text):
    return [name.strip() for name in text.split(",") if name.strip()]


if __name__ == "__main__":
    sys.exit(main())
