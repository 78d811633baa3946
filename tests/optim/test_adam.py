"""Steps, and steps that are taken back."""

import pytest
import torch

from daemon.optim.adam import MOST_REJECTED, Adam

NAN = float("nan")


def unlimited(values):
    return values


def test_goes_downhill_at_the_given_rate():
    adam = Adam(torch.zeros(3), unlimited)

    assert adam.step(torch.tensor(1.0), torch.tensor([2.0, -0.1, 0.0]), 0.5)

    assert adam.values.tolist() == pytest.approx([-0.5, 0.5, 0.0], abs=1e-3)


def test_stays_within_the_limits():
    adam = Adam(torch.zeros(1), lambda values: values.clamp(-0.2, 0.2))

    adam.step(torch.tensor(1.0), torch.tensor([3.0]), 1.0)

    assert adam.values.tolist() == pytest.approx([-0.2])


@pytest.mark.parametrize(
    ("loss", "gradient"), [(NAN, [1.0, 1.0]), (1.0, [1.0, NAN]), (1.0, [float("inf"), 0.0])]
)
def test_step_that_is_not_finite_is_rejected(loss, gradient):
    adam = Adam(torch.zeros(2), unlimited)
    adam.step(torch.tensor(1.0), torch.ones(2), 1.0)
    before = adam.values.clone()
    adam.step(torch.tensor(1.0), torch.ones(2), 1.0)

    assert not adam.step(torch.tensor(loss), torch.tensor(gradient), 1.0)

    assert torch.equal(adam.values, before)  # the values that led there are given up
    assert adam.rejected == 1
    adam.step(torch.tensor(1.0), torch.ones(2), 1.0)
    assert (adam.values - before).tolist() == pytest.approx([-0.5, -0.5], abs=1e-3)


def test_gives_up_after_many_rejections_in_a_row():
    adam = Adam(torch.zeros(1), unlimited)

    for _ in range(MOST_REJECTED):
        assert not adam.is_stuck
        adam.step(torch.tensor(NAN), torch.ones(1), 1.0)

    assert adam.is_stuck
    assert torch.equal(adam.values, torch.zeros(1))
