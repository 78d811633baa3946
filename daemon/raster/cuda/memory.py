"""What kernels take, in named groups. Arrays are flat; their shapes stand beside their names.

B: variants, P: paths, N: points, S: segments, C: chunks.
"""

from typing import NamedTuple

from daemon.cuda.kernels import BYTES, INTEGER, INTEGERS, NUMBER, NUMBERS, SUMS


class Slots(NamedTuple):
    """The outlines of a scene, cut into chunks, and what else of it never changes."""

    segments: INTEGERS  # [C, CHUNK, 2], as in slots.Layout
    places: NUMBERS  # [C, CHUNK, 4]
    layers: INTEGERS  # [2P + 1], each layer's chunks
    controls: INTEGERS  # [S, 4], the points of each segment
    is_line: BYTES  # [S]
    first_point: INTEGERS  # [P + 1], each path's points
    pens: NUMBERS  # [P, 2, 4], pens and their inverses
    style: NUMBERS  # [P, 4], FillRule, Cap, Join, miter limit
    paint_gradient: INTEGERS  # [P, 2], the gradients of fill and stroke; -1: none


class Kept(NamedTuple):
    """needs.Needs, of which outlines have slots for."""

    pieces: INTEGERS  # [S]
    live: BYTES  # [S], or watching.CLOSING
    arc: NUMBERS  # [P]
    first_segment: INTEGERS  # [P + 1], each path's segments


class Shades(NamedTuple):
    """gradients.Gradients."""

    kind: BYTES  # [G]
    spread: BYTES  # [G]
    to_unit: NUMBERS  # [G, 6]
    focus: NUMBERS  # [G, 2]
    stop_first: INTEGERS  # [G + 1]
    stop_offset: NUMBERS  # [K]
    stop_colour: NUMBERS  # [K, 4]


class Given(NamedTuple):
    """The tensors of a call, in canvas units."""

    points: NUMBERS  # [B, N, 2]
    width: NUMBERS  # [B, P]
    fill: NUMBERS  # [B, P, 4] straight RGBA
    stroke: NUMBERS  # [B, P, 4]
    opacity: NUMBERS  # [B, P]
    background: NUMBERS  # [B, H, W, 4] premultiplied RGBA, or [4]


class Placed(NamedTuple):
    """Where outlines lie, in px, moved by half of what the ramp exceeds a pixel; boxes: left, top, right,
    bottom."""

    vertices: NUMBERS  # [B, C, CHUNK, 2]
    chunk_boxes: NUMBERS  # [B, C, 4]
    path_boxes: NUMBERS  # [B, P, 4]


class Shown(NamedTuple):
    """How much of the background shows: passed * 2 ** (-STEP * dimmed), see transmittance.py."""

    passed: NUMBERS  # [B, H, W]
    dimmed: NUMBERS  # [B, H, W], whole numbers


class Totals(NamedTuple):
    """Gradients in fixed point (fixed.py), one after the other in memory, by px and by half widths in px."""

    points: SUMS  # [B, N, 2]
    width: SUMS  # [B, P]
    paints: SUMS  # [B, P, PAINT]
    vertices: SUMS  # [B, C, CHUNK, 2]


class Found(NamedTuple):
    """Gradients by the tensors of a call, in canvas units."""

    points: NUMBERS  # [B, N, 2]
    width: NUMBERS  # [B, P]
    fill: NUMBERS  # [B, P, 4]
    stroke: NUMBERS  # [B, P, 4]
    opacity: NUMBERS  # [B, P]


class Size(NamedTuple):
    """The numbers of a call."""

    points: INTEGER
    paths: INTEGER
    chunks: INTEGER
    height: INTEGER  # px
    width: INTEGER
    ramp: INTEGER
    background_step: INTEGER  # from one pixel's numbers to the next one's: 4, or 0 if all have the same
    scale: NUMBER  # px of a canvas unit
    accuracy: NUMBER  # px between curves and outlines
