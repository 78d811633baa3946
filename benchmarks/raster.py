"""Measure the rasteriser: python benchmarks/raster.py --device cpu --json figures.json

Prints how long scenes take, how time and memory grow with the number of strokes, and how right gradients
and ink are; writes the same as JSON. Peers are measured in the same run where they can be imported.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import accuracy, growth, machine, peers, scenes, tables, timing

PARTS = ("speed", "growth", "accuracy")
QUICK_SCENES, QUICK_SIDE, QUICK_COUNTS, QUICK_FINE = ("b", "e"), 32, (8, 16), 2


def main(arguments=None):
    """Measure what the options ask for; the exit code."""
    options = _options(arguments)
    out = {"machine": machine.machine(options.device), "ramp": options.ramp, "scenes": {}}
    tables.print_machine(out["machine"])
    if "speed" in options.parts:
        tables.print_speed_head()
        for name in options.scenes:
            case = scenes.case_of(name, options.tiger)
            case = replace(case, side=QUICK_SIDE) if options.quick else case
            out["scenes"][name] = _speed(case, options)
            tables.print_speed(name, out["scenes"][name])
    if "growth" in options.parts:
        counts = QUICK_COUNTS if options.quick else growth.COUNTS
        out["growth"] = growth.growth(options.device, options.ramp, counts, repeats=options.repeat)
        tables.print_growth(out["growth"], growth.SIDE)
    if "accuracy" in options.parts:
        out["accuracy"] = _accuracy(options)
    machine.save(out, options.json)
    return 0


def _options(arguments):
    """What was asked for, and the usual for the rest; ends the program with a sentence where it can't be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--scenes", type=_names, help=f"of {','.join(scenes.NAMES)} (default: all there are)")
    parser.add_argument("--parts", type=_names, default=PARTS, help=f"of {','.join(PARTS)} (default: all)")
    parser.add_argument("--tiger", metavar="SVG", help="the file that scene f is read from")
    parser.add_argument("--ramp", type=int, default=2, help="px, as in daemon.raster.render (default: 2)")
    parser.add_argument("--repeat", type=int, default=20, help="repetitions at most (default: 20)")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    parser.add_argument("--quick", action="store_true", help="measure next to nothing: to see that all works")
    options = parser.parse_args(arguments)
    if options.quick:
        options.repeat = 1
    if options.scenes is None:
        usual = QUICK_SCENES if options.quick else scenes.NAMES
        options.scenes = [name for name in usual if name != scenes.FROM_FILE or options.tiger]
    for given, known in ((options.scenes, scenes.NAMES), (options.parts, PARTS)):
        for name in given:
            if name not in known:
                parser.error(f"there is no {name!r}; choose from {', '.join(known)}")
    if scenes.FROM_FILE in options.scenes and not options.tiger:
        parser.error(f"scene {scenes.FROM_FILE} is read from a file: name it with --tiger")
    machine.expect_device(options.device, parser)
    return options


def _names(text):
    return [name.strip() for name in text.split(",") if name.strip()]


def _speed(case, options):
    """The figures of one scene."""
    device = options.device
    ours = timing.Task(case, device, options.ramp)
    out = {"paths": case.table.path_count, "segments": len(case.table.segment_kinds), "side": case.side}
    if device == "cuda":
        out |= timing.card_memory(ours)
    others = (
        {"ours, outlines anew": timing.Task(case, device, options.ramp, anew=True)}
        if device == "cuda"
        else {}
    )
    others |= {
        name: timing.Task(case, device, options.ramp, draw, dtype)
        for name, (draw, dtype) in peers.peers_of(case, device).items()
    }
    seconds = 0.0 if options.quick else 20.0
    samples = timing.alternately({"ours": ours, **others}, device, options.repeat, seconds)
    figures = {name: each.figures() for name, each in samples.items()}
    out |= figures.pop("ours")
    if device == "cuda":
        out["graph"] = _graph(ours, options.repeat)
    return {**out, "peers": figures}


def _graph(task, repeats):
    """Figures of a CUDA graph, or {"error": why there are none}."""
    try:
        return timing.in_graph(task, repeats).figures()
    except RuntimeError as error:
        return {"error": str(error).splitlines()[0]}


def _accuracy(options):
    """How right each renderer is, by scene."""
    draws = accuracy.ours(options.device)
    if peers.has_diffvg():
        draws["pydiffvg"] = peers.with_diffvg
    every = accuracy.cases()
    names = list(every)[1:2] if options.quick else list(every)
    fine = QUICK_FINE if options.quick else accuracy.FINE
    out = {}
    for name in names:
        out[name] = accuracy.compare(*every[name], draws, fine=fine)
        tables.print_accuracy(name, out[name])
    return out


if __name__ == "__main__":
    sys.exit(main())
