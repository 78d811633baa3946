"""A process of its own for the simulator: `python -m tests.support.simulated_judging`.

Prints as JSON how far what the simulated GPU says of embeddings, and its gradient, is from what torch says.
"""

import json

import torch
from torch.nn.functional import normalize

from tests.support import simulated_gpu

simulated_gpu.set_up()

from daemon.guidance.cuda import judging  # noqa: E402
from daemon.guidance.objective import CONTRAST_SCALE  # noqa: E402
from tests.support.judged import EMBEDDINGS, WEIGHTS, objective_of  # noqa: E402


def main():
    results = {}
    for name, weights in WEIGHTS.items():
        objective = objective_of(weights)
        found, wanted = _answers(_Simulated(objective)), _answers(objective, normalize)
        results[name] = [float((one - other).abs().max()) for one, other in zip(found, wanted, strict=True)]
    lost = EMBEDDINGS.clone()
    lost[0, 0, 0] = torch.nan
    results["not a number"] = _Simulated(objective)(lost)[0].isnan().flatten().tolist()
    print(json.dumps(results))


class _Simulated:
    """What an Objective says by the simulated GPU."""

    def __init__(self, objective):
        self._given = objective._texts, objective._others, objective._weights

    def __call__(self, embeddings):
        return judging.judge(embeddings, *self._given, CONTRAST_SCALE)


def _unit(embeddings, dim):
    return judging.unit(embeddings.flatten(0, -2)).view_as(embeddings)


def _answers(judge, unit=_unit):
    """(losses, likeness, the gradient of a measure of the losses)."""
    embeddings = EMBEDDINGS.clone().requires_grad_()
    losses, likeness = judge(unit(embeddings, dim=-1))
    slope = torch.linspace(-1, 1, losses.numel()).view_as(losses)
    return losses.detach(), likeness, torch.autograd.grad(losses, embeddings, slope)[0]


if __name__ == "__main__":
    main()
