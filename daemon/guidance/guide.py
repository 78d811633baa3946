"""A prompt as something that judges pictures."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .parts import Cutter
from .views import CHANCE, Views, chances, square
from .words import Words

PART_VIEWS = 2  # of each part: the plain one and one more
PART_DETAIL = 2  # times as large as what the model takes: pictures of which parts are cut out


@dataclass(frozen=True)
class Verdict:
    """What a guide says of B pictures."""

    loss: Tensor  # [B], differentiable: the mean over all views
    plain_loss: Tensor  # [B], detached: of the picture itself
    similarity: Tensor  # [B], detached: cosine of the picture itself to the prompts, by weight


class Guide:
    """Judges pictures by prompts.

    encoder: an Encoder. prompts: protocol Prompts, at least one with text and without a box. names: texts of
    common things. page: RGB 0..1. view_count: how many views of each picture are judged. style: as of
    RefineRequest. unwanted, coloured: as in Words.

    Prompts with a box are judged on that part alone, all parts together as much as the whole.
    """

    def __init__(self, encoder, prompts, names, page, *, view_count, style="", unwanted=(), coloured=None):
        self._encoder = encoder
        whole = [prompt for prompt in prompts if not prompt.box]
        common = encoder.encode_text(names) if names else encoder.encode_text([whole[0].text])[:0]
        self._page = common.new_tensor(page)
        self._whole = Words(encoder, whole, common, style=style, unwanted=unwanted, coloured=coloured)
        self._views = Views(encoder.side, view_count, self._page)
        boxed = [prompt for prompt in prompts if prompt.box and prompt.text.strip() and prompt.weight]
        self._cutters = [Cutter(prompt.box, encoder.side, self._page) for prompt in boxed]
        self._parts = [Words(encoder, [prompt], common, style=style, coloured=coloured) for prompt in boxed]
        self._part_weights = [abs(prompt.weight) / len(boxed) for prompt in boxed]
        self._part_views = Views(encoder.side, PART_VIEWS, self._page)

    @property
    def side(self):
        """px: the longer side of the pictures it looks at."""
        return self._encoder.side * (PART_DETAIL if self._parts else 1)

    @property
    def model(self):
        """The model's name."""
        return self._encoder.name

    @property
    def _chance_counts(self):
        """How many views of the whole, then of each part, are left to chance."""
        return [self._views.count - 1, *[PART_VIEWS - 1] * len(self._parts)]

    def chances(self, steps, generator):
        """[steps, D] what is left to chance in so many calls of `judge`, drawn with a CPU generator, so that
        every device sees the same."""
        return chances(steps, sum(self._chance_counts), generator).flatten(1)

    def judge(self, pictures, chance):
        """The Verdict on pictures [B, H, W, 3] in 0..1. chance: [B, D], a row of `chances` for each."""
        return self.verdict(self.embed(pictures, chance))

    def glance(self, pictures):
        """The Verdict on pictures [B, H, W, 3] in 0..1 and their parts from the plain view alone."""
        seen = [square(pictures, self._encoder.side, self._page)]
        seen += [cutter.cut(pictures) for cutter in self._cutters]
        return self._verdict(*self._encode([each[:, None] for each in seen]).split(1, 1))

    def embed(self, pictures, chance):
        """[B, V, E] unit embeddings of the views of pictures and of their parts; the first is the picture
        itself."""
        rows = chance.reshape(len(pictures), -1, CHANCE).split(self._chance_counts, 1)
        seen = [self._views.of(square(pictures, self._encoder.side, self._page), rows[0])]
        return self._encode([*seen, *self._views_of_parts(pictures, rows[1:])])

    def embed_parts(self, pictures, chance):
        """[B, W, E] unit embeddings of the views of parts alone, W may be 0. chance: what rows of `chances`
        say of parts."""
        if not self._parts:
            return self._page.new_zeros(len(pictures), 0, self._whole.targets.shape[1])
        rows = chance.reshape(len(pictures), -1, CHANCE).split(self._chance_counts[1:], 1)
        return self._encode(self._views_of_parts(pictures, rows))

    def _views_of_parts(self, pictures, rows):
        return [
            self._part_views.of(cutter.cut(pictures), row)
            for cutter, row in zip(self._cutters, rows, strict=True)
        ]

    def _encode(self, seen):
        seen = torch.cat(seen, 1) if len(seen) > 1 else seen[0]
        return self._encoder.encode_image(seen.flatten(0, 1)).unflatten(0, seen.shape[:2])

    def verdict(self, embeddings):
        """The Verdict on pictures whose views have these embeddings [B, V, E]."""
        if not self._parts:
            return self._verdict(embeddings)
        return self._verdict(*embeddings.split([self._views.count, *[PART_VIEWS] * len(self._parts)], 1))

    def _verdict(self, whole, *parts):
        losses, likeness = self._whole.judge(whole)
        loss, plain = losses.mean(1), losses[:, 0]
        for words, weight, seen in zip(self._parts, self._part_weights, parts, strict=True):
            losses = weight * words.judge(seen)[0]
            loss, plain = loss + losses.mean(1), plain + losses[:, 0]
        return Verdict(loss, plain.detach(), likeness[:, 0])

    def unknown_words(self, bank):
        """For each prompt that the model's Bank does not know: (text, the nearest names)."""
        found = [
            (text, target)
            for words in (self._whole, *self._parts)
            for text, target in zip(words.texts, words.targets, strict=True)
        ]
        return [(text, bank.nearest(target)) for text, target in found if not bank.knows(text, target)]
