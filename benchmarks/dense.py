"""What a drawing costs from file to file, in processor time, and how that grows with its strokes.

`python benchmarks/dense.py --counts 500,1000,2000,5000 --json figures.json`
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import torch

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import expect_device, load, machine, save
from daemon.guidance.clip_encoder import ClipEncoder
from daemon.guidance.guide import Guide
from daemon.guidance.model_store import find_model
from daemon.optim.loop import Refinement
from daemon.optim.together import parameters_of
from daemon.raster import Stage, scene_of
from daemon.worker.job import GRADIENT_RAMP, _columns
from daemon.worker.job_executor import VIEWS, make_repeatable
from inkscape_ext.document import parsed, to_bytes
from inkscape_ext.drawing import Drawing
from inkscape_ext.history.keeping import RunKeeper
from inkscape_ext.strokes.new_layer import layer_at_random
from protocol.messages import CHANGES, Prompt, RefineRequest, Result

COUNTS = (500, 1_000, 2_000, 5_000)
FREEDOMS = (0.5, 1.0)
STEPS = 6
_BLANK = b'<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500" viewBox="0 0 500 500">\n</svg>\n'


class _Clock:
    """Seconds of one part after the other."""

    def __init__(self):
        self.parts = {}
        self._since = time.process_time()

    def lap(self, name, times=1):
        now = time.process_time()
        self.parts[name] = (now - self._since) / times
        self._since = now


def figures(count, freedom, guide, device):
    """{part: seconds} of one drawing of so many strokes, of a step for "step"."""
    content = _drawing(count)
    clock = _Clock()
    tree = parsed(content, "dense")
    drawing = Drawing.read(tree.getroot(), None, CHANGES)
    clock.lap("read")
    request = RefineRequest(drawing.table, (Prompt("a cat"),), drawing.canvas, freedom=freedom)
    request.check()
    clock.lap("check")
    scene = scene_of(drawing.table, device=device)
    (parameters,) = parameters_of(request, drawing.table, scene)
    clock.lap("parameters")
    stage = Stage(scene, parameters.changing, (1.0, 1.0, 1.0), guide.side, guide.side, ramp=GRADIENT_RAMP)
    run = Refinement([parameters], stage, guide, steps=STEPS, seeds=[0])
    steps = run.run()
    next(steps)
    clock.lap("first step")
    for _ in steps:
        pass
    clock.lap("step", STEPS)  # the drawing is looked at once more at the end
    with torch.no_grad():
        columns = _columns(run.scene(run.best))
    clock.lap("columns")
    keeper = RunKeeper(tree.getroot(), drawing)
    result = Result("job", "finished", **columns)
    drawing.write(result)
    clock.lap("write")
    keeper.keep(request, CHANGES, result)
    clock.lap("record")
    to_bytes(tree)
    clock.lap("file")
    return clock.parts


def _drawing(count):
    tree = parsed(_BLANK, "blank")
    new = layer_at_random(tree.getroot(), (0, 0, 500, 500), count, 0, "dense", 1)
    assert new.count == count
    return to_bytes(tree)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--counts", default=",".join(map(str, COUNTS)), help="strokes")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--json", help="write the figures here")
    options = parser.parse_args(arguments)
    expect_device(options.device, parser)
    make_repeatable()
    guide = _guide(options.device)
    out = {"machine": machine(options.device), "drawings": []}
    figures(50, 0.5, guide, options.device)  # compiles what is compiled
    for count in map(int, options.counts.split(",")):
        for freedom in FREEDOMS:
            row = figures(count, freedom, guide, options.device)
            out["drawings"].append({"strokes": count, "freedom": freedom, "load": load(), "seconds": row})
            parts = "  ".join(f"{name} {1000 * seconds:.0f}" for name, seconds in row.items())
            print(f"{count} strokes, freedom {freedom}, ms: {parts}", flush=True)
    save(out, options.json)
    return 0


def _guide(device):
    with tempfile.TemporaryDirectory() as folder:
        files = find_model("embedded", Path(folder))
    encoder = ClipEncoder(files, torch.device(device))
    return Guide(encoder, (Prompt("a cat"),), files.names(), (1.0, 1.0, 1.0), view_count=VIEWS)


if __name__ == "__main__":
    sys.exit(main())
