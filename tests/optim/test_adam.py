"""Steps, and steps that are taken back."""

import pytest
import torch

from daemon.optim.adam import MOST_REJECTED, Adam
from daemon.optim.limits import Limits

NAN = float("nan")


def adam_of(count, reach=10.0, variants=1):
    high = torch.full((variants, count), reach)
    return Adam(torch.zeros(variants, count), Limits(-high, high, ((0, 0, count),)))


def step(adam, loss, gradient, rate=1.0):
    return bool(adam.step(torch.tensor([loss]), torch.tensor([gradient]), torch.tensor([rate])))


def test_goes_downhill_at_the_given_rate():
    adam = adam_of(3)

    assert step(adam, 1.0, [2.0, -0.1, 0.0], rate=0.5)

    assert adam.values[0].tolist() == pytest.approx([-0.5, 0.5, 0.0], abs=1e-3)


def test_goes_as_torchs_own_does():
    adam, wanted = adam_of(3), torch.zeros(3, requires_grad=True)
    torchs = torch.optim.Adam([wanted], lr=0.1, betas=(0.9, 0.99), eps=1e-8)
    gradients = torch.randn(20, 3, generator=torch.Generator().manual_seed(0))

    for gradient in gradients:
        step(adam, 1.0, gradient.tolist(), rate=0.1)
        wanted.grad = gradient
        torchs.step()

    assert torch.allclose(adam.values[0], wanted, atol=1e-5)


def test_stays_within_the_limits():
    adam = adam_of(1, reach=0.2)

    step(adam, 1.0, [3.0])

    assert adam.values[0].tolist() == pytest.approx([-0.2])


def test_vectors_are_limited_in_length():
    high = torch.tensor([5.0, 5.0, 9.0, 9.0, 9.0, 9.0, 2.0])
    limits = Limits(-high, high, ((1, 1, 1),))

    found = limits.nearest(torch.tensor([[30.0, -40.0, 1.0, 2.0, 3.0, 4.0, 7.0], [0, 3, 9, 9, 9, 9, -7]]))

    assert found[0].tolist() == pytest.approx([5 / 2**0.5, -5 / 2**0.5, 1, 2, 3, 4, 2])
    assert found[1].tolist() == pytest.approx([0, 3, 4.5, 4.5, 4.5, 4.5, -2])


@pytest.mark.parametrize(
    ("loss", "gradient"), [(NAN, [1.0, 1.0]), (1.0, [1.0, NAN]), (1.0, [float("inf"), 0.0])]
)
def test_step_that_is_not_finite_is_rejected(loss, gradient):
    adam = adam_of(2)
    step(adam, 1.0, [1.0, 1.0])
    before = adam.values.clone()
    step(adam, 1.0, [1.0, 1.0])

    assert not step(adam, loss, gradient)

    assert torch.equal(adam.values, before)  # the values that led there are given up
    assert adam.rejected.tolist() == [1]
    step(adam, 1.0, [1.0, 1.0])
    assert (adam.values - before)[0].tolist() == pytest.approx([-0.5, -0.5], abs=1e-3)


def test_counts_rejections_in_a_row():
    adam = adam_of(1)

    for count in range(MOST_REJECTED):
        assert adam.in_a_row.tolist() == [count]
        step(adam, NAN, [1.0])
    assert torch.equal(adam.values, torch.zeros(1, 1))

    step(adam, 1.0, [1.0])
    assert adam.in_a_row.tolist() == [0]
    assert adam.rejected.tolist() == [MOST_REJECTED]


def test_a_variant_that_is_rejected_leaves_the_others_alone():
    both, alone = adam_of(1, variants=2), adam_of(1)

    for loss in (1.0, 1.0, NAN, 1.0):
        both.step(torch.tensor([1.0, loss]), torch.ones(2, 1), torch.ones(1))
        step(alone, 1.0, [1.0])

    assert torch.equal(both.values[:1], alone.values)
    assert both.rejected.tolist() == [0, 1]
