"""Measure whether more freedom moves lines further: python benchmarks/freedom.py

Refines sketches at several freedoms and prints the mean movement of their points, as a share of their path's
length and of the frame, and the change of their colours.
"""

import argparse
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.drawn.cases import cases_of
from benchmarks.drawn.drawing import Artist
from benchmarks.drawn.figures import figures_of
from protocol.geometry import Free, octets
from protocol.messages import RefineRequest

FREEDOMS = (0.1, 0.3, 0.5, 0.7, 0.9)
MEASURED = ("drift", "movement_share", "colour")


def main(arguments=None):
    """Measure what the options ask for; 1 if anything moved less with more freedom."""
    options = _options(arguments)
    falls = 0
    for case in cases_of("sketches")[options.first :][: options.sketches]:
        for seed in range(options.seeds):
            rows = [_figures(case, seed, freedom, options) for freedom in options.freedoms]
            drifts = [row["drift"] for row in rows]
            fell = [f"{low:.4f} to {high:.4f}" for low, high in pairwise(drifts) if high <= low]
            falls += len(fell)
            print(f"{case.prompt}, seed {seed}{': FALLS ' + ', '.join(fell) if fell else ''}")
            for name in MEASURED:
                print(f"  {name:16}" + "".join(f"{row[name]:9.4f}" for row in rows), flush=True)
    print(f"{falls} falls")
    return int(falls > 0)


def _figures(case, seed, freedom, options):
    free = octets(flags & Free.LINES for flags in case.table.free) if options.lines_only else case.table.free
    artist = Artist({"steps": options.steps, "seed": seed, "device": options.device, "model": "embedded"})
    drawn = artist.draw(replace(case, table=replace(case.table, free=free)), freedom)
    return figures_of(case.table, drawn.result)


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sketches", type=int, default=5, help="how many (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="after so many others (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=2, help="how many (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=RefineRequest.steps, help="default: %(default)s")
    parser.add_argument("--freedoms", type=_numbers, default=FREEDOMS, help="default: 0.1,0.3,0.5,0.7,0.9")
    parser.add_argument("--lines-only", action="store_true", help="nothing but lines may change")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    return parser.parse_args(arguments)


def _numbers(text):
    return [float(word) for word in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
