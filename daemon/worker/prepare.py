"""Compile all kernels, so that no first drawing waits for it: `python -m daemon.worker.prepare`."""

import torch

from daemon.guidance.gpu import norm_kernels, view_kernels
from daemon.optim.gpu import kernels_for
from daemon.raster import prepare


def main():
    """Compile what draws, and on a machine with a GPU what sees drawings from all sides and moves them."""
    prepare.main()
    if torch.cuda.is_available():
        values = torch.ones(2, device="cuda")
        view_kernels(values)
        norm_kernels(values.bfloat16())
        for name in ("adding", "products", "stepping"):
            kernels_for(name, values)


if __name__ == "__main__":
    main()
