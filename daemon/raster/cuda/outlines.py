"""The slots of a scene's outlines in a GPU's memory, made once for many pictures."""

import numpy as np
import torch

from ..geometry import geometry_of, inverses, lasts, layout_of, shapes_of
from . import launch
from .chunks import chunks_of

_PLACING = ("segments", "places", "paths", "indices", "is_line", "pens", "style")


class Outlines:
    """What `render` needs of a scene besides its tensors, for pictures of one size and accuracy.

    scene: Scene; shape: layers.Shape. headroom: 1 for outlines of just this scene; above 1 they serve while
    bends and stroke widths grow by up to this factor and corners turn as they like, so that points can move
    for many steps and a call can be captured in a CUDA graph. Making them copies points and widths to the
    host.
    """

    def __init__(self, scene, shape, headroom):
        self._shape, self._topology, self._paint = shape, scene.topology, scene.topology.paint
        shapes = self._shapes(scene)
        self._layout, self._needs = layout_of(scene.topology, shapes, self._paint, shape.accuracy, headroom)
        chunks = chunks_of(self._layout.following, self._layout.first)
        self.chunk_count, self.path_count = len(chunks.path), len(self._paint)
        arrays = self._upload(chunks, _host(scene.pen), scene.points.device)
        self.placing = tuple(arrays[name] for name in _PLACING)
        self.layers, self.evenodd = arrays["layers"], arrays["evenodd"]

    def lasts(self, scene):
        """Whether these outlines still have what the scene as it is now needs. Waits for the GPU."""
        shapes = self._shapes(scene)
        return lasts(self._topology, self._layout, self._needs, shapes, self._paint, self._shape.accuracy)

    def _shapes(self, scene):
        points, _, _, stroke_width, _ = scene.batched()
        pen, variants = _host(scene.pen), zip(_host(points), _host(stroke_width), strict=True)
        geometries = [self._geometry(points, width, pen) for points, width in variants]
        return shapes_of(self._topology, geometries, self._shape.scale)

    def _geometry(self, points, width, pen):
        points, half_width = points * self._shape.scale, width * (0.5 * self._shape.scale)
        drawable = np.isfinite(half_width) & np.isfinite(pen).all((1, 2))
        lost = ~np.isfinite(points).all(1)[self._topology.controls].all(1)
        drawable[self._topology.segment_path[lost]] = False
        return geometry_of(self._topology, points, half_width, pen, drawable)

    def _upload(self, chunks, pen, device):
        """{name: what of a layout, a topology and chunks the kernels take}."""
        topology, slots = self._topology, chunks.slots.reshape(-1)
        host = {
            "segments": self._layout.segments[slots],
            "places": self._layout.places[slots],
            "paths": chunks.path,
            "layers": chunks.layers,
            "indices": topology.controls.astype(np.int32),
            "is_line": topology.is_line,
            "pens": np.stack([pen.reshape(-1, 4), inverses(pen).reshape(-1, 4)], 1),
            "style": topology.stroke_style,
            "evenodd": topology.stroke_style[:, 0] == 1,
        }
        self._memory = [torch.as_tensor(np.ascontiguousarray(each)).to(device) for each in host.values()]
        return dict(zip(host, map(launch.array_of, self._memory), strict=True))


def _host(tensor):
    return tensor.detach().to("cpu", torch.float32).numpy()
