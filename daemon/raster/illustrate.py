"""Draws the picture of DESIGN.md: `python -m daemon.raster.illustrate > daemon/raster/design.svg`."""

import numpy as np

from .gradients import Gradients
from .layers import Shape, layers_of
from .paint import paint
from .scene import Topology
from .slots import FIXED
from .unpaint import unpaint

HEIGHT, WIDTH = 17, 28  # px of the drawing
SCALE = 24  # SVG units of one of them
HALF_WIDTH = 2.2
POINTS = ((3.5, 13.0), (9.3, 5.9), (13.4, 12.6), (19.5, 17.0), (20.5, 1.5), (24.6, 9.7))
INK = (0.0, 0.0, 0.0, 1.0)


def main():
    """Print an SVG: a stroke's coverage, outline, slots, and the gradient of its ink by its vertices."""
    shape = Shape(_topology(), HEIGHT, WIDTH, 1, 0.15)
    points = np.array(POINTS, np.float32) / WIDTH
    ink, width = np.array([INK], np.float32), np.array([2 * HALF_WIDTH / WIDTH], np.float32)
    pen, one = np.eye(2, dtype=np.float32)[None], np.ones(1, np.float32)
    layers = layers_of(points, ink, ink, width, one, pen, shape)
    background = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    picture, slope, rest = background.copy(), background.copy(), background.copy()
    slope[..., 3] = 1
    tape = paint(layers.drawing, 0, 1, picture, HEIGHT * WIDTH)
    sums = layers.zero_gradients()
    unpaint(layers.drawing, 0, 1, *tape, background, slope, *sums, rest)
    size = f'width="{WIDTH * SCALE}" height="{HEIGHT * SCALE}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    print(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>')
    print(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/><g stroke="#ddd" stroke-width=".03">')
    print("\n".join([*_cells(picture[..., 3]), "</g>", _centre_line(), *_arrows(layers, sums[0])]))
    print("\n".join(_outline(layers)))
    print("</svg>")


def _topology():
    """Two lines and a curve as one stroke with butt and miter."""
    return Topology(
        controls=np.array([(0, 0, 1, 1), (1, 1, 2, 2), (2, 3, 4, 5), (5, 5, 0, 0)]),
        is_line=np.array([True, True, False, True]),
        fill_only=np.array([False, False, False, True]),
        subpath_first=np.array([0, 4], np.int32),
        subpath_closed=np.array([False]),
        path_first=np.array([0, 1], np.int32),
        paint=np.array([2], np.uint8),
        stroke_style=np.array([(0, 1, 0, 4)], np.float32),
        dashes=np.empty(0, np.float32),
        dash_first=np.zeros(2, np.int32),
        dash_offset=np.zeros(1, np.float32),
        paint_gradient=np.array([-1, -1], np.int32),
        gradients=Gradients(*_no_gradients()),
    )


def _no_gradients():
    kinds, numbers = np.empty(0, np.uint8), np.float32
    return (kinds, kinds, np.empty((0, 6), numbers), np.empty((0, 2), numbers), np.zeros(1, np.int32),
            np.empty(0, numbers), np.empty((0, 4), numbers))  # fmt: skip


def _cells(coverage):
    for (y, x), share in np.ndenumerate(coverage):
        if share > 0:
            yield f'<rect x="{x}" y="{y}" width="1" height="1" fill-opacity="{0.43 * float(share):.2f}"/>'


def _centre_line():
    (a, b), (c, d), *curve = POINTS
    handles = " ".join(f"{x} {y}" for x, y in curve[1:])
    data = f"M{a} {b} L{c} {d} L{curve[0][0]} {curve[0][1]} C{handles}"
    return f'<path d="{data}" fill="none" stroke="#888" stroke-width=".08" stroke-dasharray=".3 .2"/>'


def _outline(layers):
    drawing, is_fixed = layers.drawing, layers.layout.segments[:, 1] == FIXED
    for (x, y), following, fixed in zip(drawing.vertices, drawing.following, is_fixed, strict=True):
        to_x, to_y = drawing.vertices[following]
        yield f'<path d="M{x:.2f} {y:.2f} L{to_x:.2f} {to_y:.2f}" stroke="#1f5fbf" stroke-width=".1"/>'
        yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r=".16" fill="{"#1f5fbf" if fixed else "#d03a2a"}"/>'


def _arrows(layers, gradient):
    for (x, y), (gx, gy) in zip(layers.drawing.vertices, gradient, strict=True):
        yield f'<path d="M{x:.2f} {y:.2f} l{gx / 2:.2f} {gy / 2:.2f}" stroke="#2a9a4a" stroke-width=".12"/>'


if __name__ == "__main__":
    main()
