"""What is painted of one variant of a scene, as the processor's kernels take it, and the way back."""

from dataclasses import dataclass

import numpy as np

from .cells import boxes
from .geometry import Geometry, geometry_of, layout_of, placed, shapes_of
from .paint import Drawing
from .scene import Topology
from .slots import Layout, Plan
from .vertices import pull_vertices


@dataclass(frozen=True)
class Shape:
    """What of a call is no tensor."""

    topology: Topology
    height: int
    width: int
    ramp: int
    accuracy: float

    @property
    def scale(self):
        """px of a canvas unit."""
        return np.float32(max(self.height, self.width))


@dataclass(frozen=True)
class Layers:
    """One variant of a scene in px."""

    topology: Topology
    point_count: int
    geometry: Geometry
    layout: Layout
    plan: Plan
    drawing: Drawing

    def zero_gradients(self):
        """Those by vertices, colour and opacity, as unpaint adds to them."""
        drawing = self.drawing
        return [np.zeros_like(each) for each in (drawing.vertices, drawing.colour, drawing.opacity)]

    def pull(self, parts):
        """Gradients by points [N, 2], colour [2P, 4], half width [P] and opacity [P], those by points and
        widths per px, given what each thread found."""
        d_vertices, d_colour, d_opacity = (sum(each) for each in zip(*parts, strict=True))
        d_points = np.zeros((self.point_count, 2), np.float32)
        d_half_width = np.zeros_like(self.drawing.opacity)
        pull_vertices(self.plan, self.geometry, self.topology.controls, d_vertices, d_points, d_half_width)
        return d_points, d_colour, d_half_width, d_opacity


def layers_of(points, fill, stroke, stroke_width, opacity, pen, shape):
    """The Layers of a scene's numbers, as in a Scene without variants, in canvas units."""
    topology = shape.topology
    with np.errstate(over="ignore"):  # what gets too large is not drawn
        points, half_width = points * shape.scale, stroke_width * (0.5 * shape.scale)
    is_drawable = drawable(topology, points, fill, stroke, half_width, opacity, pen)
    geometry = geometry_of(topology, points, half_width, pen, is_drawable)
    shapes = shapes_of(topology, [geometry], shape.scale)
    layout, _ = layout_of(topology, shapes, topology.paint * is_drawable, shape.accuracy)
    plan, vertices = placed(layout, geometry)
    cells = (shape.height + shape.ramp - 1, shape.width + shape.ramp - 1)
    colour = np.stack([fill, stroke], 1).reshape(-1, 4)
    drawing = Drawing(
        vertices=vertices,
        following=plan.following,
        first=plan.first,
        boxes=boxes(vertices, plan.first, np.float32(0.5 * (shape.ramp - 1)), *cells),
        colour=colour,
        opacity=opacity,
        evenodd=np.repeat(topology.stroke_style[:, 0] == 1, 2) & (np.arange(len(colour)) % 2 == 0),
        paint_gradient=topology.paint_gradient,
        gradients=topology.gradients,
        scale=shape.scale,
        ramp=shape.ramp,
    )
    return Layers(topology, len(points), geometry, layout, plan, drawing)


def drawable(topology, points, *numbers):
    """[P] bool: paths whose points ([N, 2]) and other numbers ([P, ...]) are all finite."""
    found = np.ones(topology.path_count, bool)
    for each in numbers:
        found &= np.isfinite(each).all(tuple(range(1, each.ndim)))
    is_finite = np.isfinite(points).all(1)
    found[topology.segment_path[~is_finite[topology.controls].all(1)]] = False
    return found
