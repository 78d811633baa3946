"""The way to the GPU's kernels: Numba's part for GPUs is imported only when a tensor lies on one."""

from daemon.cuda import working


def kernels_for(scene):
    """The module `cuda.pictures` where it can draw a scene; None where the processor does."""
    if not scene.points.is_cuda:
        return None
    return working(f"{__package__}.cuda.pictures", "the processor draws")
