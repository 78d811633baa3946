"""Fewer nodes for the same line."""

import math
import random
from itertools import pairwise

import pytest

from inkscape_ext.path_data import parse_path
from inkscape_ext.simplify import simplified
from inkscape_ext.subpaths import cubic_at, format_subpaths

NODES = 120


def pencil(turns=0.9, closed=False, shake=0.2):
    """The path data of a shaky line around a clover of radius 100."""
    dice = random.Random(1)
    points = []
    for index in range(NODES + 1):
        angle = turns * 2 * math.pi * index / NODES
        radius = 100 + 20 * math.sin(3 * angle) + dice.uniform(-shake, shake)
        points.append((radius * math.cos(angle), radius * math.sin(angle)))
    if closed:
        points[-1] = points[0]
    return "M " + " L ".join(f"{x:.3f},{y:.3f}" for x, y in points) + (" z" if closed else "")


def one(data):
    (subpath,) = parse_path(data)
    return subpath


def places(subpath):
    """Many points along a subpath."""
    out = []
    for kind, points in subpath.segments():
        out += [cubic_at(points, step / 16) for step in range(17)] if kind == 3 else points
    return out


def furthest(one_line, other):
    """How far a line strays from another."""
    chords = list(pairwise(places(other)))
    return max(min(_distance(place, *chord) for chord in chords) for place in places(one_line))


def _distance(place, start, end):
    along = (end[0] - start[0], end[1] - start[1])
    square = along[0] ** 2 + along[1] ** 2
    share = (place[0] - start[0]) * along[0] + (place[1] - start[1]) * along[1]
    t = min(1.0, max(0.0, share / square)) if square else 0.0
    return math.dist(place, (start[0] + t * along[0], start[1] + t * along[1]))


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("tolerance", [0.5, 1.0, 2.0])
def test_the_line_stays_within_the_tolerance_with_far_fewer_nodes(tolerance, closed):
    before = one(pencil(1.0 if closed else 0.9, closed))

    after, _ = simplified(before, tolerance)

    assert len(after.kinds) < NODES / 5
    assert (after.is_closed, after.is_joined) == (closed, closed)
    assert furthest(after, before) <= 1.05 * tolerance  # to the chords of samples, and between samples
    assert furthest(before, after) <= 1.05 * tolerance


def test_more_tolerance_leaves_fewer_nodes():
    counts = [len(simplified(one(pencil()), tolerance)[0].kinds) for tolerance in (0.3, 1.0, 3.0)]

    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_corners_and_kept_nodes_stay_where_they_are():
    before = one("M 0,0 L 10,0 20,0.2 30,0 40,0 40,10 40.2,20 40,30 40,40")

    after, same = simplified(before, 0.5)
    kept, same_kept = simplified(before, 0.5, kept={2})

    assert same == {0: 0, 1: 4, 2: 8}
    assert after.points[::3] == [(0, 0), (40, 0), (40, 40)]
    assert same_kept == {0: 0, 1: 2, 2: 4, 3: 8}
    assert kept.points[3] == (20, 0.2)


def test_smooth_lines_stay_smooth_where_cubics_meet():
    after, same = simplified(one(pencil()), 1.0)

    for node in range(1, len(after.kinds)):
        if node not in same:
            back, here, ahead = after.points[3 * node - 1 : 3 * node + 2]
            into, out = (math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in ((back, here), (here, ahead)))
            assert abs(math.remainder(into - out, 2 * math.pi)) < 1e-6


@pytest.mark.parametrize(
    "data", ["M 0,0 L 50,0 L 50,50 L 0,50 z", "M 0,0 C 10,40 60,40 90,0", "M 5,5", "M 5,5 z"]
)
def test_what_has_no_node_to_spare_is_left_alone(data):
    assert simplified(one(data), 0.5) is None


def test_straight_lines_between_corners_stay_straight():
    after, _ = simplified(one("M 0,0 L 50,0 50,25 50,50 0,50"), 0.5)

    assert format_subpaths([after]).startswith("M 0,0 L 50,0 C 50,")


@pytest.mark.parametrize("data", ["M 1,1 L 1,1 L 1,1 L 1,1 L 1,1", "M 0,0 L 0,0 1e-9,0 0,0 0,0 0,0 z"])
def test_a_line_without_a_length_does_no_harm(data):
    found = simplified(one(data), 0.5)

    assert found is None or all(math.isfinite(value) for point in found[0].points for value in point)
