"""Compile all kernels, so that no first drawing waits for it: `python -m daemon.worker.prepare`."""

import torch

from daemon.guidance.gpu import view_kernels
from daemon.optim.rows import add_up
from daemon.raster import prepare


def main():
    """Compile what draws, and on a machine with a GPU what sees drawings from several sides and adds up."""
    prepare.main()
    if torch.cuda.is_available():
        rows = torch.ones(1, 1, device="cuda")
        view_kernels(rows)
        add_up(1, torch.zeros_like(rows[0], dtype=torch.int64), rows)


if __name__ == "__main__":
    main()
