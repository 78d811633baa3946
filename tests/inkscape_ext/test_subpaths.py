import pytest

from inkscape_ext.path_data import parse_path
from inkscape_ext.subpaths import Subpath, bounds, format_subpaths, length
from protocol.geometry import CUBIC, LINE


def test_an_implicit_closing_line_is_a_segment_of_the_table_but_not_of_the_text():
    (subpath,) = parse_path("M0 0L4 0 4 3z")

    assert subpath.table_kinds() == [LINE, LINE, LINE]
    assert subpath.table_points() == [(0, 0), (4, 0), (4, 3)]
    assert format_subpaths([subpath]) == "M 0,0 L 4,0 4,3 z"


def test_an_end_on_the_start_is_one_point_of_the_table():
    (subpath,) = parse_path("M0 0L4 0C4 1 1 4 0 0z")

    assert subpath.table_kinds() == [LINE, CUBIC]
    assert subpath.table_points() == [(0, 0), (4, 0), (4, 1), (1, 4)]
    assert format_subpaths([subpath]) == "M 0,0 L 4,0 C 4,1 1,4 0,0 z"


def test_relative_data_that_misses_its_start_by_rounding_is_joined():
    (subpath,) = parse_path("m0.3 0.7 100 0 0 100 -99.99999999 -100z")
    (gap,) = parse_path("m0.3 0.7 100 0 0 100 -99.9 -100z")

    assert subpath.is_joined
    assert not gap.is_joined


def test_a_closed_dot_is_one_point_and_a_lone_point_is_nothing():
    (dot,) = parse_path("M1 2z")
    (point,) = parse_path("M1 2")

    assert (dot.table_kinds(), dot.table_points()) == ([LINE], [(1, 2)])
    assert dot.is_drawn
    assert not point.is_drawn


def test_bounds_hold_the_curve_not_its_control_points():
    assert bounds(parse_path("M0 0C0 40 30 40 30 0")) == (0, 0, 30, 30)
    assert bounds(parse_path("M0 0C-10 0 40 0 30 0 M99 99")) == pytest.approx((-1.0, 0, 31.0, 0), abs=0.4)
    assert bounds(parse_path("M5 6")) is None
    assert bounds([]) is None


def test_bounds_agree_with_many_points_on_the_curve():
    points = [(3.0, 1.0), (-20.0, 9.0), (40.0, -11.0), (8.0, 2.0)]
    on_curve = []
    for step in range(2001):
        t = step / 2000
        weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
        on_curve.append(
            tuple(sum(w * point[axis] for w, point in zip(weights, points, strict=True)) for axis in (0, 1))
        )
    xs, ys = zip(*on_curve, strict=True)

    assert bounds([Subpath(points, [CUBIC])]) == pytest.approx((min(xs), min(ys), max(xs), max(ys)), abs=1e-4)


def test_length_counts_closing_lines_and_curves():
    assert length(parse_path("M0 0L3 0 3 4z")) == pytest.approx(12)
    assert length(parse_path("M10 0A10 10 0 0 1 0 10")) == pytest.approx(15.708, rel=0.01)
