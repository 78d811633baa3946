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
    of each picture. words: a Guide of the same encoder, or None. weight: 0..1, the goal's beside the words.
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
        """As Guide.chances: for the views of the whole, then for those of the parts that words are about."""
        if self._words:
            return self._words.chances(steps, generator)
        return chances(steps, self._views.count - 1, generator).flatten(1)

    def judge(self, pictures, chance):
        """As Guide.judge."""
        chance = chance.reshape(len(pictures), -1, CHANCE)
        chance, of_parts = chance.tensor_split([self._views.count - 1], 1)
        found = self._look(square(pictures, self._encoder.side, self._page), chance)
        with torch.no_grad():
            sought = self._look(self._goal.repeat(len(pictures), 1, 1, 1), chance)
        verdict = self._verdict(found, sought)
        if not self._words:
            return verdict
        parts = self._words.embed_parts(pictures, of_parts)
        return self._mixed(verdict, self._words.verdict(torch.cat([found[0], parts], 1)))

    def glance(self, pictures):
        """As Guide.glance."""
        found = self._plain(square(pictures, self._encoder.side, self._page))
        verdict = self._verdict(found, self._plain(self._goal))
        return self._mixed(verdict, self._words.glance(pictures)) if self._words else verdict

    def _verdict(self, found, sought):
        """The Verdict on what `_look` gave of pictures, beside what it gave of the goal."""
        (embeddings, stages), (wanted, wanted_stages) = found, sought
        losses = MEANING_WEIGHT * (1 - (embeddings * wanted).sum(-1))
        for each, goal in zip(stages, wanted_stages, strict=True):
            losses = losses + PLACES_WEIGHT / len(stages) * _apart(each, goal)
        return Verdict(losses.mean(1), losses[:, 0].detach(), embeddings[:, 0].detach() @ self._meaning)

    def _mixed(self, verdict, said):
        share = self._weight
        mixed = (
            share * getattr(verdict, name) + (1 - share) * getattr(said, name)
            for name in ("loss", "plain_loss", "similarity")
        )
        return Verdict(*mixed)

    def _look(self, images, chance):
        """([B, V, D], [B, V, places, channels] of each inner stage) of the views of images."""
        seen = self._views.of(images, chance)
        return self._seen(seen)

    def _plain(self, images):
        """As `_look`, of the images themselves alone."""
        return self._seen(images[:, None])

    def _seen(self, seen):
        embeddings, stages = self._encoder.look(seen.flatten(0, 1))
        return embeddings.unflatten(0, seen.shape[:2]), [
            _by_place(each).unflatten(0, seen.shape[:2]) for each in stages
        ]


def _by_place(stage):
    """[B, places, channels]."""
    return stage.flatten(2).mT if stage.dim() == 4 else stage


def _apart(found, sought):
    """[B, V] how differently two pictures look at each place, 0..2; [B, V, places, channels] each."""
    return (1 - functional.cosine_similarity(found, sought, dim=-1)).mean(-1)
