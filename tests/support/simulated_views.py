"""A process of its own for the simulator: `python -m tests.support.simulated_views`.

Prints as JSON how far the simulated GPU's views and their gradients are from the processor's.
"""

import json

import torch

from tests.support import simulated_gpu

simulated_gpu.set_up()

from daemon.guidance.cuda import seeing  # noqa: E402
from daemon.guidance.views import CHANCE, MAP, Views, chances  # noqa: E402

SIDE, PAGE = 9, torch.tensor([0.2, 0.4, 0.8])


def main():
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(2, 3, SIDE, SIDE, generator=generator).requires_grad_()
    slope = torch.randn(2, 3, 3, SIDE, SIDE, generator=generator)
    chance = chances(2, 2, generator)
    far_away = torch.eye(3).flatten() * 1e9
    cases = {
        "two pictures": (chance, slope),
        "another view": (chance.flip(1), slope),
        "all page": (torch.cat([far_away, torch.zeros(CHANCE - MAP)]).expand(2, 2, CHANCE), slope),
        "no gradient": (chance, slope * 0),
        "not a number": (chance, slope * float("nan")),
    }
    seen = Views(SIDE, 3, PAGE)
    wanted = {
        name: _pulled(images, seen.of(images, chance), slope) for name, (chance, slope) in cases.items()
    }
    wanted["another view"] = wanted["two pictures"]  # which the comparison is to notice
    results = {}
    for name, (chance, slope) in cases.items():
        found = seeing.see(images, chance.contiguous(), PAGE, seen.field)
        results[name] = _differences(_pulled(images, found, slope), wanted[name])
    print(json.dumps(results))


def _pulled(images, seen, slope):
    return seen.detach(), torch.autograd.grad(seen, images, slope)[0]


def _differences(found, wanted):
    """[of the views, of the gradient]; numbers that are not finite count as equal to each other."""
    return [
        float((a.nan_to_num(7) - b.nan_to_num(7)).abs().max()) for a, b in zip(found, wanted, strict=True)
    ]


if __name__ == "__main__":
    main()
