"""Fixed linear functions as sparse matrices, there and back, with the same bits every time.

Each number that comes out is a sum of its own, added up in one order. On a GPU that is one launch.
"""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from .gpu import kernels_for


class Rows(NamedTuple):
    """A sparse matrix [R, F], row by row."""

    first: Tensor  # [R + 1] int32, each row's entries
    column: Tensor  # [E] int32
    weight: Tensor  # [E]
    longest: int  # entries of a row

    @classmethod
    def of(cls, matrix, like):
        """Of a Matrix. like: a tensor of the kind that it is to be multiplied with."""
        first, column = (each.to(like.device, torch.int32) for each in (matrix.first, matrix.column))
        longest = max(matrix.first.diff().tolist(), default=0)
        return cls(first, column, matrix.weight.to(like), longest)


class Linear:
    """The product of a Matrix [R, F] and values [..., F]: [..., R].

    like: a tensor of the values' kind. Differentiable in the values.
    """

    def __init__(self, matrix, like):
        self._there = Rows.of(matrix, like)
        self._back = Rows.of(matrix.transposed(), like)

    def __call__(self, values):
        return _Product.apply(values, self._there, self._back)


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, values, there, back):
        ctx.there, ctx.back = there, back
        return _product(there, values)

    @staticmethod
    @once_differentiable
    def backward(ctx, slope):
        return _product(ctx.back, slope), None, None


def _product(rows, values):
    kernels = kernels_for("products", values)
    if kernels:
        return kernels.product(rows, values)
    parts = values.index_select(-1, rows.column) * rows.weight
    sums = torch.segment_reduce(parts.movedim(-1, 0).contiguous(), "sum", offsets=rows.first.long(), axis=0)
    return sums.movedim(0, -1)
