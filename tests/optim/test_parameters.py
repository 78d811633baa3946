"""What may change, and how far."""

from array import array

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.optim.blocks import PART, POINT
from daemon.optim.parameters import Parameters
from daemon.raster import scene_of
from protocol.geometry import Free
from tests.support.tables import EVERYTHING, Path, circle, curve, stroked, table_of

WAVE = curve((0.1, 0.3), (0.35, 0.05), (0.55, 0.75), (0.87, 0.43))


def drawing(free):
    """A locked stroke, a path with everything painted that is `free`, and another locked stroke."""
    return table_of(
        stroked(WAVE, free=0, width=0.013),
        Path([circle(0.4, 0.6, 0.2)], (0.3, 0.1, 0.95, 0.5), (0.01, 0.5, 1.0, 0.9), width=0.03, free=free),
        stroked(WAVE, free=0),
    )


def far(parameters, seed=0):
    """Values far beyond all limits, brought back within them."""
    generator = torch.Generator().manual_seed(seed)
    return parameters.limit(1e3 * torch.randn(parameters.count, generator=generator))


def bits(tensor):
    return array("f", tensor.detach().reshape(-1).tolist()).tobytes()


COLUMNS = {"points": Free.LINES, "fill": Free.FILL, "stroke": Free.STROKE, "stroke_width": Free.WIDTH}


@pytest.mark.parametrize("free", [Free.LINES, Free.FILL, Free.STROKE, Free.WIDTH, Free.OPACITY, EVERYTHING])
def test_only_what_is_free_changes(free):
    table = drawing(free)
    parameters = Parameters(table, scene_of(table), 1.0)
    start, end = scene_of(table), parameters.scene(far(parameters))

    for name, flag in COLUMNS.items():
        may_change = bool(free & flag) or (name in ("fill", "stroke") and bool(free & Free.OPACITY))
        assert (bits(getattr(end, name)) != bits(getattr(start, name))) == may_change, name
    alpha_same = torch.equal(end.fill[:, 3], start.fill[:, 3])
    assert alpha_same == (not free & Free.OPACITY)
    assert torch.equal(end.opacity, start.opacity)


def test_locked_paths_are_equal_to_the_last_bit():
    table = drawing(EVERYTHING)
    parameters = Parameters(table, scene_of(table), 1.0)
    start, end = scene_of(table), parameters.scene(far(parameters))

    counts = table.point_counts()
    for path in (0, 2):
        assert bits(end.points.split(counts)[path]) == bits(start.points.split(counts)[path])
        for name in ("fill", "stroke", "stroke_width"):
            assert bits(getattr(end, name)[path]) == bits(getattr(start, name)[path])


def test_paint_that_does_not_show_is_no_parameter():
    table = table_of(stroked(WAVE, free=Free.FILL))

    assert Parameters(table, scene_of(table), 1.0).count == 0


@pytest.mark.parametrize("closed_at", [0, 1])
def test_closed_and_open_strokes_go_together_in_any_order(closed_at):
    paths = [stroked(WAVE), stroked(WAVE)]
    paths[closed_at] = stroked(circle(0.5, 0.5, 0.02))
    table = table_of(*paths)
    parameters = Parameters(table, scene_of(table), 1.0)

    moved = (parameters.scene(far(parameters)).points - scene_of(table).points).norm(dim=1)

    assert float(moved.min()) > 0


def test_freedom_0_has_no_parameters():
    table = drawing(EVERYTHING)

    assert Parameters(table, scene_of(table), 0.0).count == 0


def test_start_is_the_drawing_itself():
    table = drawing(EVERYTHING)
    parameters = Parameters(table, scene_of(table), 0.7)

    for name in COLUMNS:
        assert bits(getattr(parameters.scene(parameters.values), name)) == bits(
            getattr(scene_of(table), name)
        )
    assert float(parameters.restraint(parameters.values)) == 0.0


def test_more_freedom_goes_further():
    table = drawing(EVERYTHING)
    movements = []
    for freedom in (0.1, 0.3, 0.5, 0.9, 1.0):
        parameters = Parameters(table, scene_of(table), freedom)
        scene = parameters.scene(far(parameters))
        movements.append(float((scene.points - scene_of(table).points).norm(dim=1).max()))

    assert movements == sorted(movements)
    assert movements[0] < movements[-1] / 5


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), freedom=st.floats(0.01, 0.99))
def test_limits_hold(seed, freedom):
    table = drawing(EVERYTHING)
    parameters = Parameters(table, scene_of(table), freedom)

    scene = parameters.scene(far(parameters, seed))

    start = scene_of(table)
    # nodes go as far as a knot and their part may; handles are carried further by the knots' slope
    nodes = [4, 7, 10, 13]
    movement = (scene.points - start.points)[nodes].norm(dim=1).max()
    assert float(movement) <= freedom * (POINT[1] + 2 * PART[1]) * 1.01
    assert float((scene.stroke_width / start.stroke_width - 1).abs().max()) <= 1.0001
    for colours in (scene.fill, scene.stroke):
        assert 0.0 <= float(colours.min()) <= float(colours.max()) <= 1.0


def test_restraint_grows_with_bending_and_has_a_gradient():
    table = drawing(Free.LINES)
    parameters = Parameters(table, scene_of(table), 0.9)
    values = far(parameters).requires_grad_()

    weak = parameters.restraint(0.1 * values)
    strong = parameters.restraint(values)
    (gradient,) = torch.autograd.grad(strong, values)

    assert strong.item() > 20 * weak.item() > 0
    assert bool(torch.isfinite(gradient).all())


def test_full_freedom_makes_opacities_decide():
    table = drawing(EVERYTHING)
    parameters = Parameters(table, scene_of(table), 1.0)
    values = torch.zeros(parameters.count, requires_grad=True)

    early, late = (parameters.restraint(values, progress) for progress in (0.2, 1.0))
    (gradient,) = torch.autograd.grad(late, values)
    decided = parameters.scene(parameters.limit(-1e6 * gradient))

    assert early.item() == 0.0
    assert late.item() > 0
    assert decided.stroke[1, 3].item() == pytest.approx(1.0)  # it was 0.9


def test_what_has_all_but_gone_is_gone_at_the_end_of_full_freedom():
    table = table_of(
        Path([WAVE], None, (0.1, 0.1, 0.1, 0.2), free=EVERYTHING),
        Path([WAVE], None, (0.1, 0.1, 0.1, 0.6), free=EVERYTHING),
    )
    for freedom, wanted in ((1.0, [0.0, 0.6]), (0.5, [0.2, 0.6])):
        parameters = Parameters(table, scene_of(table), freedom)
        finished = parameters.scene(parameters.finished(parameters.values))
        assert finished.stroke[:, 3].tolist() == pytest.approx(wanted, abs=1e-6)


def test_tidying_is_wanted_until_it_is_done():
    rough = curve((0.1, 0.5), (0.3, 0.52), (0.6, 0.515), (0.9, 0.49))
    table = table_of(stroked(rough))
    parameters = Parameters(table, scene_of(table), 0.5)

    (gradient,) = torch.autograd.grad(
        parameters.restraint(values := parameters.values.clone().requires_grad_()), values
    )
    done = parameters.scene(parameters.limit(-1e6 * gradient)).points

    assert float(done[:, 1].max() - done[:, 1].min()) < 1e-3
