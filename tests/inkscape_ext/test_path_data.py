import random
from itertools import pairwise

import pytest
from path_support import random_path

from inkscape_ext.path_data import PathDataError, PathRangeError, parse_path
from inkscape_ext.subpaths import format_subpaths
from protocol.geometry import CUBIC, LINE


def shape(text):
    """[(points, kinds, closed)] of path data."""
    return [(subpath.points, subpath.kinds, subpath.is_closed) for subpath in parse_path(text)]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("M1 2L3 4", [(1, 2), (3, 4)]),
        ("m1,2 3,4 5,6", [(1, 2), (4, 6), (9, 12)]),
        ("M1 2 3 4 5 6", [(1, 2), (3, 4), (5, 6)]),
        ("M1 2H5V7h-1v-1", [(1, 2), (5, 2), (5, 7), (4, 7), (4, 6)]),
        ("M1 2H5 6", [(1, 2), (5, 2), (6, 2)]),
        ("M.5.5-1-1", [(0.5, 0.5), (-1, -1)]),
        ("M1e1,2E-1 +3,-.4e+1", [(10, 0.2), (3, -4)]),
        ("\n\tM 1 , 2\r\nL\f3,4 ", [(1, 2), (3, 4)]),
        ("M1.,2.l0 0", [(1, 2), (1, 2)]),
    ],
)
def test_lines_are_read(text, points):
    assert shape(text) == [(points, [LINE] * (len(points) - 1), False)]


def test_curves_are_read():
    assert shape("M0 0C1 2 3 4 5 6s3 3 4 4") == [
        ([(0, 0), (1, 2), (3, 4), (5, 6), (7, 8), (8, 9), (9, 10)], [CUBIC, CUBIC], False)
    ]


def test_a_smooth_curve_after_anything_else_starts_flat():
    ((points, _, _),) = shape("M0 0Q1 1 2 0S4 4 5 5")
    assert points[4] == (2, 0)
    ((points, _, _),) = shape("M0 0C1 1 2 0 3 3T5 5")
    assert points[4] == pytest.approx((3, 3))


def test_quadratics_become_the_same_curve():
    ((points, kinds, _),) = shape("M0 0q3 6 6 0t6 0")

    assert kinds == [CUBIC, CUBIC]
    flat = [value for point in points for value in point]
    assert flat == pytest.approx([0, 0, 2, 4, 4, 4, 6, 0, 8, -4, 10, -4, 12, 0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M0 0L1 0 1 1z", [([(0, 0), (1, 0), (1, 1)], [LINE, LINE], True)]),
        ("M0 0L1 0L0 0Z", [([(0, 0), (1, 0), (0, 0)], [LINE, LINE], True)]),
        ("M1 1L2 2zL5 5", [([(1, 1), (2, 2)], [LINE], True), ([(1, 1), (5, 5)], [LINE], False)]),
        ("m1 1 1 1z m2 2 1 0", [([(1, 1), (2, 2)], [LINE], True), ([(3, 3), (4, 3)], [LINE], False)]),
        ("M1 1M2 2L3 3", [([(1, 1)], [], False), ([(2, 2), (3, 3)], [LINE], False)]),
        ("M1 1z", [([(1, 1)], [], True)]),
        ("", []),
        ("  \n", []),
        ("none", []),
    ],
)
def test_subpaths_keep_their_number_and_closing(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("L1 1", 0),
        ("1 2", 0),
        ("M1", 2),
        ("M1 2L", 5),
        ("M1 2L3", 6),
        ("M1 2 3", 6),
        ("M1 2,", 4),
        ("M1 2,L3 4", 4),
        ("M1 2L,3 4", 5),
        ("M1 2X3 4", 4),
        ("M1 2L3 4 nan 5", 9),
        ("M1 2L inf 5", 6),
        ("M0 0A1 1 0 2 0 5 5", 11),
        ("M0 0A1 1 0 1.0 0 5 5", 12),
        ("M0 0L1 1zz#", 10),
        ("M1,,2", 3),
        ("M 1 2 L 3 4 url(x)", 12),
    ],
)
def test_broken_data_is_refused_where_a_viewer_would_stop(text, position):
    with pytest.raises(PathDataError) as caught:
        parse_path(text)

    assert caught.value.position == position


@pytest.mark.parametrize(
    "text", ["M1e31 0", "M0 0L1e999 0", "M0 0a1 1 -1e40 0 0 5 5", "M0 0C1 2 3 4 5 -1e300"]
)
def test_numbers_that_no_drawing_needs_are_refused(text):
    with pytest.raises(PathRangeError):
        parse_path(text)


def test_arc_flags_need_no_separators():
    assert shape("M0 0a5 5 0 1010,10") == shape("M0 0 a 5,5 0 1 0 10,10")
    assert shape("M0 0a5 5 0 01.5.5 5 5 0 10-1-1") == shape("M0 0a5 5 0 0 1 .5 .5a 5 5 0 1 0 -1 -1")


@pytest.mark.parametrize("text", ["M3 4A0 5 0 0 0 7 8", "M3 4A1e-20 5 0 0 0 7 8", "M3 4A5 0 10 1 1 7 8"])
def test_an_arc_without_radius_is_a_line(text):
    assert shape(text) == [([(3, 4), (7, 8)], [LINE], False)]


def test_an_arc_that_ends_where_it_starts_is_nothing():
    assert shape("M3 4A5 5 0 1 1 3 4L1 1") == [([(3, 4), (1, 1)], [LINE], False)]


@pytest.mark.parametrize("large", [0, 1])
@pytest.mark.parametrize("sweep", [0, 1])
def test_arcs_lie_on_their_ellipse_and_take_the_right_side(large, sweep):
    """A quarter of a circle of radius 10 around (0, 0) or (10, 10), or the other three quarters."""
    ((points, kinds, _),) = shape(f"M10 0A10 10 0 {large} {sweep} 0 10")

    centre = (0, 0) if large != sweep else (10, 10)
    assert len(kinds) == (3 if large else 1)
    for at in range(0, len(kinds) * 3, 3):
        for t in (0.0, 0.25, 0.5, 0.75, 1.0):
            x, y = cubic(points[at : at + 4], t)
            assert (x - centre[0]) ** 2 + (y - centre[1]) ** 2 == pytest.approx(100, rel=1e-3)


def test_radii_too_small_are_scaled_up():
    ((points, kinds, _),) = shape("M0 0A1 1 0 0 1 10 0")

    assert len(kinds) == 2
    assert points[3] == pytest.approx((5, -5))


def cubic(points, t):
    """A point of a cubic, by de Casteljau."""
    while len(points) > 1:
        points = [((1 - t) * a + t * c, (1 - t) * b + t * d) for (a, b), (c, d) in pairwise(points)]
    return points[0]


@pytest.mark.parametrize("seed", range(200))
def test_random_paths_have_the_ends_they_were_made_of(seed):
    text, ends = random_path(random.Random(seed))

    subpaths = parse_path(text)

    ours = {points[0] for points, _, _ in shape(text)}
    for subpath in subpaths:
        at = 0
        for kind in subpath.kinds:
            at += kind
            ours.add(subpath.points[at])
    for x, y in ends:
        assert any(abs(x - u) < 1e-6 and abs(y - v) < 1e-6 for u, v in ours)


@pytest.mark.parametrize("seed", range(100))
def test_what_is_written_reads_back_to_the_last_digit(seed):
    subpaths = parse_path(random_path(random.Random(seed))[0])

    assert parse_path(format_subpaths(subpaths)) == subpaths
