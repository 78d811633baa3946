"""Draws the picture of DESIGN.md: `python -m daemon.raster.illustrate > daemon/raster/design.svg`."""

import numpy as np

from protocol.geometry import (
    CUBIC,
    LINE,
    Cap,
    FillRule,
    Join,
    Paint,
    PathTable,
    floats,
    integers,
    octets,
    plain_paint,
)

from .geometry import layout_of, shapes_of
from .layers import Shape, layers_of
from .paint import paint
from .scene import scene_of
from .slots import FIXED
from .unpaint import unpaint

HEIGHT, WIDTH = 17, 28  # px of the drawing
SCALE = 24  # SVG units of one of them
HALF_WIDTH = 2.2
POINTS = ((3.5, 13.0), (9.3, 5.9), (13.4, 12.6), (19.5, 17.0), (20.5, 1.5), (24.6, 9.7))
INK = (0.0, 0.0, 0.0, 1.0)


def main():
    """Print an SVG: a stroke's coverage, outline, slots, and the gradient of its ink by its vertices."""
    scene = _scene()
    shape = Shape(scene.topology, HEIGHT, WIDTH, 1, 0.15)
    tensors = (scene.points, scene.fill, scene.stroke, scene.stroke_width, scene.opacity, scene.pen)
    layers = layers_of(*(tensor.numpy() for tensor in tensors), shape)
    background = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    picture, slope, rest = background.copy(), background.copy(), background.copy()
    slope[..., 3] = 1
    drawing = layers.drawing
    tape = paint(drawing, 0, 1, picture, HEIGHT * WIDTH)
    d_vertices = np.zeros_like(drawing.vertices)
    others = np.zeros_like(drawing.colour), np.zeros_like(drawing.opacity)
    unpaint(drawing, 0, 1, *tape, background, slope, d_vertices, *others, rest)
    topology = scene.topology
    shapes = shapes_of(topology, [layers.geometry], shape.scale)
    layout, _ = layout_of(topology, shapes, topology.paint, shape.accuracy)
    is_fixed = layout.segments[:, 1] == FIXED
    size = f'width="{WIDTH * SCALE}" height="{HEIGHT * SCALE}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    print(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>')
    print(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/><g stroke="#ddd" stroke-width=".03">')
    print("\n".join([*_cells(picture[..., 3]), "</g>", _centre_line(), *_arrows(drawing, d_vertices)]))
    print("\n".join(_outline(drawing, is_fixed)))
    print("</svg>")


def _scene():
    """Two lines and a curve as one stroke with round caps and a miter."""
    table = PathTable(
        points=floats(number / WIDTH for point in POINTS for number in point),
        segment_kinds=octets([LINE, LINE, CUBIC]),
        subpath_segments=integers([3]),
        subpath_closed=octets([0]),
        path_subpaths=integers([1]),
        paint=octets([Paint.STROKE]),
        fill=floats(INK),
        stroke=floats(INK),
        stroke_width=floats([2 * HALF_WIDTH / WIDTH]),
        pen=floats([1, 0, 0, 1]),
        opacity=floats([1]),
        stroke_style=floats([FillRule.NONZERO, Cap.ROUND, Join.MITER, 4]),
        free=octets([0]),
        **plain_paint(1),
    )
    return scene_of(table)


def _cells(coverage):
    for (y, x), share in np.ndenumerate(coverage):
        if share > 0.02:  # less would not be seen
            yield f'<rect x="{x}" y="{y}" width="1" height="1" fill-opacity="{0.43 * float(share):.2f}"/>'


def _centre_line():
    (a, b), (c, d), *curve = POINTS
    handles = " ".join(f"{x} {y}" for x, y in curve[1:])
    data = f"M{a} {b} L{c} {d} L{curve[0][0]} {curve[0][1]} C{handles}"
    return f'<path d="{data}" fill="none" stroke="#888" stroke-width=".08" stroke-dasharray=".3 .2"/>'


def _outline(drawing, is_fixed):
    for (x, y), following, fixed in zip(drawing.vertices, drawing.following, is_fixed, strict=True):
        to_x, to_y = drawing.vertices[following]
        yield f'<path d="M{x:.2f} {y:.2f} L{to_x:.2f} {to_y:.2f}" stroke="#1f5fbf" stroke-width=".1"/>'
        yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r=".16" fill="{"#1f5fbf" if fixed else "#d03a2a"}"/>'


def _arrows(drawing, gradient):
    for (x, y), (gx, gy) in zip(drawing.vertices, gradient, strict=True):
        yield f'<path d="M{x:.2f} {y:.2f} l{gx / 2:.2f} {gy / 2:.2f}" stroke="#2a9a4a" stroke-width=".12"/>'


if __name__ == "__main__":
    main()
