"""The way to the optimiser's kernels for NVIDIA GPUs: Numba's part for them is imported only where one is."""

import torch

from daemon.cuda import working


def kernels_for(name, tensor):
    """The module `cuda.<name>` where it can work on such a tensor; None where torch does."""
    if not tensor.is_cuda or tensor.dtype is not torch.float32:
        return None
    return working(f"{__package__}.cuda.{name}", "torch moves the drawing")
