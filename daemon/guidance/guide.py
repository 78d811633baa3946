"""A prompt as something that judges pictures."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .objective import towards
from .views import square, views

TEMPLATES = ("{}", "a drawing of {}", "an icon of {}")


@dataclass(frozen=True)
class Verdict:
    """What a guide says of one picture."""

    loss: Tensor  # scalar, differentiable: the mean over all views
    plain_loss: Tensor  # scalar, detached: of the picture itself
    similarity: Tensor  # scalar, detached: cosine of the picture itself to the prompts, by weight


class Guide:
    """Judges pictures by prompts.

    encoder: an Encoder. prompts: protocol Prompts, at least one with text. names: texts of common
    things. page: RGB 0..1. view_count: how many views of each picture are judged.
    """

    def __init__(self, encoder, prompts, names, page, *, view_count):
        prompts = [prompt for prompt in prompts if prompt.text.strip() and prompt.weight]
        self._encoder = encoder
        self._texts = [prompt.text.strip() for prompt in prompts]
        self._weights = [prompt.weight for prompt in prompts]
        self._targets = torch.stack([_text_target(encoder, text) for text in self._texts])
        others = encoder.encode_text(names) if names else self._targets[:0]
        self._objective = towards(self._targets, self._weights, others)
        self._page = self._targets.new_tensor(page)
        self._view_count = view_count

    @property
    def side(self):
        """px: the longer side of the pictures it looks at."""
        return self._encoder.side

    @property
    def model(self):
        """The model's name."""
        return self._encoder.name

    def judge(self, picture, generator):
        """The Verdict on a picture [H, W, 3] in 0..1; views are drawn with `generator`."""
        image = square(picture, self.side, self._page)
        embeddings = self._encoder.encode_image(views(image, self._view_count, self._page, generator))
        losses = self._objective(embeddings)
        return Verdict(losses.mean(), losses[0].detach(), self._similarity(embeddings[0].detach()))

    def _similarity(self, embedding):
        weights = self._targets.new_tensor(self._weights)
        return (self._targets @ embedding * weights).sum() / weights.abs().sum()

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
