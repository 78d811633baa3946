"""Several guides as one: a picture has to convince all of them."""

import torch

from .guide import Verdict


class Ensemble:
    """Averages what its guides say. Each looks at the picture at its own size."""

    def __init__(self, guides):
        self._guides = tuple(guides)

    @property
    def side(self):
        """px: the longer side of the pictures it takes; guides that look at less scale them down."""
        return max(guide.side for guide in self._guides)

    @property
    def model(self):
        """The models' names."""
        return "+".join(guide.model for guide in self._guides)

    def judge(self, picture, generator):
        """The mean Verdict on a picture [H, W, 3] in 0..1."""
        verdicts = [guide.judge(picture, generator) for guide in self._guides]
        return Verdict(
            torch.stack([verdict.loss for verdict in verdicts]).mean(),
            torch.stack([verdict.plain_loss for verdict in verdicts]).mean(),
            torch.stack([verdict.similarity for verdict in verdicts]).mean(),
        )


def unknown_to_all(found):
    """What none of several models knows. found: the unknown words of each (Guide.unknown_words), empty
    for a model that can't tell."""
    first, *others = found
    return [(text, nearest) for text, nearest in first if all(text in dict(other) for other in others)]
