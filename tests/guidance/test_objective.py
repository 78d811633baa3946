"""The terms of the objective, on vectors whose answer is known."""

import math

import pytest
import torch
from torch.nn.functional import normalize

from daemon.guidance.objective import ALIKE, contrast, distance, likeness, rivals_of, towards

EYE = torch.eye(4)
NONE = torch.zeros(0, 4)


def test_distance_is_one_minus_cosine():
    embeddings = torch.stack([EYE[0], EYE[1], -EYE[0]])

    assert distance(embeddings, EYE[0]).tolist() == [0, 1, 2]


def test_contrast_is_the_cross_entropy_of_the_name():
    value = contrast(EYE[:1], EYE[0], EYE[1:], 2.0)

    assert float(value) == pytest.approx(-math.log(math.exp(2) / (math.exp(2) + 3)))


def test_names_that_mean_the_same_are_no_rivals():
    near = normalize(torch.tensor([[ALIKE + 0.1, math.sqrt(1 - (ALIKE + 0.1) ** 2), 0, 0]]), dim=1)

    assert torch.equal(rivals_of(EYE[0], torch.cat([EYE, near])), EYE[1:])


def test_picture_nearer_to_the_prompt_is_better():
    objective = towards(EYE[:1], [1.0], EYE[1:])
    near = normalize(torch.tensor([[2.0, 1, 0, 0]]), dim=1)
    far = normalize(torch.tensor([[1.0, 2, 0, 0]]), dim=1)

    assert float(objective(near)) < float(objective(far))


def test_negative_prompt_pushes_away():
    objective = towards(EYE[:2], [1.0, -0.5], NONE)
    both = normalize(torch.tensor([[1.0, 1, 0, 0]]), dim=1)

    assert float(objective(EYE[:1])) < float(objective(both))


def test_what_is_not_wanted_counts_only_where_there_is_some_likeness():
    assert likeness(torch.stack([EYE[0], EYE[1], -EYE[0]]), EYE[0]).tolist() == [1, 0, 0]
    plain, warned = towards(EYE[:1], [1.0], EYE[2:]), towards(EYE[:2], [1.0, -0.5], EYE[2:])
    unlike = normalize(torch.tensor([[2.0, -1, 0, 0]]), dim=1)

    assert float(plain(unlike)) == float(warned(unlike))


def test_what_is_not_wanted_takes_no_share_from_what_is():
    embedding = normalize(torch.tensor([[2.0, 1, 0, 0]]), dim=1)
    values = [float(towards(EYE[:2], [1.0, weight], NONE)(embedding)) for weight in (-0.25, -0.5, -1.0)]

    assert values[1] - values[0] == pytest.approx((values[2] - values[1]) / 2)


def test_others_are_rivals_however_near():
    near = normalize(torch.tensor([[ALIKE + 0.1, math.sqrt(1 - (ALIKE + 0.1) ** 2), 0, 0]]), dim=1)

    assert [term.name for term in towards(EYE[:1], [1.0], near).terms] == ["distance 0"]
    assert len(towards(EYE[:1], [1.0], near, [near]).terms) == 2


def test_weights_count_by_their_share():
    one, ten = towards(EYE[:2], [1.0, 3.0], EYE[2:]), towards(EYE[:2], [10.0, 30.0], EYE[2:])
    embedding = normalize(torch.tensor([[1.0, 2, 3, 4]]), dim=1)

    assert float(one(embedding)) == pytest.approx(float(ten(embedding)))


def test_only_prompts_to_come_nearer_to_are_contrasted():
    names = [term.name for term in towards(EYE[:2], [1.0, -1.0], EYE[2:]).terms]

    assert names == ["distance 0", "contrast 0", "likeness 1"]
