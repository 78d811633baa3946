"""What the knots of a stroke do to its points."""

import pytest
import torch

from daemon.optim.knots import knots_of
from daemon.optim.outline import outline_of
from tests.support.tables import circle, curve, polyline, stroked, table_of

SMOOTH = curve((0.1, 0.5), (0.15, 0.3), (0.3, 0.3), (0.4, 0.4), (0.5, 0.5), (0.6, 0.7), (0.9, 0.6))
STROKES = {
    "smooth": SMOOTH,
    "circle": circle(0.5, 0.5, 0.3),
    "polyline": polyline((0.1, 0.1), (0.2, 0.15), (0.8, 0.3), (0.9, 0.9)),
    "one line": polyline((0.1, 0.1), (0.2, 0.15)),
    "a dot": polyline((0.4, 0.4), (0.4, 0.4)),
}


def moved_by(stroke, knot_movements):
    """(points before, points after) when the knots move as `knot_movements(count)` says."""
    outline = outline_of(table_of(stroked(stroke)))
    knots = knots_of(outline)
    index, weights = knots.weights(outline.point_subpath, outline.place, outline.ahead)
    movements = knot_movements(knots.count)
    return outline.points, outline.points + (weights[..., None] * movements[index]).sum(1)


@pytest.mark.parametrize("name", STROKES)
def test_equal_movements_shift_the_stroke(name):
    shift = torch.tensor([0.3, -0.2], dtype=torch.float64)

    before, after = moved_by(STROKES[name], lambda count: shift.expand(count, 2))

    assert torch.allclose(after, before + shift, atol=1e-9)


def test_first_and_last_knot_alone_move_the_ends():
    outline = outline_of(table_of(stroked(SMOOTH)))
    knots = knots_of(outline)
    first, last = knots.end_knots()[0].tolist()

    def ends_only(count):
        movements = torch.randn(count, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
        movements[[first, last]] = 0
        return movements

    before, after = moved_by(SMOOTH, ends_only)

    assert torch.equal(after[[0, -1]], before[[0, -1]])
    assert not torch.equal(after[3], before[3])


def test_smooth_node_stays_smooth():
    def wild(count):
        return 0.1 * torch.randn(count, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1))

    before, after = moved_by(SMOOTH, wild)

    for points in (before, after):
        into, out = points[3] - points[2], points[4] - points[3]
        assert abs(float(into[0] * out[1] - into[1] * out[0])) < 1e-5 * float(into.norm() * out.norm())
    assert not torch.allclose(before[4] - before[3], after[4] - after[3], atol=1e-3)


def test_length_decides_how_many_knots_a_stroke_has():
    halves = [(0.1, 0.1), (0.3, 0.1), (0.4, 0.1), (0.6, 0.1), (0.7, 0.1), (0.8, 0.1), (0.9, 0.1)]
    quarters = [(0.1 + 0.8 * index / 24, 0.1) for index in range(25)]

    few = knots_of(outline_of(table_of(stroked(curve(*quarters)))))
    many = knots_of(
        outline_of(table_of(stroked(polyline(*[(0.1 + 0.8 * i / 200, 0.1) for i in range(201)]))))
    )
    least = knots_of(outline_of(table_of(stroked(curve(*halves)))))

    assert few.count == many.count == 10
    assert least.count == 5
