"""A process of its own for the simulator: `python -m tests.support.simulated_sums`.

Prints as JSON how far the simulated GPU's sums by number are from the processor's.
"""

import json

import torch

from tests.support import simulated_gpu

simulated_gpu.set_up()

from daemon.optim.cuda.adding import sums_of  # noqa: E402

INDEX = torch.tensor([2, 0, 2, 1, 2])


def main():
    rows = torch.randn(5, 3, 2, generator=torch.Generator().manual_seed(0))
    cases = {"rows": rows, "numbers": rows[:, 0, 0], "columns": rows.transpose(1, 2), "none": rows[:0]}
    results = {}
    for name, each in cases.items():
        index = INDEX[: len(each)]
        wanted = torch.zeros(4, *each.shape[1:]).index_add(0, index, each)
        results[name] = float((sums_of(4, index, each) - wanted).abs().max())
    for name, number in {"not a number": float("nan"), "endless": float("inf")}.items():
        rows[3, 1, 1] = number
        results[name] = float(sums_of(4, INDEX, rows).isnan().float().mean())
    print(json.dumps(results))


if __name__ == "__main__":
    main()
