"""A weighted sum of squares of linear functions of numbers, some of which are functions of others."""

import torch

from .linear import Linear
from .matrix import below


class Terms:
    """Terms, as they are added, of so many numbers and of what earlier layers of terms make of them."""

    def __init__(self, numbers):
        self._made = self._end = numbers
        self._layers = [[]]
        self._weights = [torch.zeros(2, numbers, dtype=torch.float64)]

    def add(self, weight, *placed, pull=0.0):
        """Add weight * square + pull * (1 - itself) of each number that matrices make; where the first of
        these lies for the layers to come.

        placed: (Matrix, number of the first value that it takes), to be added up. weight, pull: of all rows,
        or of each.
        """
        matrix, *others = (each.among(self._made, first) for each, first in placed)
        for other in others:
            matrix = matrix.plus(other)
        own = (torch.as_tensor(each, dtype=torch.float64).expand(matrix.rows) for each in (weight, pull))
        self._layers[-1].append(matrix)
        self._weights.append(torch.stack([*own]))
        first, self._end = self._end, self._end + matrix.rows
        return first

    def next_layer(self):
        """What is added from here on may take what was added before."""
        self._made = self._end
        self._layers.append([])

    def sum(self, like):
        """The Squares. like: a tensor of the numbers' kind."""
        return Squares([below(layer) for layer in self._layers], torch.cat(self._weights, 1), like)


class Squares:
    """A function of numbers [..., F]: [...], differentiable.

    layers: matrices, each of the numbers followed by all that the ones before it make. weights: [2, all], the
    weight and the pull of each of these numbers. like: a tensor of the numbers' kind.
    """

    def __init__(self, layers, weights, like):
        self._layers = [Linear(layer, like) for layer in layers]
        self._weight, self._pull = weights.to(like)
        self._start = self._pull.sum()

    def __call__(self, numbers):
        made = numbers
        for layer in self._layers:
            made = torch.cat([made, layer(made)], -1)
        return self._start + (made * (self._weight * made - self._pull)).sum(-1)
