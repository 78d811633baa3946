"""Rows by number, and their sums, in both ways of adding up."""

import pytest
import torch

from daemon.optim import rows as module
from daemon.optim.rows import _AddUp, _Take, add_up, exchange, take

INDEX = torch.tensor([2, 0, 2, 1, 2])


def random(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def by_integers(count, index, rows):
    return _AddUp.apply(rows, index, count)


TAKES = pytest.mark.parametrize("function", [take, _Take.apply], ids=["torch", "by integers"])
SUMS = pytest.mark.parametrize("function", [add_up, by_integers], ids=["torch", "by integers"])


@TAKES
def test_rows_are_taken_and_their_gradients_added_up(function):
    tensor, slope = random(4, 2).requires_grad_(), random(5, 2, seed=1)

    taken = function(tensor, INDEX)
    (gradient,) = torch.autograd.grad(taken, tensor, slope)

    wanted = torch.stack([slope[1], slope[3], slope[0] + slope[2] + slope[4], torch.zeros(2)])
    assert torch.equal(taken, tensor[INDEX])
    assert torch.allclose(gradient, wanted, atol=1e-6)


@SUMS
def test_rows_are_added_up_and_their_gradients_taken(function):
    rows, slope = random(5, 2).requires_grad_(), random(4, 2, seed=1)

    sums = function(4, INDEX, rows)
    (gradient,) = torch.autograd.grad(sums, rows, slope)

    assert torch.allclose(sums[2], rows[0] + rows[2] + rows[4], atol=1e-6)
    assert torch.equal(sums[3], torch.zeros(2))
    assert torch.equal(gradient, slope[INDEX])


@TAKES
def test_many_tensors_at_once(function):
    tensors = random(3, 4, 2).requires_grad_()

    together = torch.vmap(lambda each: function(each, INDEX).square().sum())(tensors)
    (gradient,) = torch.autograd.grad(together.sum(), tensors)

    alone = torch.stack([function(each, INDEX).square().sum() for each in tensors])
    assert torch.allclose(together, alone)
    assert torch.allclose(gradient, torch.autograd.grad(alone.sum(), tensors)[0], atol=1e-6)


@SUMS
def test_sums_of_many_tensors_at_once(function):
    rows = random(3, 5, 2)

    together = torch.vmap(lambda each: function(4, INDEX, each))(rows)

    assert torch.allclose(together, torch.stack([add_up(4, INDEX, each) for each in rows]), atol=1e-6)


@SUMS
@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_not_finite_is_not_lost(function, number):
    rows = random(5, 2)
    rows[3, 1] = number

    assert not function(4, INDEX, rows).isfinite().all()


def test_the_order_does_not_matter_to_integers():
    rows = random(100_000, 1) * torch.logspace(-2, 2, 100_000)[:, None]
    order = torch.randperm(100_000, generator=torch.Generator().manual_seed(3))
    index = torch.zeros(100_000, dtype=torch.int64)

    assert torch.equal(by_integers(1, index, rows), by_integers(1, index, rows[order]))


def test_rows_are_exchanged():
    tensor, rows = random(4, 2), random(2, 2, seed=1).requires_grad_()

    out = exchange(tensor, torch.tensor([3, 1]), rows)
    out.sum().backward()

    assert torch.equal(out, torch.stack([tensor[0], rows[1], tensor[2], rows[0]]))
    assert torch.equal(rows.grad, torch.ones(2, 2))


@pytest.mark.parametrize("is_on", [True, False])
def test_torchs_way_is_left_as_it_was(is_on):
    torch.use_deterministic_algorithms(is_on, warn_only=True)
    try:
        with module._in_any_order():
            assert not torch.are_deterministic_algorithms_enabled()
        assert torch.are_deterministic_algorithms_enabled() is is_on
    finally:
        torch.use_deterministic_algorithms(False)
