"""Draws flat tensors of paths, with gradients: knows neither CLIP, nor messages, nor SVG. See DESIGN.md.

Letters used for shapes: N points, S segments, U subpaths, P paths, V vertices of outlines, H W the
picture.
"""

from . import compiled  # noqa: F401  first: before any kernel is looked for
from .render import outlines_of, render
from .scene import Scene, Topology, scene_of
from .stage import Stage

__all__ = ["Scene", "Stage", "Topology", "outlines_of", "render", "scene_of"]
