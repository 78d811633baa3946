"""Draws flat tensors of paths, with gradients: torch only, knows neither CLIP, nor messages, nor SVG.

Letters used for shapes: N points, S segments, P paths, K pieces (straight bits of flattened
segments), C cells (a pixel of one path's window), H W the picture.
"""

from .render import render
from .scene import Scene, Topology, scene_of
from .stage import Stage

__all__ = ["Scene", "Stage", "Topology", "render", "scene_of"]
