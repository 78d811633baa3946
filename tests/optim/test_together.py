"""New strokes beside a drawing's own: who may go how far."""

import pytest
import torch

from daemon.optim.together import parameters_of
from daemon.raster import scene_of
from protocol.geometry import Free
from protocol.messages import Prompt, RefineRequest
from tests.support.tables import curve, stroked, table_of

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
    assert moved[8:].min() > 10 * moved[:8].max()


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
