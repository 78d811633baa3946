"""What all kernels for NVIDIA GPUs share. The modules beside this file are imported only where a GPU is."""

import functools
import importlib
import importlib.util
import logging

log = logging.getLogger(__name__)


@functools.cache
def working(name, otherwise):
    """The module of this full name, if its `try_out()` finds that its kernels work; else None.

    otherwise: who does their work then. The log says it once, with the reason.
    """
    try:
        if importlib.util.find_spec("numba_cuda") is None:
            raise ImportError("numba-cuda is not installed")
        module = importlib.import_module(name)
        module.try_out()
    except Exception as error:  # Numba's compiler, linker and driver all have their own
        log.warning(
            "The kernels %s for NVIDIA GPUs do not work here (%s): %s, which is slower. To mend it, update "
            "the graphics driver and run install.py again.",
            name,
            " ".join(str(error).split())[:300],
            otherwise,
        )
        return None
    return module
