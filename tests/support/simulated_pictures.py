"""A process of its own for the simulator: `python -m tests.support.simulated_pictures`.

Prints as JSON, for each case, how far the simulated GPU's picture and gradients are from the processor's.
"""

import json
import warnings
from dataclasses import replace

import torch

from tests.support import simulated_gpu

simulated_gpu.set_up()

from daemon.raster import render, scene_of  # noqa: E402
from daemon.raster.cuda import pictures  # noqa: E402
from daemon.raster.layers import Shape  # noqa: E402
from tests.support.gpu_cases import DRAWINGS, differences, drawn, path  # noqa: E402
from tests.support.tables import curve, table_of  # noqa: E402

CASES = {  # drawing, height, width, ramp of the GPU, ramp of the processor
    "one tile": ("even-odd under opaque", 14, 16, 1, 1),
    "tiles that share cells": ("butt miter", 17, 21, 2, 2),
    "several batches of layers": ("many layers", 9, 12, 2, 2),
    "gradient paints": ("gradient paints", 9, 12, 1, 1),
    "no paint": ("no paint", 5, 7, 2, 2),
    "nothing": ("nothing", 5, 7, 2, 2),
    "two ramps": ("square bevel", 8, 9, 3, 1),
}


def on_gpu(scene, background, ramp, headroom=1.0):
    height, width = background.shape[1:3]
    shape = Shape(scene.topology, height, width, ramp, 0.05)
    return pictures.draw(scene, shape, background, pictures.Outlines(scene, shape, headroom))


def compared(scene, height, width, ramp, other_ramp, headroom=1.0):
    found = drawn(scene, height, width, lambda scene, below: on_gpu(scene, below, ramp, headroom))
    wanted = drawn(
        scene, height, width, lambda scene, below: render(scene, height, width, below, ramp=other_ramp)
    )
    return differences(found, wanted)


def outgrown(scene, **changes):
    """What outlines that were made for a scene say when it is drawn with changes."""
    shape = Shape(scene.topology, 6, 6, 1, 0.05)
    outlines = pictures.Outlines(scene, shape, headroom=1.5)
    pictures.draw(replace(scene, **changes), shape, torch.ones(4), outlines)
    return int(outlines.outgrown)


def main():
    warnings.simplefilter("ignore")
    results = {}
    for name, (drawing, *rest) in CASES.items():
        results[name] = compared(scene_of(table_of(*DRAWINGS[drawing])), *rest)
    scene = scene_of(table_of(*DRAWINGS["hairline"]))
    shifts = torch.tensor([[[0.0, 0.0]], [[0.05, -0.1]]])
    variants = replace(scene, points=scene.points + shifts, stroke_width=scene.stroke_width * 40)
    results["two variants"] = compared(variants, 12, 12, 1, 1)
    results["outlines that last"] = compared(variants, 12, 12, 1, 1, headroom=2.0)
    line = scene_of(
        table_of(path(curve((0.1, 0.2), (0.3, 0.21), (0.6, 0.2), (0.9, 0.21)), width=0.1, fill=None))
    )
    bent, cusp = line.points.clone(), line.points.clone()
    bent[1:3, 1] += 30
    cusp[1:3] = torch.tensor([[2.0, 0.2], [-1.0, 0.21]])
    results["outgrown"] = {
        "as it was": outgrown(line),
        "moved": outgrown(line, points=line.points + 0.3, stroke_width=line.stroke_width * 1.2),
        "bent": outgrown(line, points=bent),
        "wide": outgrown(line, stroke_width=line.stroke_width * 30),
        "with a cusp": outgrown(line, points=cusp),
        "without length": outgrown(line, points=line.points * 0),
    }
    print(json.dumps(results))


if __name__ == "__main__":
    main()
