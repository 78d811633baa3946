"""New strokes beside a drawing's own: who may go how far."""

import pytest
import torch

from daemon.optim.together import parameters_of
from daemon.raster import scene_of
from protocol.geometry import Free
from protocol.messages import Canvas, Prompt, RefineRequest
from tests.support.tables import EVERYTHING, circle, curve, filled, stroked, table_of

OWN = [
    curve((0.2, 0.3), (0.3, 0.1), (0.6, 0.1), (0.7, 0.3)),
    curve((0.2, 0.6), (0.3, 0.7), (0.6, 0.7), (0.7, 0.6)),
]
NEW = curve((0.4, 0.4), (0.5, 0.5), (0.5, 0.6), (0.6, 0.5))
LINES_AND_COLOUR = Free.LINES | Free.STROKE


def refined(own_free, freedom=0.3, spread=0.0, variants=1):
    """(the table, the Scenes after a large step of each variant)."""
    rows = [*(stroked(path, free=own_free) for path in OWN), stroked(NEW, free=LINES_AND_COLOUR)]
    table = table_of(*rows)
    request = RefineRequest(
        table, (Prompt("x"),), freedom=freedom, new_paths=1, spread=spread, variants=variants
    )
    scene = scene_of(table)
    scenes = []
    for parameters in parameters_of(request, table, scene):
        values = parameters.limit(parameters.values + 1e6)
        scenes.append(parameters.scene(values))
    return scene, scenes


@pytest.mark.parametrize("own_free", [0, LINES_AND_COLOUR])
def test_new_strokes_go_further_than_own_ones_can(own_free):
    scene, (after,) = refined(own_free)

    moved = (after.points - scene.points).norm(dim=1)
    assert moved[8:].min() > 5 * moved[:8].max()


def test_own_strokes_that_stay_are_equal_to_the_last_bit():
    scene, (after,) = refined(0)

    assert torch.equal(after.points[:8], scene.points[:8])
    assert torch.equal(after.stroke[:2], scene.stroke[:2])
    assert not torch.equal(after.stroke[2], scene.stroke[2])


def test_only_own_strokes_heed_the_spread():
    scene, (mild, wild) = refined(LINES_AND_COLOUR, freedom=0.4, spread=0.3, variants=2)

    assert torch.equal(mild.points[8:], wild.points[8:])
    moved = [(after.points[:8] - scene.points[:8]).norm() for after in (mild, wild)]
    assert moved[1] > 2 * moved[0]


def test_alike_variants_share_their_parameters():
    table = table_of(stroked(NEW, free=Free.LINES))
    request = RefineRequest(table, (Prompt("x"),), variants=3)

    first, *others = parameters_of(request, table, scene_of(table))

    assert all(other is first for other in others)


def new_shape(row=None, canvas=None):
    """Parameters of a new shape, usually a disc."""
    table = table_of(row or filled(circle(0.3, 0.4, 0.1), free=EVERYTHING))
    request = RefineRequest(table, (Prompt("x"),), canvas=canvas or Canvas(), new_paths=1)
    (parameters,) = parameters_of(request, table, scene_of(table))
    return parameters


def test_each_point_of_a_new_shape_moves_by_itself():
    parameters = new_shape()

    def moved(values):
        return parameters.scene(values).points.reshape(-1)

    effects = torch.autograd.functional.jacobian(moved, parameters.values)
    assert torch.equal((effects != 0).sum(1), torch.ones(24, dtype=torch.int64))
    assert torch.equal((effects != 0).sum(0)[:24], torch.ones(24, dtype=torch.int64))


def test_ends_of_an_open_new_stroke_are_not_held_to_each_other():
    parameters = new_shape(stroked(NEW, free=EVERYTHING))

    def cost(point):
        values = torch.zeros_like(parameters.values)
        values[2 * point] = 1.0
        return float(parameters.restraint(values) - parameters.restraint(0 * values))

    assert 0 < cost(0) < 0.5 * cost(1)


def test_opacities_of_a_new_shape_count_before_they_are_pulled():
    parameters = new_shape(filled(circle(0.3, 0.4, 0.1), free=EVERYTHING, colour=(1.0, 0.0, 0.0, 0.5)))
    values = torch.zeros(parameters.count, requires_grad=True)

    early, late = (parameters.restraint(values, progress) for progress in (0.2, 1.0))
    gradients = [torch.autograd.grad(each, values)[0].abs().sum() for each in (early, late)]

    assert early.item() == late.item() > 0  # what is best is best with all of it
    assert gradients[0] == 0


def test_points_of_a_new_shape_stay_about_the_canvas():
    parameters = new_shape(canvas=Canvas(1.0, 0.5))

    for sign in (-1, 1):
        points = parameters.scene(parameters.limit(parameters.values + sign * 1e6)).points
        edge = torch.tensor([1.05, 0.55] if sign > 0 else [-0.05, -0.05])
        torch.testing.assert_close(points, edge.expand(12, 2))


def test_new_shape_that_starts_outside_can_come_in():
    parameters = new_shape(filled(circle(1.5, 0.4, 0.1), free=EVERYTHING))

    at_first = parameters.scene(parameters.limit(parameters.values)).points
    inside = parameters.scene(parameters.limit(parameters.values - 1e6)).points
    torch.testing.assert_close(at_first, parameters.scene(parameters.values).points)
    assert inside.max() < 0


def test_neighbours_of_a_new_shape_rather_move_alike():
    parameters = new_shape()
    alike, single = (parameters.values.clone() for _ in range(2))
    alike[:24] = 1.0
    single[0] = 1.0

    assert parameters.restraint(alike) == parameters.restraint(parameters.values)
    assert parameters.restraint(single) > parameters.restraint(parameters.values)
