"""Elliptical arcs as cubics (SVG 2, appendix B.2)."""

import math

_NO_RADIUS = 1e-12  # of the distance to span and of the other radius: doubles give no arc below it


def arc_to_cubics(start, radii, rotation_deg, flags, end):
    """The cubics of an SVG arc: a list of (control, control, end) points, each at most a quarter turn.

    flags: (large, sweep) as in path data.
    Radii too small are scaled up as SVG demands. A radius of (nearly) zero gives None (draw a line
    instead); equal ends give an empty list (SVG draws nothing).
    """
    if start == end:
        return []
    rx, ry = abs(radii[0]), abs(radii[1])
    if min(rx, ry) <= _NO_RADIUS * max(math.dist(start, end), rx, ry):
        return None
    turn = math.radians(rotation_deg)
    cosine, sine = math.cos(turn), math.sin(turn)
    centre, radii, first, sweep_angle = _centre(start, (rx, ry), (cosine, sine), flags, end)
    count = max(1, math.ceil(abs(sweep_angle) / (math.pi / 2) - 1e-9))
    step = sweep_angle / count
    handle = 4.0 / 3.0 * math.tan(step / 4.0)

    def place(x, y):
        x, y = x * radii[0], y * radii[1]
        return (centre[0] + cosine * x - sine * y, centre[1] + sine * x + cosine * y)

    cubics = []
    for index in range(count):
        angle, then = first + index * step, first + (index + 1) * step
        c, s, u, v = math.cos(angle), math.sin(angle), math.cos(then), math.sin(then)
        last = end if index == count - 1 else place(u, v)
        cubics.append((place(c - handle * s, s + handle * c), place(u + handle * v, v - handle * u), last))
    return cubics


def _centre(start, radii, turn, flags, end):
    """(centre, radii scaled up where needed, first angle, signed sweep) of an arc given by its ends."""
    cosine, sine = turn
    half = ((start[0] - end[0]) / 2.0, (start[1] - end[1]) / 2.0)
    x = (cosine * half[0] + sine * half[1]) / radii[0]
    y = (-sine * half[0] + cosine * half[1]) / radii[1]
    reach = x * x + y * y  # in the unit circle's space; above 1 the ellipse can't span the ends
    if reach > 1.0:
        growth = math.sqrt(reach)
        radii = (radii[0] * growth, radii[1] * growth)
        x, y, reach = x / growth, y / growth, 1.0
    offset = math.sqrt(max(0.0, 1.0 / reach - 1.0)) if reach else 0.0
    if flags[0] == flags[1]:
        offset = -offset
    cx, cy = offset * y, -offset * x  # the centre, in the unit circle's space around the ends' middle
    first = math.atan2(y - cy, x - cx)
    sweep_angle = math.atan2(-y - cy, -x - cx) - first
    if flags[1] and sweep_angle < 0.0:
        sweep_angle += 2.0 * math.pi
    elif not flags[1] and sweep_angle > 0.0:
        sweep_angle -= 2.0 * math.pi
    px, py = cx * radii[0], cy * radii[1]
    centre = (
        cosine * px - sine * py + (start[0] + end[0]) / 2.0,
        sine * px + cosine * py + (start[1] + end[1]) / 2.0,
    )
    return centre, radii, first, sweep_angle
