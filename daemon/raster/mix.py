"""One path's paint over the pixels below it, and the way back.

The stroke lies over the fill, and both over what is below, by the path's opacity. Of the opacity the stroke
takes a share, its coverage times its alpha, and the fill its own share of what is left:

    share = left * alpha * coverage      left -= share      colour += share * (colour of the layer - below)

All arrays are planes, one number of all pixels one after the other, so that a processor does many at once.
"""

import numpy as np
from numba import njit

FAST = {"contract", "nsz", "reassoc"}
FILL, STROKE = 0, 1
SHADE = 4  # the plane of a layer's colours that its alpha is multiplied by, after red, green, blue and 1
ROOM = 11  # planes to work in
ONE, ZERO = np.float32(1), np.float32(0)


@njit(cache=True, fastmath=FAST)
def mix(opacity, alphas, is_there, colours, covers, below, room):
    """Set room[:4] to premultiplied RGBA: a path over what is `below` ([4, n]).

    Of its fill and its stroke: alphas: [2]; is_there: [2] bool, what is not may hold anything;
    colours: [2, 5, n]; covers: [2, n]. room: [ROOM, n].
    """
    left, share = room[4], room[5]
    fill(left, opacity)
    for c in range(4):
        _copy(room[c], below[c])
    for layer in (STROKE, FILL):
        if is_there[layer]:
            _weigh(alphas[layer], colours[layer, SHADE], covers[layer], share)
            _multiply(share, left)
            _subtract(left, share)
            for c in range(4):
                _add_difference(room[c], share, colours[layer, c], below[c])


@njit(cache=True, fastmath=FAST)
def unmix(opacity, alphas, is_there, colours, covers, below, room, d_colours):
    """The gradient by the opacity, given those by what `mix` made, room[:4].

    These become those by what is below, and room[4:6] those by the covers. Adds those by the colours of fill
    and stroke to d_colours ([2, 4], straight RGBA).
    """
    d, d_covers = room[:4], room[4:6]
    weight, left, under, rest, net = room[6], room[7], room[8], room[9], room[10]
    fill(left, opacity)
    fill(rest, ONE)
    fill(under, ZERO)  # the gradient by what a layer leaves
    if is_there[STROKE]:
        _weigh(alphas[STROKE], colours[STROKE, SHADE], covers[STROKE], weight)
        _multiply(weight, left)
        _subtract(left, weight)
    for layer in (FILL, STROKE):
        if is_there[layer]:
            _weigh(alphas[layer], colours[layer, SHADE], covers[layer], weight)
            fill(net, ZERO)
            for c in range(4):
                _add_difference(net, d[c], colours[layer, c], below[c])
            _subtract(net, under)
            if layer == STROKE:
                fill(left, opacity)
            _add_product(under, weight, net)
            _multiply(net, left)
            _multiply(net, colours[layer, SHADE])
            d_colours[layer, 3] += _dot(net, covers[layer])
            _multiply(weight, left)
            _subtract(rest, weight)
            for c in range(3):
                d_colours[layer, c] += _dot(weight, d[c])
            _multiply_to(d_covers[layer], alphas[layer], net)
    for c in range(4):
        _multiply(d[c], rest)
    return _sum(under)


@njit(cache=True)
def fill(values, value):
    """Set all to one value."""
    for k in range(len(values)):
        values[k] = value


@njit(cache=True)
def _copy(to, values):
    for k in range(len(to)):
        to[k] = values[k]


@njit(cache=True, fastmath=FAST)
def _weigh(alpha, shade, cover, weight):
    """Set weight to what a layer would take of each pixel."""
    for k in range(len(weight)):
        weight[k] = alpha * shade[k] * cover[k]


@njit(cache=True, fastmath=FAST)
def _multiply(to, by):
    for k in range(len(to)):
        to[k] *= by[k]


@njit(cache=True)
def _multiply_to(to, factor, values):
    for k in range(len(to)):
        to[k] = factor * values[k]


@njit(cache=True, fastmath=FAST)
def _subtract(of, other):
    for k in range(len(of)):
        of[k] -= other[k]


@njit(cache=True, fastmath=FAST)
def _add_product(to, one, other):
    for k in range(len(to)):
        to[k] += one[k] * other[k]


@njit(cache=True, fastmath=FAST)
def _add_difference(to, share, one, other):
    for k in range(len(to)):
        to[k] += share[k] * (one[k] - other[k])


@njit(cache=True, fastmath=FAST)
def _dot(one, other):
    total = ZERO
    for k in range(len(one)):
        total += one[k] * other[k]
    return total


@njit(cache=True, fastmath=FAST)
def _sum(values):
    total = ZERO
    for k in range(len(values)):
        total += values[k]
    return total
