"""A process of its own for the simulator: `python -m tests.support.simulated_products`.

Prints as JSON how far the simulated GPU's products are from a dense matrix's.
"""

import json

import torch

from tests.support import simulated_gpu

simulated_gpu.set_up()

from daemon.optim.cuda import products  # noqa: E402
from daemon.optim.linear import Rows  # noqa: E402
from daemon.optim.matrix import Matrix  # noqa: E402


def main():
    chance = torch.Generator().manual_seed(0)
    row, column = (torch.randint(0, most, (60,), generator=chance) for most in (9, 40))
    row[:45] = 3  # longer than a warp
    matrix = Matrix.of(row, column, torch.randn(60, dtype=torch.float64, generator=chance), 10, 40)
    dense = torch.zeros(10, 40).index_put((matrix.row, matrix.column), matrix.weight.float())
    values = torch.randn(2, 40, generator=chance)
    rows, results = Rows.of(matrix, values), {}
    for name, each in {"one": values[0], "many": values, "turned": values.t().contiguous().t()}.items():
        for long in (rows.longest - 1, rows.longest):
            products.LONG = long
            results[f"{name}, {long}"] = float((products.product(rows, each) - each @ dense.T).abs().max())
    results["shape"] = list(
        products.product(Rows.of(Matrix.of(row[:0], row[:0], 0.0, 0, 40), values), values).shape
    )
    print(json.dumps(results))


if __name__ == "__main__":
    main()
