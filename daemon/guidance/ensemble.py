"""Several guides as one: of each picture all of them, or each of its own."""

import torch

from .guide import Verdict


class Ensemble:
    """Averages what its guides say: a picture has to convince all of them. Each looks at its own size."""

    def __init__(self, guides):
        self._guides = tuple(guides)
        self._widths = [guide.chances(0, torch.Generator()).shape[1] for guide in self._guides]

    @property
    def side(self):
        """px: the longer side of the pictures it takes; guides that look at less scale them down."""
        return max(guide.side for guide in self._guides)

    @property
    def model(self):
        """The models' names."""
        return "+".join(guide.model for guide in self._guides)

    def chances(self, steps, generator):
        """As Guide.chances, for one guide after the other."""
        return torch.cat([guide.chances(steps, generator) for guide in self._guides], 1)

    def judge(self, pictures, chance):
        """The mean Verdict on pictures [B, H, W, 3] in 0..1; chance as in Guide.judge."""
        parts = chance.split(self._widths, 1)
        verdicts = [guide.judge(pictures, part) for guide, part in zip(self._guides, parts, strict=True)]
        return _mean(verdicts)

    def glance(self, pictures):
        """As Guide.glance: the mean Verdict."""
        return _mean([guide.glance(pictures) for guide in self._guides])


class Apart:
    """Variant b of a drawing is judged by guide b. All look with the same model, at all pictures at once."""

    def __init__(self, guides):
        self._guides = tuple(guides)
        self.side, self.model, self.chances = guides[0].side, guides[0].model, guides[0].chances

    def judge(self, pictures, chance):
        """The Verdict on pictures [B, H, W, 3] in 0..1, one for each guide; chance as in Guide.judge."""
        embeddings = self._guides[0].embed(pictures, chance).split(1)
        verdicts = [guide.verdict(each) for guide, each in zip(self._guides, embeddings, strict=True)]
        return _combined(verdicts, torch.cat)


def _mean(verdicts):
    return _combined(verdicts, lambda column: torch.stack(column).mean(0))


def _combined(verdicts, combine):
    columns = ([getattr(each, name) for each in verdicts] for name in ("loss", "plain_loss", "similarity"))
    return Verdict(*map(combine, columns))


def unknown_to_all(found):
    """What none of several models knows. found: the unknown words of each (Guide.unknown_words), empty
    for a model that can't tell."""
    first, *others = found
    return [(text, nearest) for text, nearest in first if all(text in dict(other) for other in others)]
