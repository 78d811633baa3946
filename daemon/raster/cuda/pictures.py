"""A scene on a GPU to pictures on it: the same call as `render`, which hands over to `draw`."""

import torch

from daemon.raster.layers import Shape
from daemon.raster.render import ACCURACY
from daemon.raster.trial import trial_scene

from .launch import PaintOnGpu
from .outlines import Outlines
from .sizes import LARGEST_RAMP

__all__ = ["Outlines", "draw", "try_out"]


def draw(scene, shape, background, outlines):
    """What `render` returns. shape: layers.Shape; outlines: Outlines, or None to make them for this call.

    ValueError for a ramp above LARGEST_RAMP.
    """
    if not 1 <= shape.ramp <= LARGEST_RAMP:
        raise ValueError(f"a ramp on the GPU is 1 to {LARGEST_RAMP} px, not {shape.ramp}")
    outlines = outlines or Outlines(scene, shape, headroom=1.0)
    points, fill, stroke, stroke_width, opacity = scene.batched()
    background = background.expand(len(points), shape.height, shape.width, 4)
    given = points, stroke_width, fill, stroke, opacity, background
    given = [tensor.to(torch.float32).contiguous() for tensor in given]
    return PaintOnGpu.apply(*given, outlines, shape).to(scene.points.dtype)


def try_out():
    """Draw a small scene with its gradients; raises whatever Numba raises where that does not work."""
    scene = trial_scene("cuda")
    shape = Shape(scene.topology, 16, 16, 1, ACCURACY)
    draw(scene, shape, torch.ones(4, device="cuda"), None).sum().backward()
    torch.cuda.synchronize()
