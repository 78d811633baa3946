"""The concept space's loss and the schedules of a run."""

import math

import pytest
import torch

from training.concepts import ConceptSpace, Targets, picture_loss
from training.config import at_progress
from training.vocabulary import RELATIONS, SIZES, plural, templates

D = 4


@pytest.mark.parametrize(("progress", "value"), [(0.0, 64), (0.41, 64), (0.42, 96), (1.0, 96)])
def test_a_schedule_takes_the_last_value_that_has_begun(progress, value):
    assert at_progress([[0.0, 64], [0.42, 96]], progress) == value


def targets(ignored):
    """Two names, two attributes, one picture of the first name, no scenes."""
    basis = torch.eye(D)
    none = torch.zeros(0, dtype=torch.bool)
    return Targets(
        names=basis[:2],
        name=torch.tensor([0]),
        ignored=torch.tensor([[False, ignored]]),
        attributes=basis[2:].unsqueeze(0),
        attribute=torch.tensor([0]),
        untold=torch.tensor([[False, True]]),
        scenes=torch.zeros(0, D),
        alike=none.view(0, 0),
        wrong_scenes=torch.zeros(0, 1, D),
        excused=none.view(0, 1),
    )


def test_a_similar_name_is_no_mistake():
    between = torch.tensor([[1.0, 1.0, 0, 0]]) / math.sqrt(2)

    strict, _ = picture_loss(between, targets(ignored=False))
    lenient, right = picture_loss(between, targets(ignored=True))

    # two names fit equally, and of the two attributes one is excused
    assert strict.item() == pytest.approx(math.log(2), abs=1e-5)
    assert lenient.item() == pytest.approx(0, abs=1e-5)
    assert right.tolist() == [True]


def test_beside_has_no_order_but_left_of_has():
    torch.manual_seed(0)
    space = ConceptSpace(components=6, bank=2, dim=D)
    a, b = torch.eye(D)[:2]

    def scene(first, second, relation):
        return space.scene(first, second, torch.tensor(list(RELATIONS).index(relation)), torch.tensor(0))

    assert next(iter(SIZES)) == "same"
    assert torch.allclose(scene(a, b, "beside"), scene(b, a, "beside"))
    assert not torch.allclose(scene(a, b, "left"), scene(b, a, "left"), atol=0.01)


def test_phrases_state_their_colour():
    assert all("red" in phrase for phrase in templates("red"))
    assert [plural(name) for name in ("cat", "fox", "baby", "key", "glasses")] == [
        "cats",
        "foxes",
        "babies",
        "keys",
        "glasses",
    ]
