"""Embeddings to be judged by prompts of several weights, among more names than a warp has lanes."""

import torch
from torch.nn.functional import normalize

from daemon.guidance.objective import Objective

_chance = torch.Generator().manual_seed(0)
_TARGETS, _NAMES = (normalize(torch.randn(count, 40, generator=_chance), dim=1) for count in (3, 45))
EMBEDDINGS = 3 * torch.randn(2, 3, 40, generator=_chance)  # [B, V, D]
WEIGHTS = {"one": [1.0], "more and less": [3.0, 1.0, -2.0], "only less": [-1.0, -2.0]}


def objective_of(weights, device="cpu"):
    """The Objective of so many targets."""
    return Objective(_TARGETS[: len(weights)].to(device), weights, _NAMES.to(device))
