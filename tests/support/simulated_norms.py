"""A process of its own for the simulator: `python -m tests.support.simulated_norms`.

Prints as JSON how far the simulated GPU's normalised tokens and their gradients are from torch's.
"""

import json

import torch
from torch.nn import functional

from tests.support import simulated_gpu

simulated_gpu.set_up()

from daemon.guidance.cuda.normalising import PADDING, add_norm  # noqa: E402

WIDTH = 70  # more words than a warp has lanes
SHAPE = 2, 3, WIDTH


def main():
    chance = torch.Generator().manual_seed(0)

    def random(*shape):
        return torch.randn(shape, generator=chance).bfloat16()

    bias, norm = random(WIDTH), (1 + 0.1 * random(WIDTH), random(WIDTH), 1e-5)
    given = [5 * random(*SHAPE), random(*SHAPE)]
    slopes = random(*SHAPE), random(*SHAPE[:-1], WIDTH + PADDING)
    results = {}
    for name, leaves in {"added": given, "nothing added": given[:1]}.items():
        leaves = [each.requires_grad_() for each in leaves]
        found = add_norm(leaves[0], leaves[1] if len(leaves) > 1 else None, bias, norm)
        wanted = _by_torch(leaves, bias, norm)
        results[name] = max(map(_difference, found, wanted))
        for used in (0, 1), (1,):
            ends = [slopes[k] for k in used]
            pulled, back = (
                torch.autograd.grad([made[k] for k in used], leaves, ends, retain_graph=True)
                for made in (found, wanted)
            )
            results[f"{name}, {len(used)} used"] = max(map(_difference, pulled, back))
    print(json.dumps(results))


def _by_torch(leaves, bias, norm):
    """What add_norm makes, in float32 where it matters."""
    moved = sum(each.float() for each in (*leaves, bias)) if len(leaves) > 1 else leaves[0].float()
    weight, shift, least = norm
    seen = functional.layer_norm(moved, (WIDTH,), weight.float(), shift.float(), least)
    seen = functional.pad(functional.pad(seen, (0, 1), value=1.0), (0, PADDING - 1))
    return moved.bfloat16(), seen.bfloat16()


def _difference(found, wanted):
    """As a share of the greatest number."""
    found, wanted = found.detach().float(), wanted.detach().float()
    return float((found - wanted).abs().max() / wanted.abs().max())


if __name__ == "__main__":
    main()
