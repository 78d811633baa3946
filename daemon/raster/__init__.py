"""Draws flat tensors of paths, with gradients: knows neither CLIP, nor messages, nor SVG. See DESIGN.md.

Letters used for shapes: N points, S segments, U subpaths, P paths, V vertices of outlines, H W the
picture.
"""

from .kernel_cache import use_own_folder

use_own_folder()  # before Numba is imported

from .render import outlines_of, render  # noqa: E402
from .scene import Scene, Topology, scene_of  # noqa: E402
from .stage import Stage  # noqa: E402

__all__ = ["Scene", "Stage", "Topology", "outlines_of", "render", "scene_of"]
