"""Sparse matrices on the processor, to be put together before a run."""

from typing import NamedTuple

import torch
from torch import Tensor

from .ragged import ragged


class Matrix(NamedTuple):
    """A sparse matrix [rows, columns]; its entries lie row by row, each place once."""

    row: Tensor  # [E] int64
    column: Tensor  # [E] int64
    weight: Tensor  # [E] float64
    rows: int
    columns: int

    @classmethod
    def of(cls, row, column, weight, rows, columns):
        """Of entries [E] in any order; those at one place are added up. weight: [E], or a number for all."""
        weight = torch.as_tensor(weight, dtype=torch.float64).expand(len(row))
        place, entry = torch.unique(row * max(1, columns) + column, return_inverse=True)
        total = torch.zeros(len(place), dtype=torch.float64).index_add(0, entry, weight)
        place, total = place[total != 0], total[total != 0]
        return cls(place // max(1, columns), place % max(1, columns), total, rows, columns)

    @classmethod
    def diagonal(cls, count, weight=1.0):
        """[count, count]"""
        return cls.of(torch.arange(count), torch.arange(count), weight, count, count)

    @property
    def first(self):
        """[rows + 1] int64: where each row's entries begin."""
        counts = torch.bincount(self.row, minlength=self.rows)
        return torch.cat([counts.new_zeros(1), torch.cumsum(counts, 0)])

    def after(self, other):
        """[rows, other.columns]: what this does to what the other matrix makes."""
        first = other.first
        entry, rank = ragged(first[self.column + 1] - first[self.column])
        found = first[self.column[entry]] + rank
        weight = self.weight[entry] * other.weight[found]
        return Matrix.of(self.row[entry], other.column[found], weight, self.rows, other.columns)

    def transposed(self):
        """[columns, rows]"""
        return Matrix.of(self.column, self.row, self.weight, self.columns, self.rows)

    def among(self, count, first):
        """[rows, count]: the same done to the values from number `first` on, of so many."""
        return self._replace(column=self.column + first, columns=count)

    def plus(self, other):
        """[rows, columns]: the sum of what both make of the same values."""
        columns = (torch.cat([getattr(each, name) for each in (self, other)]) for name in self._fields[:3])
        return Matrix.of(*columns, self.rows, self.columns)

    def chosen(self, index):
        """[n, columns]: the rows at `index` ([n] int64)."""
        rows = torch.arange(len(index))
        return Matrix.of(rows, index, 1.0, len(index), self.rows).after(self)

    def times(self, factors):
        """[rows, columns]: the same done to values that were multiplied with factors ([columns]) before."""
        return self._replace(weight=self.weight * factors[self.column])

    def only(self, is_kept):
        """[rows, columns]: nothing comes of rows that are not kept ([rows] bool)."""
        own = is_kept[self.row]
        return self._replace(row=self.row[own], column=self.column[own], weight=self.weight[own])

    def for_both_axes(self):
        """[2 rows, 2 columns]: the same done to x and to y of vectors, which take turns."""
        axes = torch.arange(2)
        row, column = ((2 * index[:, None] + axes).reshape(-1) for index in (self.row, self.column))
        return Matrix.of(row, column, self.weight.repeat_interleave(2), 2 * self.rows, 2 * self.columns)


def below(matrices):
    """[all rows, columns]: what matrices make of the same values, one after the other."""
    row, start = [], 0
    for each in matrices:
        row.append(each.row + start)
        start += each.rows
    column, weight = (torch.cat([getattr(each, name) for each in matrices]) for name in ("column", "weight"))
    return Matrix(torch.cat(row), column, weight, start, matrices[0].columns)
