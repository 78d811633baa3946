"""Compile the kernels, keep them, and forget those of earlier sources: `python -m daemon.raster.prepare`.

install.py does it once; without it the first drawing would wait for it, up to a minute.
"""

import torch

from protocol.geometry import CUBIC, PathTable, floats, integers, octets, plain_paint

from .kernel_cache import SOURCES, folder_for, forget_others
from .render import render
from .scene import scene_of


def main():
    """Draw one small path with its gradients, which compiles all kernels."""
    table = PathTable(
        points=floats([0.1, 0.1, 0.4, 0.2, 0.6, 0.8, 0.9, 0.9]),
        segment_kinds=octets([CUBIC]),
        subpath_segments=integers([1]),
        subpath_closed=octets([0]),
        path_subpaths=integers([1]),
        paint=octets([3]),
        fill=floats([0, 0, 0, 1]),
        stroke=floats([0, 0, 0, 1]),
        stroke_width=floats([0.1]),
        pen=floats([1, 0, 0, 1]),
        opacity=floats([1]),
        stroke_style=floats([0, 1, 1, 4]),
        free=octets([0]),
        **plain_paint(1),
    )
    for device in ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",):
        scene = scene_of(table, device=device)
        scene.points.requires_grad_()
        render(scene, 16, 16, torch.ones(4, device=device)).sum().backward()
    forget_others(folder_for(SOURCES))


if __name__ == "__main__":
    main()
