"""Kernels from points to the vertices and boxes of outlines, and from pushes on vertices back to points."""

import numpy as np
from numba import cuda

from ..curve import slopes, weights
from ..slots import FIXED, place_in_fan
from ..vertices import place_vertex, pull_vertex
from .fixed import UNITS, add_fixed
from .sizes import CHUNK, EVERYONE, FAST

ENDLESS = np.float32(np.inf)
HALF = np.float32(0.5)
FARTHEST = np.float32(1e30)


@cuda.jit(device=True)
def curve_of(points, indices, s, scale):
    """Segment s in px, as curve.py takes it."""
    a, b, c, d = indices[s, 0], indices[s, 1], indices[s, 2], indices[s, 3]
    return (
        points[a, 0] * scale, points[a, 1] * scale, points[b, 0] * scale, points[b, 1] * scale,
        points[c, 0] * scale, points[c, 1] * scale, points[d, 0] * scale, points[d, 1] * scale,
    )  # fmt: skip


@cuda.jit(device=True)
def pen_of(pens, p, which):
    """The pen's matrix (which 0) or its inverse (1) of path p."""
    return pens[p, which, 0], pens[p, which, 1], pens[p, which, 2], pens[p, which, 3]


@cuda.jit(device=True)
def locate(k, segments, places, points, indices, is_line, path, half_width, pens, style, scale):
    """(segment, its curve, t, across, along) of slot k, for the points as they are."""
    a, b = segments[k, 0], segments[k, 1]
    t, across, along = places[k, 0], places[k, 2], places[k, 3]
    curve = curve_of(points, indices, a, scale)
    if b == FIXED:
        return a, curve, t, across, along
    other = curve_of(points, indices, b, scale)
    on_b, t, across, along = place_in_fan(
        curve, is_line[a], t, other, is_line[b], places[k, 1], across, along, a == b, half_width,
        pen_of(pens, path, 1), style[path, 2], style[path, 3],
    )  # fmt: skip
    return (b, other, t, across, along) if on_b else (a, curve, t, across, along)


@cuda.jit(fastmath=FAST, cache=True)
def place(segments, places, paths, indices, is_line, pens, style, points, width, scale, shift, vertices,
          boxes):  # fmt: skip
    """Set vertices [B, C, CHUNK, 2] px, moved by `shift`, and the chunks' boxes [B, C, 4].

    segments [C * CHUNK, 2] and places [C * CHUNK, 4]: the chunks' slots (slots.Layout); paths: [C]; indices:
    [S, 4], points of each segment; is_line: [S]; pens: [P, 2, 4], pens and their inverses; style: [P, 4];
    points: [B, N, 2] and width: [B, P] in canvas units, of which one is `scale` px.
    """
    k, b = cuda.grid(1), cuda.blockIdx.y
    chunk, lane = k // CHUNK, k % CHUNK
    if chunk >= len(paths):
        return
    path = paths[chunk]
    half_width = max(width[b, path] * (HALF * scale), np.float32(0))
    s, curve, t, across, along = locate(
        k, segments, places, points[b], indices, is_line, path, half_width, pens, style, scale
    )
    pen, inverse = pen_of(pens, path, 0), pen_of(pens, path, 1)
    x, y = place_vertex(curve, is_line[s], t, across, along, half_width, pen, inverse)
    x, y = np.float32(x) + shift, np.float32(y) + shift
    vertices[b, chunk, lane, 0], vertices[b, chunk, lane, 1] = x, y
    if not (abs(x) < FARTHEST and abs(y) < FARTHEST):
        x = y = ENDLESS
    left = right = x
    top = bottom = y
    for step in (16, 8, 4, 2, 1):
        left = min(left, cuda.shfl_xor_sync(EVERYONE, left, step))
        top = min(top, cuda.shfl_xor_sync(EVERYONE, top, step))
        right = max(right, cuda.shfl_xor_sync(EVERYONE, right, step))
        bottom = max(bottom, cuda.shfl_xor_sync(EVERYONE, bottom, step))
    if lane == 0:
        boxes[b, chunk, 0], boxes[b, chunk, 1] = left, top
        boxes[b, chunk, 2], boxes[b, chunk, 3] = right, bottom


@cuda.jit(cache=True)
def bound(layers, chunk_boxes, fill, stroke, width, opacity, boxes):
    """Set the paths' boxes [B, P, 4]; one with a number that is not finite gets one that reaches no tile.

    layers: [2P + 1] chunks; chunk_boxes: [B, C, 4]; fill, stroke: [B, P, 4]; width, opacity: [B, P]. A warp
    does one path.
    """
    k, b = cuda.grid(1), cuda.blockIdx.y
    path, lane = k // 32, k % 32
    if path >= opacity.shape[1]:
        return
    left = top = ENDLESS
    right = bottom = -ENDLESS
    for chunk in range(layers[2 * path] + lane, layers[2 * path + 2], 32):
        left, top = min(left, chunk_boxes[b, chunk, 0]), min(top, chunk_boxes[b, chunk, 1])
        right, bottom = max(right, chunk_boxes[b, chunk, 2]), max(bottom, chunk_boxes[b, chunk, 3])
    for step in (16, 8, 4, 2, 1):
        left = min(left, cuda.shfl_xor_sync(EVERYONE, left, step))
        top = min(top, cuda.shfl_xor_sync(EVERYONE, top, step))
        right = max(right, cuda.shfl_xor_sync(EVERYONE, right, step))
        bottom = max(bottom, cuda.shfl_xor_sync(EVERYONE, bottom, step))
    if lane == 0:
        size = abs(width[b, path]) + abs(opacity[b, path])
        for c in range(4):
            size += abs(fill[b, path, c]) + abs(stroke[b, path, c])
        if not (size < ENDLESS and right < ENDLESS and bottom < ENDLESS):
            left = top = ENDLESS
            right = bottom = -ENDLESS
        boxes[b, path, 0], boxes[b, path, 1] = left, top
        boxes[b, path, 2], boxes[b, path, 3] = right, bottom


@cuda.jit(fastmath=FAST, cache=True)
def pull(segments, places, paths, indices, is_line, pens, style, points, width, scale, d_vertices,
         d_points, d_width):  # fmt: skip
    """Add to d_points [B, N, 2] and d_width [B, P], by px and half widths in px, what d_vertices come to.

    The first ten arguments are those of `place`. All gradients are int64 sums of units (fixed.py).
    """
    k, b = cuda.grid(1), cuda.blockIdx.y
    chunk, lane = k // CHUNK, k % CHUNK
    if chunk >= len(paths):
        return
    gx, gy = np.float32(d_vertices[b, chunk, lane, 0]), np.float32(d_vertices[b, chunk, lane, 1])
    if gx == 0 and gy == 0:
        return
    path = paths[chunk]
    half_width = max(width[b, path] * (HALF * scale), np.float32(0))
    s, curve, t, across, along = locate(
        k, segments, places, points[b], indices, is_line, path, half_width, pens, style, scale
    )
    by_width, tx, ty = pull_vertex(
        curve, is_line[s], t, across, along, half_width, pen_of(pens, path, 0), pen_of(pens, path, 1), gx, gy
    )
    add_fixed(d_width, (b, path), by_width)
    w, d = weights(is_line[s], t), slopes(is_line[s], t)
    for i in range(4):
        add_fixed(d_points, (b, indices[s, i], 0), w[i] * gx + d[i] * tx)
        add_fixed(d_points, (b, indices[s, i], 1), w[i] * gy + d[i] * ty)


@cuda.jit(cache=True)
def finish(sums, peak, scale, points, widths, out):
    """Set out [M] to the gradients whose sums come first in `sums`: by so many numbers of points, then by so
    many stroke widths, both in canvas units of `scale` px, then by paints."""
    k = cuda.grid(1)
    if k >= len(out):
        return
    value = np.float32(sums[k]) * (peak[0] / UNITS)
    if k < points:
        value *= scale
    elif k < points + widths:
        value *= HALF * scale
    out[k] = value
