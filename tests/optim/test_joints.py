"""What holds together, and that it goes on holding together."""

import torch

from daemon.optim.joints import joints_of
from daemon.optim.outline import outline_of
from daemon.optim.parameters import Parameters
from daemon.raster import scene_of
from protocol.geometry import Free
from tests.support.tables import curve, polyline, stroked, table_of

CORNER = (polyline((0.1, 0.1), (0.5, 0.1)), polyline((0.505, 0.105), (0.5, 0.6)))
TEE = (polyline((0.1, 0.5), (0.9, 0.5)), polyline((0.5, 0.1), (0.5, 0.495)))
LOOP = curve((0.3, 0.5), (0.3, 0.2), (0.7, 0.2), (0.7, 0.5), (0.7, 0.8), (0.33, 0.8), (0.31, 0.52))


def joints(*strokes, locked=()):
    outline = outline_of(table_of(*[stroked(stroke) for stroke in strokes]))
    is_free = torch.tensor([index not in locked for index in range(len(strokes))])
    return joints_of(outline, torch.full((len(strokes),), 0.005, dtype=torch.float64), is_free)


def changed(*strokes, locked=(), seed=0, size=4.0):
    """(points before, points after) some random movement of everything that is free, by subpath."""
    paths = [
        stroked(stroke, free=0 if index in locked else Free.LINES) for index, stroke in enumerate(strokes)
    ]
    table = table_of(*paths)
    parameters = Parameters(table, scene_of(table, dtype=torch.float64), 0.9)
    generator = torch.Generator().manual_seed(seed)
    values = size * torch.randn(parameters.count, dtype=torch.float64, generator=generator)
    counts = table.point_counts()
    before = scene_of(table, dtype=torch.float64).points
    return before.split(counts), parameters.scene(parameters.limit(values)).points.split(counts)


def test_ends_that_meet_share_a_knot():
    found = joints(*CORNER)

    assert found.leader[1] == found.leader[2]
    assert found.leader[0] != found.leader[3]
    assert found.parts == [0, 0]


def test_ends_far_apart_do_not():
    found = joints(polyline((0.1, 0.1), (0.5, 0.1)), polyline((0.6, 0.2), (0.5, 0.6)))

    assert len(set(found.leader)) == 4
    assert found.parts == [0, 1]


def test_small_details_do_not_grow_together():
    found = joints(polyline((0.5, 0.5), (0.51, 0.5)), polyline((0.512, 0.5), (0.522, 0.5)))

    assert len(set(found.leader)) == 4


def test_short_stroke_whose_ink_touches_another_rides_on_it():
    found = joints(polyline((0.5, 0.2), (0.5, 0.8)), polyline((0.509, 0.5), (0.539, 0.5)))

    assert found.ride.keys() == {2}


def test_corner_stays_closed():
    (first, second), (moved_first, moved_second) = changed(*CORNER)

    gap = moved_second[0] - moved_first[-1]
    assert not torch.allclose(moved_first, first, atol=0.01)
    assert float((gap - (second[0] - first[-1])).norm()) < 0.003


def test_end_on_a_middle_stays_on_it():
    (bar, _), (moved_bar, moved_post) = changed(*TEE)

    assert not torch.allclose(moved_bar, bar, atol=0.01)
    along = moved_bar[1] - moved_bar[0]
    offset = moved_post[-1] - moved_bar[0]
    share = float((offset @ along) / (along @ along))
    assert abs(share - 0.5) < 0.1
    assert float((offset - share * along).norm()) < 0.03


def test_end_on_a_middle_rides_on_it():
    found = joints(*TEE)

    assert found.ride == {3: (0, found.ride[3][1])}
    assert abs(found.ride[3][1] - 0.4) < 1e-6


def test_nearly_closed_loop_stays_closed():
    ((loop,), (moved,)) = changed(LOOP)

    assert not torch.allclose(moved, loop, atol=0.02)
    assert float(((moved[0] - moved[-1]) - (loop[0] - loop[-1])).norm()) < 0.01


def test_end_on_a_locked_stroke_stays_where_it_is():
    (bar, post), (bar_after, moved_post) = changed(*TEE, locked=[0])

    assert torch.equal(moved_post[-1], post[-1])
    assert not torch.allclose(moved_post[0], post[0], atol=0.01)
    assert torch.equal(bar_after, bar)


def test_strokes_that_lie_on_each_other_in_a_ring_move_freely():
    ring = (
        polyline((0.2, 0.3), (0.8, 0.3)),
        polyline((0.7, 0.3), (0.7, 0.8)),
        polyline((0.7, 0.7), (0.2, 0.7)),
        polyline((0.3, 0.7), (0.3, 0.3)),
    )
    before, after = changed(*ring)

    assert all(bool(torch.isfinite(points).all()) for points in after)
    assert not torch.allclose(after[0], before[0], atol=0.005)
