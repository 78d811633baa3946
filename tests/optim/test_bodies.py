"""How much subpaths turn, grow and lose their shape."""

import torch

from daemon.optim.bodies import RIGID, Bodies
from daemon.optim.linear import Linear

POINTS = torch.tensor(
    [[0.1, 0.1], [0.4, 0.2], [0.3, 0.5], [0.7, 0.7], [0.9, 0.8], [0.8, 0.6]], dtype=torch.float64
)
SUBPATHS = torch.tensor([0, 0, 0, 2, 2, 2])
BODIES = Bodies.of(POINTS, SUBPATHS, torch.arange(6))


def similar(turn=0.0, growth=0.0, shift=(0.0, 0.0)):
    """[6, 2] movement of the first subpath; the other one stays."""
    across = torch.stack([-POINTS[:, 1], POINTS[:, 0]], 1)
    moved = turn * across + growth * POINTS + torch.tensor(shift, dtype=torch.float64)
    moved[3:] = 0
    return moved


def changes(bodies, movement):
    """[3, bodies] squares of turns, of growths, and of what is left, of a movement [N, 2] of all points."""
    points, moved = len(movement), movement.reshape(-1)
    rigid = Linear(bodies.rigid(points), moved)(moved)
    own, rest = (Linear(each, moved) for each in bodies.bent(points))
    bent = (own(moved) + rest(rigid)).reshape(-1, 2).square().sum(1)
    left = torch.zeros(len(bodies), dtype=torch.float64).index_add(0, bodies.body, bent)
    _, _, turn, growth = rigid.reshape(-1, RIGID).t()
    return torch.stack([turn.square(), growth.square(), left])


def check(movement, turn, growth, bend):
    found = changes(BODIES, movement)
    wanted = torch.tensor([[turn**2, 0], [growth**2, 0], [bend, 0]], dtype=torch.float64)
    torch.testing.assert_close(found, wanted, atol=1e-12, rtol=1e-6)


def test_shift_is_no_change():
    check(similar(shift=(0.3, -0.2)), 0, 0, 0)


def test_turn_and_growth_are_told_apart():
    check(similar(turn=0.2), 0.2, 0, 0)
    check(similar(growth=-0.3, shift=(0.1, 0.1)), 0, -0.3, 0)


def test_the_rest_is_bending():
    movement = torch.zeros_like(POINTS)
    movement[1, 0] = 0.1

    turn, growth, bend = changes(BODIES, movement)

    assert float(bend[0]) > 1e-3
    assert float((turn + growth + bend)[1]) == 0.0


def test_nothing_moves_nothing():
    none = Bodies.of(POINTS, SUBPATHS, torch.arange(0))

    assert changes(none, POINTS).shape == (3, 0)
