"""The way to the optimiser's kernels for NVIDIA GPUs: Numba's part for them is imported only where one is."""

import functools
import importlib
import logging

import torch

log = logging.getLogger(__name__)


def kernels_for(name, tensor):
    """The module `cuda.<name>` where it can work on such a tensor; None where torch does."""
    return _kernels(name) if tensor.is_cuda and tensor.dtype is torch.float32 else None


@functools.cache
def _kernels(name):
    try:
        module = importlib.import_module(f".cuda.{name}", __package__)
        module.try_out()
    except Exception as error:  # Numba's compiler, linker and driver all have their own
        reason = " ".join(str(error).split())[:300]
        log.warning("event=optimiser_kernels_missing kernels=%s reason=%s", name, reason)
        return None
    return module
