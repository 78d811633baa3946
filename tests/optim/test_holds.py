"""Points that stay while the rest of their stroke moves."""

import pytest
import torch

from daemon.optim.freedoms import Restraints
from daemon.optim.parameters import Parameters
from daemon.raster import scene_of
from protocol.geometry import Free, octets
from protocol.messages import Dials
from tests.support.tables import EVERYTHING, circle, curve, stroked, table_of

WAVE = curve((0.1, 0.3), (0.3, 0.1), (0.4, 0.6), (0.5, 0.4), (0.6, 0.2), (0.8, 0.6), (0.9, 0.4))
NODE = 3  # the point in the middle of it


def far(parameters, seed=0):
    """Values far beyond all limits, brought back within them."""
    generator = torch.Generator().manual_seed(seed)
    return parameters.limit(1e3 * torch.randn(parameters.count, generator=generator))


def moved(table, *held, freedom=0.8, **restraints):
    """[N, 2] how far points move when all that is free goes far; `held` are numbers of points."""
    if held:
        table.held.extend(int(point in held) for point in range(table.point_count))
    parameters = Parameters(table, scene_of(table), freedom, restraints=Restraints(**restraints))
    return parameters.scene(far(parameters)).points - scene_of(table).points


@pytest.mark.parametrize("freedom", [0.2, 0.8, 1.0])
@pytest.mark.parametrize("point", [0, NODE, 6])
def test_a_held_node_stays_to_the_last_bit_and_the_others_move(point, freedom):
    movement = moved(table_of(stroked(WAVE)), point, freedom=freedom)

    assert torch.equal(movement[point], torch.zeros(2))
    others = [each for each in (0, NODE, 6) if each != point]
    assert float(movement[others].norm(dim=1).min()) > 1e-3


def test_handles_turn_alike_at_a_held_node():
    table = table_of(stroked(WAVE))
    movement = moved(table, NODE, freedom=0.5)

    points = torch.tensor(table.points).reshape(-1, 2)
    before, after = (
        torch.nn.functional.normalize(each[NODE] - each[NODE - 1], dim=0)
        - torch.nn.functional.normalize(each[NODE + 1] - each[NODE], dim=0)
        for each in (points, points + movement)
    )
    assert float(movement[NODE + 1].norm()) > 1e-3
    assert float((after - before).norm()) < 0.02


def test_ends_are_held_on_request():
    movement = moved(table_of(stroked(WAVE), stroked(circle(0.5, 0.7, 0.2))), hold_ends=True)

    assert torch.equal(movement[[0, 6]], torch.zeros(2, 2))
    assert float(movement[NODE].norm()) > 1e-3
    assert float(movement[7].norm()) > 1e-3  # a closed line has no ends


def test_a_stroke_that_meets_a_held_end_stays_joined_to_it():
    table = table_of(
        stroked(curve((0.1, 0.5), (0.2, 0.4), (0.4, 0.6), (0.5, 0.5))),
        stroked(curve((0.5, 0.5), (0.5, 0.6), (0.55, 0.8), (0.5, 0.9))),
    )
    movement = moved(table, 3)

    assert torch.equal(movement[[3, 4]], torch.zeros(2, 2))
    assert float(movement[7].norm()) > 1e-3


def test_what_a_held_end_lies_on_stays_there():
    line = curve((0.1, 0.5), (0.4, 0.5), (0.6, 0.5), (0.9, 0.5))
    post = curve((0.5, 0.5), (0.5, 0.4), (0.5, 0.3), (0.5, 0.2))
    movement = moved(table_of(stroked(line), stroked(post)), 4, freedom=0.5)

    weights = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
    middle = (weights[:, None] * movement[:4]).sum(0)
    assert float(movement[:4].norm(dim=1).max()) > 1e-3
    assert float(middle.norm()) < 1e-5


def test_a_stroke_of_which_all_is_held_is_no_parameter():
    table = table_of(stroked(WAVE, free=Free.LINES))
    table.held.extend([1] * 7)

    assert Parameters(table, scene_of(table), 0.8).count == 0


def test_tidying_leaves_a_stroke_with_a_held_node_alone():
    rough = curve(*((0.1 + 0.8 * t / 6, 0.5 + 0.012 * (t % 2)) for t in range(7)))
    table = table_of(stroked(rough))
    tidied = Parameters(table, scene_of(table), 0.5)
    table_held = table_of(stroked(rough))
    table_held.held.extend(octets([0, 0, 0, 1, 0, 0, 0]))
    held = Parameters(table_held, scene_of(table_held), 0.5)

    start = scene_of(table).points
    assert float((tidied.scene(tidied.tidied).points - start).norm(dim=1).max()) > 5e-3
    assert torch.equal(held.scene(held.tidied).points, start)


def test_strokes_may_come_apart_on_request():
    def gap(**restraints):
        table = table_of(stroked(WAVE), stroked(curve((0.9, 0.4), (0.9, 0.5), (0.7, 0.8), (0.6, 0.9))))
        movement = moved(table, freedom=0.5, **restraints)
        return float((movement[6] - movement[7]).norm())

    assert gap() < 1e-6
    assert gap(apart=True) > 1e-3


COLUMNS = {"lines": "points", "colours": "fill", "widths": "stroke_width"}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_dial_turns_down_its_own_kind_and_nothing_else(name):
    def changes(**dials):
        table = table_of(stroked(WAVE, free=EVERYTHING), stroked(circle(0.5, 0.5, 0.3), free=EVERYTHING))
        table.fill[:] = table.stroke[:]
        table.paint[:] = octets([3, 3])
        start = scene_of(table)
        parameters = Parameters(table, start, 0.6, restraints=Restraints(Dials(**dials)))
        end = parameters.scene(far(parameters))
        return {
            each: float((getattr(end, each) - getattr(start, each)).abs().max()) for each in COLUMNS.values()
        }

    full, less, none = changes(), changes(**{name: 0.2}), changes(**{name: 0.0})

    column = COLUMNS[name]
    assert none[column] == 0.0 < less[column] < 0.7 * full[column]
    for other in set(COLUMNS.values()) - {column}:
        assert none[other] > 0.5 * full[other]


def test_a_dial_at_0_leaves_nothing_of_its_kind_among_the_parameters():
    table = table_of(stroked(WAVE, free=Free.LINES))

    assert Parameters(table, scene_of(table), 0.6, restraints=Restraints(Dials(lines=0.0))).count == 0
