"""The way to the GPU's kernels: Numba's part for GPUs is imported only when a tensor lies on one."""

import functools
import importlib.util
import logging

log = logging.getLogger(__name__)


def kernels_for(scene):
    """The module `cuda.pictures` where it can draw a scene; None where the processor does."""
    return _kernels() if scene.points.is_cuda else None


@functools.cache
def _kernels():
    try:
        if importlib.util.find_spec("numba_cuda") is None:
            raise ImportError("numba-cuda is not installed")
        from .cuda import pictures

        pictures.try_out()
    except Exception as error:  # Numba's compiler, linker and driver all have their own
        log.warning(
            "The kernels for NVIDIA GPUs do not work here (%s): the processor draws, which is slower. To "
            "mend it, update the graphics driver and run install.py again.",
            " ".join(str(error).split())[:300],
        )
        return None
    return pictures
