"""Which device a job runs on."""

import torch

from protocol.errors import ErrorCode, RefineError


def device_of(name):
    """The torch.device for "auto", "cpu" or "cuda"; DEVICE_UNAVAILABLE if it is not there."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise RefineError(ErrorCode.DEVICE_UNAVAILABLE, "cuda: torch sees no NVIDIA GPU")
    return torch.device(name)


def is_out_of_memory(error):
    """True if torch, or Python, could not get the memory it asked for."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and "can't allocate memory" in str(error)
