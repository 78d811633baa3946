"""Joints are found where ink meets ink, and missed when it parts."""

import pytest

from benchmarks.drawn.curves import curves_of
from benchmarks.drawn.meetings import distance, kept, meetings
from tests.support.tables import curve, polyline, stroked, table_of

WIDTH = 0.02
FLOOR = polyline((0.1, 0.8), (0.9, 0.8))


def curves(*subpaths):
    table = table_of(*(stroked(subpath, width=WIDTH) for subpath in subpaths))
    return curves_of(table, table.points, table.stroke_width)


def corner(gap):
    """Two strokes whose ends lie `gap` apart."""
    return curves(polyline((0.1, 0.5), (0.5, 0.5)), polyline((0.5 + gap, 0.5), (0.8, 0.2)))


def wall(gap):
    """A stroke that ends `gap` above the middle of another."""
    return curves(FLOOR, polyline((0.5, 0.2), (0.5, 0.8 - gap)))


def ring(gap):
    """A stroke that comes back to `gap` from its start."""
    return curves(curve((0.5, 0.8), (0.0, 0.2), (1.0, 0.2), (0.5 + gap, 0.8)))


@pytest.mark.parametrize(("make", "count"), [(corner, 2), (wall, 1), (ring, 2)])
def test_joint_is_one_within_the_width_and_parted_beyond(make, count):
    assert len(meetings(make(0.015))) == count
    assert meetings(make(0.03)) == set()
    assert kept(make(0.015), make(0.005)) == (count, count)
    assert kept(make(0.015), make(0.03)) == (count, 0)


def test_short_stroke_is_no_loop():
    assert meetings(curves(polyline((0.5, 0.5), (0.51, 0.5)))) == set()


def test_loop_that_shrank_to_a_dot_is_still_closed():
    dot = curves(curve((0.5, 0.8), (0.501, 0.8), (0.501, 0.801), (0.5, 0.801)))

    assert kept(ring(0.015), dot) == (2, 2)


def test_an_end_that_meets_something_else_is_not_kept():
    roof, left = polyline((0.1, 0.2), (0.9, 0.2)), polyline((0.3, 0.4), (0.3, 0.8))

    before = curves(roof, FLOOR, left)
    after = curves(roof, FLOOR, polyline((0.3, 0.4), (0.3, 0.2)))

    assert kept(before, after) == (1, 0)


def test_distance_is_to_segments_not_to_their_lines():
    (floor,) = curves(FLOOR)

    assert distance((0.5, 0.5), floor.chords) == pytest.approx(0.3, abs=1e-6)
    assert distance((0.9 + 0.03, 0.8 + 0.04), floor.chords) == pytest.approx(0.05, abs=1e-6)
