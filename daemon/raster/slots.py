"""The slots of outlines, and where each one lies: the same scalar rule for every kind of processor.

A layout says which slots there are; it stays while points move. The placing rule says, for one slot
and the points as they are now, which vertex it is:

    V = c(t) + half_width * pen @ (across * n + along * u)

where c is a segment, u its unit tangent at t and n its unit normal, both taken before the pen deforms
them. A slot is either fixed (its t, across and along never change) or one of the fan of slots at a
corner, which lies anew whenever the corner turns: what is not needed falls onto its neighbour.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from .curve import frame, room_inside

FIXED = -1  # in place of a second segment
MITER_JOIN, ROUND_JOIN = 0, 1
STRAIGHT = 0.9986  # cosine of the turn (3 degrees) below which two segments need no join
SMOOTH = 0.8  # the same for neighbouring vertices of one curve

# floats would make double precision of all that they meet
ZERO, HALF, ONE, TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)
FLATTEST = np.float32(1e-6)  # 1 + cosine of a turn that counts as no sharper

# what becomes of a corner on one side of a stroke
THROUGH, MEETING, INSIDE, MITER, ROUND = 0, 1, 2, 3, 4


class Layout(NamedTuple):
    """The slots of all outlines, in the order of their layers: path p's fill is layer 2p, its stroke 2p + 1.

    A fixed slot has `segments` (a, FIXED) and `places` (t, unused, across, along). A slot of a corner
    from segment a at t_a to segment b at t_b has (a, b) and (t_a, t_b, way, share): way is positive on the
    side that is walked along the segments and negative on the other, and doubled (2 or -2) where a dash
    may end too near for offset lines to meet; share runs from 0 to 1 around the corner.
    """

    segments: np.ndarray  # [V, 2] int32
    places: np.ndarray  # [V, 4] float32
    following: np.ndarray  # [V] int32, the slot at the other end of the edge that starts here
    first: np.ndarray  # [2P + 1] int32, each layer's slots


class Plan(NamedTuple):
    """The vertices that a layout's slots are, for one geometry."""

    segment: np.ndarray  # [V] int32
    place: np.ndarray  # [V, 3] float32: t on the segment, offset across and along it in half widths
    following: np.ndarray  # [V] int32
    first: np.ndarray  # [2P + 1] int32


@njit(cache=True)
def half_turn(ux, uy, vx, vy):
    """The tangent of half the angle between two unit vectors."""
    cosine = ux * vx + uy * vy
    return math.sqrt(max(ZERO, ONE - cosine) / max(ONE + cosine, FLATTEST))


@njit(cache=True)
def corner_kind(ux, uy, vx, vy, is_cusp, join, limit, room):
    """What becomes of a corner from unit tangent u to v on the side that is walked with the ink to its left.

    is_cusp: between neighbouring vertices of one curve, where only a sharp turn is a corner, and round.
    join, limit: as in a PathTable. room: how far inside, in half widths, offset lines may meet.
    """
    cosine, sine = ux * vx + uy * vy, ux * vy - uy * vx
    if cosine > (SMOOTH if is_cusp else STRAIGHT):
        return THROUGH
    if sine > 0:  # the inner side: through the corner, so that nothing is ever cut out of the stroke
        return MEETING if half_turn(ux, uy, vx, vy) < room else INSIDE
    if is_cusp or join == ROUND_JOIN:
        return ROUND
    if join == MITER_JOIN and limit * limit * (ONE + cosine) >= TWO:
        return MITER
    return THROUGH  # a bevel


@njit(cache=True)
def turn_angle(ux, uy, vx, vy):
    """The angle between two unit vectors, 0..pi."""
    return math.acos(max(-ONE, min(ONE, ux * vx + uy * vy)))


@njit(cache=True)
def place_in_fan(a, a_is_line, t_a, b, b_is_line, t_b, way, share, is_one_segment, half_width, pen_inverse,
                 join, limit):  # fmt: skip
    """Where a slot of a corner lies: (whether on b rather than a, t, across, along).

    a, b: the segments as `curve.curve_at` gives them, is_one_segment: whether they are the same; t_a..share:
    the slot as in a Layout; half_width (px), pen_inverse, join and limit: those of the slot's path.
    """
    ux, uy, _ = frame(a, a_is_line, t_a, pen_inverse)
    vx, vy, _ = frame(b, b_is_line, t_b, pen_inverse)
    room = ZERO
    if abs(way) == 1:
        room = min(room_inside(a, a_is_line, half_width, pen_inverse),
                   room_inside(b, b_is_line, half_width, pen_inverse))  # fmt: skip
    way = ONE if way > 0 else -ONE
    is_cusp = is_one_segment and (t_b - t_a) * way > 0
    kind = corner_kind(ux, uy, vx, vy, is_cusp, join, limit, room)
    is_end = share == 0 or share == 1
    on_b = share > HALF  # the first half of the fan turns with a, the second with b
    t, ahead = (t_b, -way) if on_b else (t_a, way)
    across, along = way, ZERO
    if kind == MEETING:  # offset lines end where they meet
        along = np.float32(-ahead * half_turn(ux, uy, vx, vy))
    elif kind == INSIDE and not is_end:
        across = ZERO
    elif kind == MITER and not is_end:
        along = np.float32(ahead * half_turn(ux, uy, vx, vy))
    elif kind == ROUND:
        angle = turn_angle(ux, uy, vx, vy) * (ONE - share if on_b else share)
        across, along = np.float32(way * math.cos(angle)), np.float32(ahead * math.sin(angle))
    return on_b, t, across, along
