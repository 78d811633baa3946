"""Measure what the product draws: python benchmarks/quality.py --settings sketches --out folder

Draws prompts from fixed starts with the product's own loop, prints figures by setting, and writes them and
sheets of pictures before and after. Better figures are no proof of better drawings: look at the sheets.
"""

import argparse
import json
import random
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.drawn.blind import write_blind
from benchmarks.drawn.cases import SETTINGS, cases_of
from benchmarks.drawn.drawing import Artist
from benchmarks.drawn.figures import figures_of, summary_of
from benchmarks.drawn.sheet import sheet_of
from protocol.messages import RefineRequest

QUICK_STEPS, QUICK_PROMPTS = 2, 1


def main(arguments=None):
    """Draw and measure what the options ask for; the exit code."""
    options = _options(arguments)
    judge = _judge(options.judge) if options.judge else None
    fixed = {"steps": options.steps, "seed": options.seed, "device": options.device}
    artist = Artist({**fixed, "model": options.model})
    out = {"options": {**fixed, "model": options.model, "freedom": options.freedom}, "settings": {}}
    for setting in options.settings:
        out["settings"][setting] = _draw(setting, artist, judge, options)
        _print_summary(setting, out["settings"][setting]["summary"])
        if options.json:
            # after each setting: they take long, and a stopped run is to leave what it has
            text = json.dumps(out, indent=1, allow_nan=False) + "\n"
            options.json.write_text(text, encoding="utf-8")
    return 0


def _draw(setting, artist, judge, options):
    """{"summary", "drawings": figures by prompt} of one setting."""
    rows, pairs = {}, []
    for case in cases_of(setting, options.prompts):
        drawn = artist.draw(case, options.freedom)
        pair = (drawn.before, drawn.after)
        row = figures_of(case.table, drawn.result)
        rows[case.prompt] = row | (judge.ranks(pair, case.names) if judge else {})
        pairs.append(pair)
        print(f"  {_line(case.prompt, rows[case.prompt])}", flush=True)
    if options.out:
        labels = [_line(prompt, row) for prompt, row in rows.items()]
        sheet_of(pairs, labels).save(options.out / f"{setting}.png", optimize=True)
    if options.blind:
        write_blind(options.blind / setting, pairs, list(rows), random.Random(options.seed))
    return {"summary": summary_of(list(rows.values())), "drawings": rows}


def _judge(folder):
    # the judge is open_clip's and comes from training/: without --judge neither is needed
    from benchmarks.drawn.judging import PictureJudge

    return PictureJudge(folder)


def _line(prompt, row):
    rank = f", rank {row['rank_before']} to {row['rank_after']}" if "rank_after" in row else ""
    return f"{prompt}{rank}, joints {row['joints_kept']}/{row['joints']}"


def _print_summary(setting, summary):
    print(setting)
    for name, value in summary.items():
        print(f"  {name:24}{value:.4f}" if isinstance(value, float) else f"  {name:24}{value}", flush=True)


def _options(arguments):
    """What was asked for, and the usual for the rest; ends the program with a sentence where it can't be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--settings", type=_names, default=SETTINGS, help=f"of {','.join(SETTINGS)} (default: all)"
    )
    parser.add_argument("--prompts", type=int, metavar="N", help="only the first N of each setting")
    parser.add_argument("--steps", type=int, default=RefineRequest.steps, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=0, help="of the views (default: %(default)s)")
    parser.add_argument("--freedom", type=float, help="0..1, of sketches (default: as usual)")
    parser.add_argument("--model", default="embedded", help="default: %(default)s")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--judge", type=Path, metavar="FOLDER", help="a run that training.export wrote")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write sheets of pictures there")
    parser.add_argument(
        "--blind", type=Path, metavar="FOLDER", help="write pairs in random order there, for people to judge"
    )
    parser.add_argument("--quick", action="store_true", help="draw next to nothing: to see that all works")
    options = parser.parse_args(arguments)
    for name in options.settings:
        if name not in SETTINGS:
            parser.error(f"there is no {name!r}; choose from {', '.join(SETTINGS)}")
    if options.prompts is not None and options.prompts < 1:
        parser.error("--prompts: at least 1")
    if options.judge and not options.judge.is_dir():
        parser.error(f"--judge: there is no folder {options.judge}")
    if options.device == "cuda" and not torch.cuda.is_available():
        parser.error("torch sees no NVIDIA GPU here: use --device cpu")
    if options.quick:
        options.steps, options.prompts = QUICK_STEPS, QUICK_PROMPTS
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
    return options


def _names(text):
    return [name.strip() for name in text.split(",") if name.strip()]


if __name__ == "__main__":
    sys.exit(main())
