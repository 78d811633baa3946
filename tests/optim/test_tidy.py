"""What becomes of a rough drawing when it is tidied."""

import math

import torch

from daemon.optim.joints import joints_of
from daemon.optim.outline import outline_of
from daemon.optim.tidy import tidied
from tests.support.tables import circle, curve, polyline, stroked, table_of


def tidy(*strokes, locked=(), filled=False):
    """[points after], by stroke."""
    table = table_of(*[stroked(stroke) for stroke in strokes])
    outline = outline_of(table)
    is_free = torch.tensor([index not in locked for index in range(len(strokes))])
    joints = joints_of(outline, torch.full((len(strokes),), 0.005, dtype=torch.float64), is_free)
    is_filled = torch.full_like(is_free, filled)
    return (outline.points + tidied(outline, joints, is_free, is_filled)).split(table.point_counts())


def bow(start, end, lift):
    """One cubic from start to end that lies `lift` off the line between them."""
    (x, y), (u, v) = start, end
    return curve(
        start, (x + (u - x) / 3, y + (v - y) / 3 + lift), (x + (u - x) * 2 / 3, y + (v - y) * 2 / 3), end
    )


def test_nearly_level_stroke_is_straight_and_level():
    (line,) = tidy(bow((0.1, 0.52), (0.9, 0.48), 0.015))

    assert float((line[:, 1] - line[0, 1]).abs().max()) < 1e-3


def test_slanting_stroke_goes_on_slanting():
    (line,) = tidy(bow((0.1, 0.2), (0.8, 0.6), 0.015))

    slope = math.atan2(*(line[-1] - line[0]).flip(0).tolist())
    assert abs(slope - math.atan2(0.4, 0.7)) < 0.03


def test_corner_that_was_open_is_closed():
    (one, other) = tidy(polyline((0.1, 0.5), (0.49, 0.5)), polyline((0.51, 0.52), (0.5, 0.9)))

    torch.testing.assert_close(one[-1], other[0])


def test_end_near_a_middle_lies_on_it():
    (bar, post) = tidy(polyline((0.1, 0.5), (0.9, 0.5)), polyline((0.5, 0.1), (0.5, 0.485)))

    assert abs(float(post[-1, 1] - bar[0, 1])) < 1e-3


def test_strokes_side_by_side_stay_apart():
    (one, other) = tidy(polyline((0.5, 0.1), (0.49, 0.9)), polyline((0.51, 0.1), (0.52, 0.9)))

    assert float((other[:, 0] - one[:, 0]).min()) > 0.004


def bend(stroke):
    """How far the points of a stroke lie off the line between its ends."""
    chord, offset = stroke[-1] - stroke[0], stroke - stroke[0]
    return float((offset[:, 0] * chord[1] - offset[:, 1] * chord[0]).abs().max() / chord.norm())


def test_two_sides_of_a_leaf_stay_two():
    (one, other) = tidy(bow((0.1, 0.5), (0.9, 0.5), 0.03), bow((0.1, 0.505), (0.9, 0.505), -0.03))

    assert float((one[[0, -1]] - other[[0, -1]]).abs().max()) < 0.01
    assert min(bend(one), bend(other)) > 0.01


def test_the_straight_one_of_two_that_enclose_something_is_straight():
    (string, bowed) = tidy(bow((0.1, 0.5), (0.9, 0.5), 0.004), bow((0.1, 0.505), (0.9, 0.505), 0.05))

    assert bend(string) < 1e-3
    assert bend(bowed) > 0.02


def test_a_line_drawn_twice_is_straight_twice():
    (one, other) = tidy(bow((0.1, 0.5), (0.9, 0.5), 0.006), bow((0.1, 0.505), (0.9, 0.505), -0.006))

    assert max(bend(one), bend(other)) < 1e-3


def test_wheels_are_round_level_and_alike():
    def wheel(x, y, squeeze):
        points = [((px - x) * squeeze + x, py) for px, py in circle(x, y, 0.14).points]
        return curve(*points, closed=True)

    wheels = tidy(wheel(0.25, 0.6, 1.1), wheel(0.7, 0.61, 0.95))

    nodes = [each[::3] for each in wheels]
    middles = [each.mean(0) for each in nodes]
    radii = torch.cat([(each - middle).norm(dim=1) for each, middle in zip(nodes, middles, strict=True)])
    assert float(radii.max() - radii.min()) < 2e-3
    assert abs(float(middles[0][1] - middles[1][1])) < 1e-3


def test_locked_strokes_stay_and_hold_what_meets_them():
    (post, bar) = tidy(bow((0.5, 0.52), (0.52, 0.1), 0.01), bow((0.1, 0.5), (0.9, 0.52), 0.01), locked=[1])

    assert bar.tolist() == outline_of(table_of(stroked(bow((0.1, 0.5), (0.9, 0.52), 0.01)))).points.tolist()
    assert post[0].tolist() == torch.tensor([0.5, 0.52], dtype=torch.float32).double().tolist()


def test_tidy_drawing_is_left_to_the_last_bit():
    strokes = polyline((0.1, 0.5), (0.9, 0.5)), circle(0.5, 0.25, 0.1)

    for stroke, after in zip(strokes, tidy(*strokes), strict=True):
        assert after.tolist() == outline_of(table_of(stroked(stroke))).points.tolist()


def test_areas_keep_more_of_their_shape():
    hill = bow((0.1, 0.5), (0.9, 0.5), 0.015)
    start = outline_of(table_of(stroked(hill))).points

    (stroke,), (area,) = tidy(hill), tidy(hill, filled=True)

    assert float((area - start).norm(dim=1).max()) < 0.4 * float((stroke - start).norm(dim=1).max())


def test_tidied_twice_is_tidied():
    rough = bow((0.1, 0.52), (0.9, 0.48), 0.015), bow((0.88, 0.5), (0.9, 0.9), 0.01)
    once = tidy(*rough)
    twice = tidy(*[curve(*map(tuple, stroke.tolist())) for stroke in once])

    for one, two in zip(once, twice, strict=True):
        assert float((one - two).abs().max()) < 2e-3
