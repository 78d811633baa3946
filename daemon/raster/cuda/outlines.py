"""The slots of a scene's outlines in a GPU's memory, made once for many pictures."""

import math

import numpy as np
import torch

from daemon.cuda.kernels import pointer_of

from ..geometry import geometry_of, inverses, lasts, layout_of, shapes_of
from ..layers import drawable
from .chunks import chunks_of
from .memory import Kept, Shades, Slots
from .sizes import CHUNK
from .watching import CLOSING

SPARE = 1.5  # times the memory that outlines which last need: they may be planned anew in it


class Outlines:
    """What `render` needs of a scene besides its tensors, for pictures of one size and accuracy.

    scene: Scene; shape: layers.Shape. headroom: 1 for outlines of just this scene; above 1 they serve while
    bends and stroke widths grow by up to this factor and corners turn as they like, so that points can move
    for many steps and a call can be captured in a CUDA graph. Making them copies points and widths to the
    host. ValueError if paths share points, or don't have them in document order.

    plans: how often they were made. outgrown: int32 [1] on the GPU, 0 until a scene was drawn that needs
    more; its picture has just flatter curves.
    """

    def __init__(self, scene, shape, headroom):
        self.accuracy, self.path_count, self._headroom = shape.accuracy, scene.topology.path_count, headroom
        self.room, self.plans = 0, 0  # room: for chunks
        self._shape, self._topology, self._pen = shape, scene.topology, _host(scene.pen)
        self._tensors, self._device = {}, scene.points.device
        self.outgrown = torch.zeros(1, dtype=torch.int32, device=self._device)
        self._put(_fixed(scene.topology, self._pen, scene.points.shape[-2]))
        self._put(scene.topology.gradients._asdict())
        self.plan(scene)

    def plan(self, scene):
        """Make the outlines anew, for the scene as it is now. Waits for the GPU.

        Returns whether they fit into the memory of those before, so that a CUDA graph that draws with them
        still does. Pictures that were drawn with those before have no way back any more.
        """
        topology, shapes = self._topology, self._shapes(scene)
        self._layout, self._needs = layout_of(topology, shapes, topology.paint, self.accuracy, self._headroom)
        chunks = chunks_of(self._layout.following, self._layout.first)
        slots = chunks.slots.reshape(-1)
        stays = len(chunks.path) <= self.room
        if not stays:
            self.room = math.ceil(SPARE * len(chunks.path)) if self._headroom > 1 else len(chunks.path)
        room = self.room * CHUNK
        self._put({"segments": self._layout.segments[slots], "places": self._layout.places[slots]}, room)
        live = np.where(topology.fill_only, np.uint8(CLOSING), self._needs.live)
        self._put({"pieces": self._needs.pieces, "live": live, "arc": self._needs.arc})
        self._put({"layers": chunks.layers})
        self.slots, self.kept, self.shades = map(self._pointers, (Slots, Kept, Shades))
        self.outgrown.zero_()
        self.plans += 1
        return stays

    def lasts(self, scene):
        """Whether these outlines still have what the scene as it is now needs. Waits for the GPU."""
        topology, shapes = self._topology, self._shapes(scene)
        return lasts(topology, self._layout, self._needs, shapes, topology.paint, self.accuracy)

    def _shapes(self, scene):
        points, _, _, stroke_width, _ = scene.batched()
        variants = zip(_host(points), _host(stroke_width), strict=True)
        geometries = [self._geometry(points, width) for points, width in variants]
        return shapes_of(self._topology, geometries, self._shape.scale)

    def _geometry(self, points, width):
        points, half_width = points * self._shape.scale, width * (0.5 * self._shape.scale)
        is_drawable = drawable(self._topology, points, half_width, self._pen)
        return geometry_of(self._topology, points, half_width, self._pen, is_drawable)

    def _put(self, arrays, room=0):
        """Copy arrays ({name: array}) to where they were before; with room for so many rows, if there is too
        little."""
        for name, array in arrays.items():
            source = torch.as_tensor(np.ascontiguousarray(array))
            if name not in self._tensors or len(self._tensors[name]) < len(source):
                shape = max(room, len(source)), *source.shape[1:]
                self._tensors[name] = torch.zeros(shape, dtype=source.dtype, device=self._device)
            self._tensors[name][: len(source)] = source

    def _pointers(self, kind):
        return kind(*(pointer_of(self._tensors[name]) for name in kind._fields))


def _fixed(topology, pen, points):
    """{name: what follows from a topology and its pens}, for scenes of so many points."""
    lowest, path, paths = topology.controls.min(1), topology.segment_path, topology.path_count
    first = np.full(paths + 1, points)
    np.minimum.at(first, path, lowest)
    first = np.minimum.accumulate(first[::-1])[::-1]  # of a path without points, the next one's
    if (topology.controls.max(1) >= first[path + 1]).any():
        raise ValueError("a path has points of another one, or of one that comes later")
    first[0] = 0
    return {
        "controls": topology.controls.astype(np.int32),
        "is_line": topology.is_line.astype(np.uint8),
        "first_point": first.astype(np.int32),
        "first_segment": np.searchsorted(path, np.arange(paths + 1)).astype(np.int32),
        "pens": np.stack([pen.reshape(-1, 4), inverses(pen).reshape(-1, 4)], 1),
        "style": topology.stroke_style,
        "paint_gradient": topology.paint_gradient,
    }


def _host(tensor):
    return tensor.detach().to("cpu", torch.float32).numpy()
