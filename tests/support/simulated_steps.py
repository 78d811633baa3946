"""A process of its own for the simulator: `python -m tests.support.simulated_steps`.

Prints as JSON how far the simulated GPU's steps are from the processor's, and what it says of them.
"""

import json

import torch

from tests.support import simulated_gpu

simulated_gpu.set_up()

from daemon.optim.adam import Adam  # noqa: E402
from daemon.optim.cuda import stepping  # noqa: E402
from daemon.optim.limits import Limits  # noqa: E402

VARIANTS, COUNT = 2, 2 * 3 + 4 * 2 + 5
KEPT = "_pace", "_decay", "_decay_before", "_rejected"


def main():
    chance = torch.Generator().manual_seed(0)
    high = 0.1 + torch.rand(VARIANTS, COUNT, generator=chance)
    limits = Limits(-high, high, ((1, 1, 2), (2, 1, 3)))
    ours, wanted = (Adam(torch.zeros(VARIANTS, COUNT), limits) for _ in range(2))
    differences, rate = [], torch.tensor([0.2])
    for index in range(6):
        loss, gradient = torch.ones(VARIANTS), torch.randn(VARIANTS, COUNT, generator=chance)
        if index == 2:
            gradient[1, COUNT - 1] = torch.nan
        if index == 4:
            loss[0] = torch.inf
        kept = [getattr(ours, name) for name in KEPT]
        said = stepping.step(loss, gradient, rate, limits, kept, ours._state, ours._before)
        differences.append((said - wanted.step(loss, gradient, rate).float()).abs().max())
        for name in (*KEPT, "_state", "_before"):
            differences.append((getattr(ours, name) - getattr(wanted, name)).abs().max())
    print(json.dumps({"difference": float(max(differences)), "rejected": ours.rejected.tolist()}))


if __name__ == "__main__":
    main()
