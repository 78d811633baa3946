"""What to make small: a weighted sum of named terms, each a pure function of embeddings."""

from dataclasses import dataclass
from typing import Callable

import torch
from torch import Tensor
from torch.nn import functional

SIMILARITY_WEIGHT = 8.0
CONTRAST_SCALE = 25.0  # logits per unit of cosine, as the embedded model was trained
ALIKE = 0.7  # names this near to the prompt mean the same and are no rivals


@dataclass(frozen=True)
class Term:
    name: str
    weight: float
    function: Callable  # embeddings [..., D] -> [...]


class Objective:
    """The sum of weight * function over its terms."""

    def __init__(self, terms):
        self.terms = tuple(terms)

    def __call__(self, embeddings):
        """[...] one value per view, smaller is better; differentiable in `embeddings` [..., D]."""
        return sum(term.weight * term.function(embeddings) for term in self.terms)


def distance(embeddings, target):
    """[...] 1 - cosine between embeddings [..., D] and a unit target [D]."""
    return 1 - embeddings @ target


def contrast(embeddings, target, rivals, scale):
    """[...] cross-entropy of naming the target [D] among the rivals [R, D], all unit vectors.

    It sees to it that the picture is more like the target than like anything else, where cosine
    alone would make it like many things at once.
    """
    logits = scale * (embeddings @ torch.cat([target[None], rivals]).T)
    return -functional.log_softmax(logits, dim=-1)[..., 0]


def rivals_of(target, names):
    """Those of the unit vectors `names` [R, D] that mean something else than `target` [D]."""
    return names[names @ target <= ALIKE]


def towards(targets, weights, names, others=None):
    """The Objective of a picture that is like `targets` [T, D], the less the further below 0 a weight is.

    weights: T numbers, not all 0. names: [R, D] embeddings of common things, or none. others: for each target
    [n, D] what it is not to be taken for, however near; None: nothing.
    """
    total = sum(weight for weight in weights if weight > 0) or sum(map(abs, weights))
    shares = [weight / total for weight in weights]
    others = [names[:0]] * len(shares) if others is None else others
    terms = []
    for index, (target, share, more) in enumerate(zip(targets, shares, others, strict=True)):
        terms.append(Term(f"distance {index}", SIMILARITY_WEIGHT * share, _partial(distance, target)))
        rivals = torch.cat([rivals_of(target, names), more])
        if share > 0 and len(rivals):
            function = _partial(contrast, target, rivals, CONTRAST_SCALE)
            terms.append(Term(f"contrast {index}", share, function))
    return Objective(terms)


def _partial(function, *fixed: Tensor):
    return lambda embeddings: function(embeddings, *fixed)
