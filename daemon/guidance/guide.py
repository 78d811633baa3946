"""A prompt as something that judges pictures."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .objective import Objective
from .views import CHANCE, Views, chances, square

TEMPLATES = ("{}", "a drawing of {}", "an icon of {}")


@dataclass(frozen=True)
class Verdict:
    """What a guide says of B pictures."""

    loss: Tensor  # [B], differentiable: the mean over all views
    plain_loss: Tensor  # [B], detached: of the picture itself
    similarity: Tensor  # [B], detached: cosine of the picture itself to the prompts, by weight


class Guide:
    """Judges pictures by prompts.

    encoder: an Encoder. prompts: protocol Prompts, at least one with text. names: texts of common
    things. page: RGB 0..1. view_count: how many views of each picture are judged.
    """

    def __init__(self, encoder, prompts, names, page, *, view_count):
        prompts = [prompt for prompt in prompts if prompt.text.strip() and prompt.weight]
        self._encoder = encoder
        self._texts = [prompt.text.strip() for prompt in prompts]
        weights = [prompt.weight for prompt in prompts]
        self._targets = torch.stack([_text_target(encoder, text) for text in self._texts])
        others = encoder.encode_text(names) if names else self._targets[:0]
        self._objective = Objective(self._targets, weights, others)
        self._shares = self._targets.new_tensor(weights) / sum(abs(weight) for weight in weights)
        self._page = self._targets.new_tensor(page)
        self._views = Views(encoder.side, view_count, self._page)

    @property
    def side(self):
        """px: the longer side of the pictures it looks at."""
        return self._encoder.side

    @property
    def model(self):
        """The model's name."""
        return self._encoder.name

    def chances(self, steps, generator):
        """[steps, D] what is left to chance in so many calls of `judge`, drawn with a CPU generator, so that
        every device sees the same."""
        return chances(steps, self._views.count - 1, generator).flatten(1)

    def judge(self, pictures, chance):
        """The Verdict on pictures [B, H, W, 3] in 0..1. chance: [B, D], a row of `chances` for each."""
        return self.verdict(self.embed(pictures, chance))

    def embed(self, pictures, chance):
        """[B, V, E] unit embeddings of the views of pictures; the first is the picture itself."""
        images = square(pictures, self.side, self._page)
        seen = self._views.of(images, chance.reshape(len(images), self._views.count - 1, CHANCE))
        return self._encoder.encode_image(seen.flatten(0, 1)).unflatten(0, seen.shape[:2])

    def verdict(self, embeddings):
        """The Verdict on pictures whose views have these embeddings [B, V, E]."""
        losses = self._objective(embeddings)
        plain = embeddings[:, 0].detach()
        similarity = (plain @ self._targets.T) @ self._shares
        return Verdict(losses.mean(1), losses[:, 0].detach(), similarity)

    def unknown_words(self, bank):
        """For each prompt that the model's Bank does not know: (text, the nearest names)."""
        return [
            (text, bank.nearest(target))
            for text, target in zip(self._texts, self._targets, strict=True)
            if not bank.knows(text, target)
        ]


def _text_target(encoder, text):
    embeddings = encoder.encode_text([template.format(text) for template in TEMPLATES])
    return functional.normalize(embeddings.mean(0), dim=0)
