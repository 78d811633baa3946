"""What to make small: how far pictures are from their prompts, and how much they look like other things."""

import torch
from torch.nn import functional

from .gpu import judge_kernels

SIMILARITY_WEIGHT = 8.0
CONTRAST_SCALE = 25.0  # logits per unit of cosine, as the embedded model was trained
ALIKE = 0.7  # names this near to the prompt mean the same and are no rivals


class Objective:
    """A loss for each picture, the smaller the more it is like `targets`, and unlike those that weigh less
    than 0; and its likeness: the cosine to what is wanted, by weight.

    To 1 - cosine it adds, for targets to come nearer to, the cross-entropy of naming the target among its
    rivals: so the picture gets more like it than like anything else, where cosine alone would make it like
    many things at once. Of what is not wanted a cosine below 0 counts as 0: below lies nothing that anyone
    could see, and to go on there would only spoil the picture.

    targets: [T, D] unit embeddings. weights: T numbers, not all 0; those above 0 count by their share, and
    the others by what share they would be. names: [R, D] of common things, or none. others: for each target
    [n, D] what it is not to be taken for, however near; None: nothing.
    """

    def __init__(self, targets, weights, names, others=None):
        total = sum(weight for weight in weights if weight > 0) or sum(map(abs, weights))
        shares = targets.new_tensor(weights) / total
        others = [names[:0]] * len(weights) if others is None else others
        self._texts = torch.cat([targets, names, *others]).T.contiguous()
        itself = torch.eye(len(targets), dtype=torch.bool, device=targets.device)
        own = torch.block_diag(*(itself.new_ones(1, len(each)).float() for each in others)).bool()
        counts = torch.cat([itself, rivals_of(targets, names), own.to(itself.device)], 1)
        self._others = torch.zeros_like(counts, dtype=targets.dtype).masked_fill(~counts, -torch.inf)
        named, unwanted = shares.clamp(min=0), shares.clamp(max=0)
        likeness = named / named.sum() if named.any() else unwanted / -unwanted.sum()
        self._weights = torch.stack(
            [SIMILARITY_WEIGHT * named, -SIMILARITY_WEIGHT * unwanted, named, likeness]
        )

    def __call__(self, embeddings):
        """(losses [...], differentiable, likeness [...], detached) of unit embeddings [..., D]."""
        kernels = judge_kernels(embeddings)
        if kernels:
            given = self._texts, self._others, self._weights
            return kernels.judge(embeddings, *given, CONTRAST_SCALE)
        cosines = embeddings @ self._texts
        logits = torch.add(self._others, cosines[..., None, :], alpha=CONTRAST_SCALE)  # [..., T, T + R]
        names = functional.log_softmax(logits, -1).diagonal(0, -2, -1)
        nearer, away, named, likeness = self._weights
        own = cosines[..., : len(nearer)]
        losses = nearer.sum() - own @ nearer + own.clamp(min=0) @ away - names @ named
        return losses, own.detach() @ likeness


def rivals_of(targets, names):
    """[T, R] bool: which of the unit vectors `names` [R, D] mean something else than each target ([T, D])."""
    return targets @ names.T <= ALIKE
