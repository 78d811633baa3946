"""Compile all kernels, so that no first drawing waits for it: `python -m daemon.worker.prepare`."""

import torch

from daemon.guidance.gpu import view_kernels
from daemon.raster import prepare


def main():
    """Compile what draws, and on a machine with a GPU what sees drawings from several sides."""
    prepare.main()
    if torch.cuda.is_available():
        view_kernels(torch.empty(0, device="cuda"))


if __name__ == "__main__":
    main()
