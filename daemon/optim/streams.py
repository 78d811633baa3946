"""What a GPU does beside, and what comes back from it later: the same calls do it at once on a processor."""

from contextlib import contextmanager

import torch


class Beside:
    """Work that goes on beside other work, until `join`. Can be captured in a CUDA graph."""

    def __init__(self, device):
        self._stream = torch.cuda.Stream(device) if device.type == "cuda" else None

    def moment(self):
        """What was asked of the device so far, for `after`."""
        return torch.cuda.current_stream(self._stream.device).record_event() if self._stream else None

    @contextmanager
    def after(self, moment):
        """What is asked of the device in here comes after that moment, and after what was done beside."""
        if self._stream is None:
            yield
            return
        self._stream.wait_event(moment)
        with torch.cuda.stream(self._stream):
            yield

    def join(self):
        """What follows comes after all that was done beside."""
        if self._stream is not None:
            torch.cuda.current_stream(self._stream.device).wait_stream(self._stream)


class Readback:
    """A copy of a tensor as it is when the device gets there, on its way to the processor."""

    def __init__(self, tensor):
        tensor = tensor.detach()
        if not tensor.is_cuda:
            self._copy, self._event = tensor.clone(), None
            return
        self._copy = torch.empty(tensor.shape, dtype=tensor.dtype, pin_memory=True)
        self._copy.copy_(tensor, non_blocking=True)
        self._event = torch.cuda.Event()
        self._event.record()

    @property
    def is_here(self):
        """Whether `tensor` would not wait."""
        return self._event is None or self._event.query()

    def tensor(self):
        """The copy, on the processor; waits for it."""
        if self._event is not None:
            self._event.synchronize()
        return self._copy
