"""The way to the kernels for NVIDIA GPUs: Numba's part for them is imported only where one is."""

import functools
import importlib
import importlib.util
import logging

import torch

log = logging.getLogger(__name__)


def view_kernels(images):
    """The module `cuda.seeing` where it can make views of images; None where torch does."""
    return _kernels("seeing") if images.is_cuda else None


def norm_kernels(tokens):
    """The module `cuda.normalising` where it can normalise tokens [..., W]; None where torch does."""
    fits = tokens.is_cuda and tokens.dtype is torch.bfloat16 and tokens.shape[-1] % 2 == 0
    return _kernels("normalising") if fits else None


@functools.cache
def _kernels(name):
    try:
        if importlib.util.find_spec("numba_cuda") is None:
            raise ImportError("numba-cuda is not installed")
        module = importlib.import_module(f".cuda.{name}", __package__)
        module.try_out()
    except Exception as error:  # Numba's compiler, linker and driver all have their own
        reason = " ".join(str(error).split())[:300]
        log.warning("event=guidance_kernels_missing kernels=%s reason=%s", name, reason)
        return None
    return module
