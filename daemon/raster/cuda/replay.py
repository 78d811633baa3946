"""Calls that are made again and again, as CUDA graphs: a launch through Numba costs more than its kernel.

What a call reads and writes lies in fixed places; each call copies its tensors there and its results out.
"""

import torch

from .launch import Given, Gradients, Painted, run_paint, run_unpaint


class Recording:
    """The two ways of a call with one Outlines and one shape, for so many variants as `given` has."""

    def __init__(self, given, outlines, shape):
        self._given = Given(*(tensor.detach().clone() for tensor in given))
        self._painted = Painted.empty(given, outlines)
        self._d_picture = torch.zeros_like(given.background)
        self._there = self._record(lambda: run_paint(self._given, outlines, shape, self._painted))
        self._back = self._record(lambda: self._unpaint(outlines, shape))

    def _unpaint(self, outlines, shape):
        self._gradients = Gradients(self._given, outlines)
        run_unpaint(self._given, outlines, shape, self._painted, self._d_picture, self._gradients)

    def _record(self, work):
        """A graph of work()."""
        work()  # compiles what it needs
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, capture_error_mode="thread_local"):
            work()
        return graph

    def paint(self, given):
        """What `run_paint` makes of these tensors, as a Painted of their own."""
        torch._foreach_copy_(self._given, given)
        self._there.replay()
        return Painted(self._painted.memory.clone(), self._painted.shapes)

    def unpaint(self, given, painted, d_picture):
        """The gradients by `given`, in its order."""
        there = [*self._given, self._painted.memory, self._d_picture]
        torch._foreach_copy_(there, [*given, painted.memory, d_picture])
        self._back.replay()
        return self._gradients.by_argument(
            self._gradients.results.clone(), self._gradients.background.clone()
        )
