"""A scene on a GPU to pictures on it: the same call as `render`, which hands over to `draw`."""

import numpy as np
import torch

from .launch import PaintOnGpu, array_of
from .outlines import Outlines
from .placing import finish
from .sizes import LARGEST_RAMP

__all__ = ["Outlines", "draw", "try_out"]


def draw(scene, shape, background, outlines):
    """What `render` returns. shape: layers.Shape; outlines: Outlines, or None to make them for this call.

    ValueError for a ramp above LARGEST_RAMP.
    """
    if not 1 <= shape.ramp <= LARGEST_RAMP:
        raise ValueError(f"a ramp on the GPU is 1 to {LARGEST_RAMP} px, not {shape.ramp}")
    outlines = outlines or Outlines(scene, shape, headroom=1.0)
    tensors = scene.batched()
    background = background.expand(len(tensors[0]), shape.height, shape.width, 4)
    given = [tensor.to(torch.float32).contiguous() for tensor in (*tensors, background)]
    return PaintOnGpu.apply(*given, outlines, shape).to(scene.points.dtype)


def try_out():
    """Compile and run the smallest kernel; raises whatever Numba raises where that does not work."""
    sums = torch.ones(1, dtype=torch.int64, device="cuda")
    peak, out = torch.ones(1, device="cuda"), torch.empty(1, device="cuda")
    finish[1, 32](array_of(sums), array_of(peak), np.float32(1), np.int32(0), np.int32(0), array_of(out))
    torch.cuda.synchronize()
