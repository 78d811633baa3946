"""Ways to call the same function again and again: one by one, or replayed as a CUDA graph."""

import logging

import torch

log = logging.getLogger(__name__)

WARM_UP = 2  # calls that are not captured: they compile kernels, and libraries set themselves up


def runner_of(function, device):
    """The quickest way to call a function of no arguments many times on a device."""
    return Replayed(function, device) if device.type == "cuda" else Called(function)


class Called:
    """Calls it. Its results may be looked at after each call."""

    stride = 1

    def __init__(self, function):
        self._function = function

    def __call__(self):
        self._function()

    def renew(self):
        """Nothing is kept from call to call."""

    def end(self):
        """Nothing is kept."""


class Replayed:
    """Calls it a few times, then replays what it asked of the GPU; goes on calling it where that can't be
    captured.

    function: asks the same of the GPU at every call, in tensors that stay where they are, waits for nothing
    and returns nothing.
    """

    stride = 8  # calls that should be made before one looks what became of them

    def __init__(self, function, device):
        self._function = function
        self._stream = torch.cuda.Stream(device)
        self._graph = None
        self._until_capture = WARM_UP

    def __call__(self):
        """One more call; returns before the GPU is done."""
        if self._graph is None and self._until_capture == 0:
            self._capture()
        if self._graph is not None:
            self._graph.replay()
            return
        self._until_capture -= 1
        self._on_stream(self._function)

    def renew(self):
        """Capture anew, as tensors moved in memory."""
        if self._graph is not None:
            self._graph = None
            self._until_capture = 0

    def end(self):
        """Give the graph's memory back: torch keeps it for no other."""
        if self._graph is not None:
            self._graph = None
            torch.cuda.empty_cache()

    def _capture(self):
        self._until_capture = -1  # never again, if this fails
        graph = torch.cuda.CUDAGraph()
        try:
            self._on_stream(lambda: self._capture_into(graph))
        except RuntimeError as error:
            log.warning("event=not_captured reason=%s", str(error).splitlines()[0][:300])
            return
        self._graph = graph

    def _capture_into(self, graph):
        # not torch.cuda.graph: it gives torch's memory back first and collects garbage, which takes longer
        graph.capture_begin(capture_error_mode="thread_local")
        try:
            self._function()
        finally:
            graph.capture_end()

    def _on_stream(self, function):
        """Call a function on a stream of its own, as what is captured must be, between what comes before and
        after."""
        outside = torch.cuda.current_stream(self._stream.device)
        self._stream.wait_stream(outside)
        with torch.cuda.stream(self._stream):
            function()
        outside.wait_stream(self._stream)
