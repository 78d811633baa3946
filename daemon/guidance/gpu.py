"""The way to the kernels for views on NVIDIA GPUs: Numba's part for them is imported only where one is."""

import functools
import importlib.util
import logging

log = logging.getLogger(__name__)


def view_kernels(images):
    """The module `cuda.seeing` where it can make views of images; None where torch does."""
    return _kernels() if images.is_cuda else None


@functools.cache
def _kernels():
    try:
        if importlib.util.find_spec("numba_cuda") is None:
            raise ImportError("numba-cuda is not installed")
        from .cuda import seeing

        seeing.try_out()
    except Exception as error:  # Numba's compiler, linker and driver all have their own
        log.warning("event=view_kernels_missing reason=%s", " ".join(str(error).split())[:300])
        return None
    return seeing
