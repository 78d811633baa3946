"""Compile the kernels, keep them, and forget those of earlier sources: `python -m daemon.raster.prepare`.

install.py does it once; without it the first drawing would wait for it, up to a minute.
"""

import torch

from .kernel_cache import SOURCES, folder_for, forget_others
from .render import render
from .trial import trial_scene


def main():
    """Draw one small path with its gradients, which compiles all kernels."""
    for device in ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",):
        render(trial_scene(device), 16, 16, torch.ones(4, device=device)).sum().backward()
    forget_others(folder_for(SOURCES))


if __name__ == "__main__":
    main()
