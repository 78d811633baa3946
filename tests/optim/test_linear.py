"""Sparse matrices against dense ones."""

import pytest
import torch

from daemon.optim.linear import Linear
from daemon.optim.matrix import Matrix, below
from daemon.optim.squares import Terms


def random(rows, columns, seed=0):
    """A Matrix with empty rows and columns, and entries that were given twice."""
    chance = torch.Generator().manual_seed(seed)
    row = torch.randint(0, max(1, rows - 1), (3 * rows,), generator=chance)
    column = torch.randint(0, max(1, columns - 1), (3 * rows,), generator=chance)
    weight = torch.randn(3 * rows, dtype=torch.float64, generator=chance)
    return Matrix.of(row, column, weight, rows, columns)


def dense(matrix):
    out = torch.zeros(matrix.rows, matrix.columns, dtype=torch.float64)
    return out.index_put((matrix.row, matrix.column), matrix.weight, accumulate=True)


def numbers(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(9))


def same(found, wanted):
    torch.testing.assert_close(found, wanted, atol=1e-12, rtol=1e-12)


def test_matrices_are_put_together_as_dense_ones():
    one, other, third = random(5, 7), random(7, 4, seed=1), random(5, 7, seed=2)

    same(dense(one.after(other)), dense(one) @ dense(other))
    same(dense(one.plus(third)), dense(one) + dense(third))
    same(dense(one.transposed()), dense(one).T)
    same(dense(below([one, third])), torch.cat([dense(one), dense(third)]))
    same(dense(one.chosen(torch.tensor([3, 0, 3]))), dense(one)[[3, 0, 3]])
    same(dense(one.among(10, 2))[:, 2:9], dense(one))
    some = torch.tensor([True, False, True, True, False])
    same(dense(one.only(some)), dense(one) * some[:, None])
    same(dense(one.for_both_axes()), torch.kron(dense(one), torch.eye(2, dtype=torch.float64)))


def test_entries_that_cancel_are_none():
    matrix = Matrix.of(torch.tensor([1, 1]), torch.tensor([0, 0]), torch.tensor([2.0, -2.0]), 2, 1)

    assert len(matrix.weight) == 0


def test_products_and_their_gradients_are_those_of_a_dense_matrix():
    matrix, values, slope = random(6, 5), numbers(5).requires_grad_(), numbers(6)

    product = Linear(matrix, values)(values)
    (gradient,) = torch.autograd.grad(product, values, slope)

    same(product, dense(matrix) @ values)
    same(gradient, dense(matrix).T @ slope)


def test_many_at_once():
    matrix, values = random(6, 5), numbers(3, 5).requires_grad_()
    linear = Linear(matrix, values)

    together = linear(values)
    (gradient,) = torch.autograd.grad(together.square().sum(), values)

    same(together, values @ dense(matrix).T)
    same(gradient, 2 * together @ dense(matrix))


@pytest.mark.parametrize(("rows", "columns"), [(0, 3), (2, 0), (0, 0)])
def test_matrices_without_rows_or_columns(rows, columns):
    none = torch.zeros(0, dtype=torch.int64)
    values = numbers(columns).requires_grad_()

    product = Linear(Matrix.of(none, none, 0.0, rows, columns), values)(values)
    (gradient,) = torch.autograd.grad(product.sum(), values)

    assert product.tolist() == [0.0] * rows
    assert gradient.tolist() == [0.0] * columns


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_not_finite_is_not_lost(number):
    matrix, values = Matrix.diagonal(3, torch.tensor([1.0, 2.0, 3.0])), numbers(3)
    values[1] = number

    assert Linear(matrix, values)(values).isfinite().tolist() == [True, False, True]


def test_squares_in_layers():
    terms, first, second = Terms(4), random(3, 4), random(2, 3, seed=1)
    place = terms.add(2.0, (first, 0))
    terms.next_layer()
    terms.add(torch.tensor([0.5, 3.0]), (second, place), (Matrix.diagonal(2), 1))
    terms.add(0.0, (Matrix.diagonal(1), 3), pull=0.7)
    values = numbers(4).requires_grad_()

    found = terms.sum(values)(values)
    (gradient,) = torch.autograd.grad(found, values)

    made = dense(first) @ values
    last = dense(second) @ made + values[1:3]
    wanted = 2 * made.square().sum() + 0.5 * last[0] ** 2 + 3 * last[1] ** 2 + 0.7 * (1 - values[3])
    same(found, wanted)
    same(gradient, torch.autograd.grad(wanted, values)[0])
