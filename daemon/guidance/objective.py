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


def likeness(embeddings, target):
    """[...] cosine between embeddings [..., D] and a unit target [D], where there is any likeness.

    Below 0 lies nothing that anyone could see: to go on there would only spoil the picture.
    """
    return (embeddings @ target).clamp(min=0)


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
    """The Objective of a picture that is like `targets` [T, D], and unlike those whose weight is below 0.

    weights: T numbers, not all 0; those above 0 count by their share, and the others by what share they
    would be. names: [R, D] embeddings of common things, or none. others: for each target [n, D] what it is
    not to be taken for, however near; None: nothing.
    """
    total = sum(weight for weight in weights if weight > 0) or sum(map(abs, weights))
    others = [names[:0]] * len(weights) if others is None else others
    terms = []
    for index, (target, weight, more) in enumerate(zip(targets, weights, others, strict=True)):
        share = weight / total
        if share <= 0:
            function = _partial(likeness, target)
            terms.append(Term(f"likeness {index}", SIMILARITY_WEIGHT * -share, function))
            continue
        terms.append(Term(f"distance {index}", SIMILARITY_WEIGHT * share, _partial(distance, target)))
        rivals = torch.cat([rivals_of(target, names), more])
        if len(rivals):
            function = _partial(contrast, target, rivals, CONTRAST_SCALE)
            terms.append(Term(f"contrast {index}", share, function))
    return Objective(terms)


def _partial(function, *fixed: Tensor):
    return lambda embeddings: function(embeddings, *fixed)
