"""Rows of tensors by number, there and back, as quick on a GPU as they can be with the same bits every time.

torch sorts before it adds up floating-point numbers in a fixed order, in a dozen launches. Sums of integers
are the same in any order.
"""

from contextlib import contextmanager

import torch

from .gpu import kernels_for

UNITS = 2.0**36  # of 1: finer than what moves any number


def take(tensor, index):
    """[M, ...] rows of a tensor [N, ...]. index: [M] int64."""
    return _Take.apply(tensor, index) if tensor.is_cuda else tensor.index_select(0, index)


def add_up(count, index, rows):
    """[count, ...] sums of the rows [M, ...] that have each number. index: [M] int64."""
    if rows.is_cuda:
        return _AddUp.apply(rows, index, count)
    return rows.new_zeros(count, *rows.shape[1:]).index_add(0, index, rows)


def exchange(tensor, index, rows):
    """A tensor [N, ...] with rows [M, ...] in place of those at `index`, [M] int64, each at most once."""
    with _in_any_order():
        return tensor.index_copy(0, index, rows)


class _Take(torch.autograd.Function):
    @staticmethod
    def forward(tensor, index):
        return tensor.index_select(0, index)

    @staticmethod
    def setup_context(ctx, inputs, output):
        tensor, index = inputs
        ctx.count = len(tensor)
        ctx.save_for_backward(index)

    @staticmethod
    def backward(ctx, slope):
        (index,) = ctx.saved_tensors
        return _sums(ctx.count, index, slope), None

    @staticmethod
    def vmap(info, in_dims, tensor, index):
        return _Take.apply(tensor.movedim(in_dims[0], 1), index), 1


class _AddUp(torch.autograd.Function):
    @staticmethod
    def forward(rows, index, count):
        return _sums(count, index, rows)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[1])

    @staticmethod
    def backward(ctx, slope):
        (index,) = ctx.saved_tensors
        return slope.index_select(0, index), None, None

    @staticmethod
    def vmap(info, in_dims, rows, index, count):
        return _AddUp.apply(rows.movedim(in_dims[0], 1), index, count), 1


def _sums(count, index, rows):
    """As add_up, of numbers below 2**26; all are not numbers if one of the rows is not finite."""
    kernels = kernels_for("adding", rows)
    if kernels:
        return kernels.sums_of(count, index, rows)
    empty = rows.new_zeros(count, *rows.shape[1:], dtype=torch.int64)
    with _in_any_order():
        sums = empty.index_add_(0, index, (rows * UNITS).long())
    return sums * (1 / UNITS) + 0 * rows.sum()


@contextmanager
def _in_any_order():
    """Where the order does not matter, torch need not keep one."""
    if not torch.are_deterministic_algorithms_enabled():
        yield
        return
    warn_only = torch.is_deterministic_algorithms_warn_only_enabled()
    torch.use_deterministic_algorithms(False)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(True, warn_only=warn_only)
