"""A picture as something that judges pictures: draw what it shows.

As CLIPasso does (https://arxiv.org/abs/2202.05822): what inner stages of the model put out, place by place,
says where things are, and the embedding says what they are; both are seen in the same views as the drawing.
"""

import torch
from torch.nn import functional

from .guide import Verdict
from .views import CHANCE, Views, chances, square

PLACES_WEIGHT = 6.0  # of inner stages: they say where
MEANING_WEIGHT = 4.0  # of the embedding: it says what


class GoalGuide:
    """Judges pictures by how much of the goal they show, and by words beside it.

    encoder: an Encoder. goal: RGB [H, W, 3] in 0..1 of the shape of the pictures. page: RGB 0..1. view_count:
    of each picture. words: a Guide of the same encoder and number of views, or None. weight: 0..1, the
    goal's beside the words.
    """

    def __init__(self, encoder, goal, page, *, view_count, words=None, weight=1.0):
        self._encoder = encoder
        self._words = words
        self._weight = weight if words else 1.0
        self._page = goal.new_tensor(page)
        self._views = Views(encoder.side, view_count, self._page)
        self._goal = square(goal[None], encoder.side, self._page)
        with torch.no_grad():
            self._meaning = encoder.encode_image(self._goal)[0]

    @property
    def side(self):
        """px: the longer side of the pictures it looks at."""
        return self._words.side if self._words else self._encoder.side

    @property
    def model(self):
        """The model's name."""
        return self._encoder.name

    def chances(self, steps, generator):
        """As Guide.chances; those of the whole picture come first."""
        if self._words:
            return self._words.chances(steps, generator)
        return chances(steps, self._views.count - 1, generator).flatten(1)

    def judge(self, pictures, chance):
        """As Guide.judge."""
        rows = chance.reshape(len(pictures), -1, CHANCE)[:, : self._views.count - 1]
        with self._encoder.listen() as heard:
            embeddings = self._words.embed(pictures, chance) if self._words else self._seen(pictures, rows)
        with torch.no_grad(), self._encoder.listen() as sought:
            wanted = self._seen(self._goal.permute(0, 2, 3, 1).expand(len(pictures), -1, -1, -1), rows)
        whole = embeddings[:, : self._views.count]
        losses = MEANING_WEIGHT * (1 - (whole * wanted).sum(-1))
        for stage, goal in zip(heard, sought, strict=True):
            pair = (self._by_view(each, len(pictures)) for each in (stage, goal))
            losses = losses + PLACES_WEIGHT / len(heard) * _apart(*pair)
        similarity = whole[:, 0].detach() @ self._meaning
        verdict = Verdict(losses.mean(1), losses[:, 0].detach(), similarity)
        return self._with_words(verdict, embeddings) if self._words else verdict

    def _with_words(self, verdict, embeddings):
        share, said = self._weight, self._words.verdict(embeddings)
        mixed = (
            share * getattr(verdict, name) + (1 - share) * getattr(said, name)
            for name in ("loss", "plain_loss", "similarity")
        )
        return Verdict(*mixed)

    def _seen(self, pictures, rows):
        """[B, V, D] embeddings of the views of pictures [B, H, W, 3]."""
        seen = self._views.of(square(pictures, self._encoder.side, self._page).contiguous(), rows)
        return self._encoder.encode_image(seen.flatten(0, 1)).unflatten(0, seen.shape[:2])

    def _by_view(self, stage, count):
        """[B, V, places, channels] of what a stage put out for the views of `count` pictures, the whole
        picture's first."""
        return _by_place(stage.float()).unflatten(0, (count, -1))[:, : self._views.count]


def _by_place(stage):
    """[B, places, channels]."""
    return stage.flatten(2).mT if stage.dim() == 4 else stage


def _apart(found, sought):
    """[B, V] how differently two pictures look at each place, 0..2; [B, V, places, channels] each."""
    return (1 - functional.cosine_similarity(found, sought, dim=-1)).mean(-1)
