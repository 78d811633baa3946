"""What to make small: how far pictures are from their prompts, and how much they look like other things."""

import torch
from torch.nn import functional

SIMILARITY_WEIGHT = 8.0
CONTRAST_SCALE = 25.0  # logits per unit of cosine, as the embedded model was trained
ALIKE = 0.7  # names this near to the prompt mean the same and are no rivals


class Objective:
    """A number for each picture, the smaller the more it is like `targets`; weights below 0 push away.

    A target's weight counts by its share of all. To 1 - cosine it adds, for targets to come nearer to, the
    cross-entropy of naming the target among its rivals: so the picture gets more like it than like anything
    else, where cosine alone would make it like many things at once.

    targets: [T, D] unit embeddings. weights: T numbers, not all 0. names: [R, D] of common things, or none.
    """

    def __init__(self, targets, weights, names):
        shares = targets.new_tensor(weights) / sum(abs(weight) for weight in weights)
        rivals = rivals_of(targets, names)
        self._texts = torch.cat([targets, names]).T.contiguous()
        itself = torch.eye(len(targets), dtype=torch.bool, device=targets.device)
        counts = torch.cat([itself, rivals], 1)
        self._others = torch.zeros_like(counts, dtype=targets.dtype).masked_fill(~counts, -torch.inf)
        self._nearer = SIMILARITY_WEIGHT * shares
        self._named = shares.clamp(min=0) * rivals.any(1)

    def __call__(self, embeddings):
        """[...] of unit embeddings [..., D], differentiable."""
        cosines = embeddings @ self._texts
        logits = torch.add(self._others, cosines[..., None, :], alpha=CONTRAST_SCALE)  # [..., T, T + R]
        names = functional.log_softmax(logits, -1).diagonal(0, -2, -1)
        own = cosines[..., : len(self._nearer)]
        return self._nearer.sum() - own @ self._nearer - names @ self._named


def rivals_of(targets, names):
    """[T, R] bool: which of the unit vectors `names` [R, D] mean something else than each target ([T, D])."""
    return targets @ names.T <= ALIKE
