"""The terms of the objective, on vectors whose answer is known."""

import math

import pytest
import torch
from torch.nn.functional import normalize

from daemon.guidance.objective import ALIKE, CONTRAST_SCALE, SIMILARITY_WEIGHT, Objective, rivals_of

EYE = torch.eye(4)
NONE = torch.zeros(0, 4)


def losses_of(*given):
    """The losses alone, as a function of embeddings."""
    objective = Objective(*given)
    return lambda embeddings: objective(embeddings)[0]


def test_without_names_it_is_one_minus_cosine():
    embeddings = torch.stack([EYE[0], EYE[1], -EYE[0]])

    found = losses_of(EYE[:1], [1.0], NONE)(embeddings)

    assert found.tolist() == [0, SIMILARITY_WEIGHT, 2 * SIMILARITY_WEIGHT]


def test_names_add_the_cross_entropy_of_the_right_one():
    half = normalize(torch.tensor([[1.0, 1, 0, 0]]), dim=1)
    found = losses_of(EYE[:1], [1.0], EYE[1:])(half)

    share = math.exp(CONTRAST_SCALE * math.sqrt(0.5))
    entropy = -math.log(share / (2 * share + 2))
    assert float(found) == pytest.approx(SIMILARITY_WEIGHT * (1 - math.sqrt(0.5)) + entropy, rel=1e-5)


def test_names_that_mean_the_same_are_no_rivals():
    near = normalize(torch.tensor([[ALIKE + 0.1, math.sqrt(1 - (ALIKE + 0.1) ** 2), 0, 0]]), dim=1)
    names = torch.cat([EYE, near])

    assert rivals_of(EYE[:2], names).tolist() == [
        [False, True, True, True, False],
        [True, False, True, True, True],
    ]
    with_them, without = losses_of(EYE[:1], [1.0], names), losses_of(EYE[:1], [1.0], EYE[1:])
    assert torch.allclose(with_them(near), without(near))


def test_picture_nearer_to_the_prompt_is_better():
    objective = losses_of(EYE[:1], [1.0], EYE[1:])
    near = normalize(torch.tensor([[2.0, 1, 0, 0]]), dim=1)
    far = normalize(torch.tensor([[1.0, 2, 0, 0]]), dim=1)

    assert float(objective(near)) < float(objective(far))


def test_negative_prompt_pushes_away():
    objective = losses_of(EYE[:2], [1.0, -0.5], NONE)
    both = normalize(torch.tensor([[1.0, 1, 0, 0]]), dim=1)

    assert float(objective(EYE[:1])) < float(objective(both))


def test_what_is_not_wanted_counts_only_where_there_is_some_likeness():
    warned = losses_of(EYE[:2], [1.0, -0.5], EYE[2:])
    unlike, like = (normalize(torch.tensor([[2.0, side, 0, 0]]), dim=1) for side in (-1, 1))
    plain = losses_of(EYE[:1], [1.0], EYE[2:])

    assert float(plain(unlike)) == pytest.approx(float(warned(unlike)))
    assert float(warned(like) - plain(like)) == pytest.approx(0.5 * SIMILARITY_WEIGHT * 5**-0.5, rel=1e-4)


def test_what_is_not_wanted_takes_no_share_from_what_is():
    embedding = normalize(torch.tensor([[2.0, 1, 0, 0]]), dim=1)
    values = [float(losses_of(EYE[:2], [1.0, weight], NONE)(embedding)) for weight in (-0.25, -0.5, -1.0)]

    assert values[1] - values[0] == pytest.approx((values[2] - values[1]) / 2, rel=1e-4)


def test_others_are_rivals_however_near():
    near = normalize(torch.tensor([[ALIKE + 0.1, math.sqrt(1 - (ALIKE + 0.1) ** 2), 0, 0]]), dim=1)
    alone, beside, other = (
        float(losses_of(EYE[:1], [1.0], names, others)(near))
        for names, others in ((NONE, None), (near, None), (near, [near]))
    )

    assert alone == beside < other


def test_weights_count_by_their_share():
    one, ten = losses_of(EYE[:2], [1.0, 3.0], EYE[2:]), losses_of(EYE[:2], [10.0, 30.0], EYE[2:])
    embedding = normalize(torch.tensor([[1.0, 2, 3, 4]]), dim=1)

    assert float(one(embedding)) == pytest.approx(float(ten(embedding)))


def test_only_prompts_to_come_nearer_to_are_contrasted():
    embeddings = normalize(torch.tensor([[1.0, 2, 3, 4], [4.0, 3, 2, 1]]), dim=1)
    with_names, without = (losses_of(EYE[:2], [1.0, -1.0], names)(embeddings) for names in (EYE[2:], NONE))
    alone = losses_of(EYE[:1], [1.0], EYE[2:])(embeddings) - losses_of(EYE[:1], [1.0], NONE)(embeddings)

    assert torch.allclose(with_names - without, alone, atol=1e-4)


def test_gradients_are_those_of_the_terms():
    chance = torch.Generator().manual_seed(0)
    targets, names = (normalize(torch.randn(count, 6, generator=chance)) for count in (2, 9))
    embeddings = normalize(torch.randn(3, 5, 6, generator=chance), dim=-1).requires_grad_()

    (found,) = torch.autograd.grad(losses_of(targets, [3.0, 1.0], names)(embeddings).sum(), embeddings)

    wanted = 0
    for target, share in zip(targets, (0.75, 0.25), strict=True):
        rivals = names[names @ target <= ALIKE]
        logits = CONTRAST_SCALE * (embeddings @ torch.cat([target[None], rivals]).T)
        entropy = torch.logsumexp(logits, -1) - logits[..., 0]
        wanted = wanted + share * (SIMILARITY_WEIGHT * (1 - embeddings @ target) + entropy)
    torch.testing.assert_close(found, torch.autograd.grad(wanted.sum(), embeddings)[0])


def test_likeness_is_that_to_what_is_wanted_by_weight():
    embeddings = EYE.clone().requires_grad_()
    _, likeness = Objective(EYE[:3], [3.0, 1.0, -1.0], EYE[3:])(embeddings)
    _, unlike = Objective(EYE[:2], [-3.0, -1.0], EYE[2:])(embeddings)

    assert likeness.tolist() == [0.75, 0.25, 0, 0]
    assert unlike.tolist() == [-0.75, -0.25, 0, 0]
    assert not likeness.requires_grad
