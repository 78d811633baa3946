"""What is wanted and not wanted of a picture, in words, as one objective."""

import torch
from torch.nn import functional

from .objective import towards

TEMPLATES = ("{}", "a drawing of {}", "an icon of {}")
# Of each style (protocol.wishes.STYLES), in the phrases that the embedded model was taught; see its card.
STYLE_TEMPLATES = {
    "line drawing": ("a line drawing of {}", "line art of {}", "an outline of {}"),
    "pencil sketch": ("a pencil sketch of {}", "a pencil drawing of {}", "a rough sketch of {}"),
    "silhouette": ("a silhouette of {}", "the shape of {}"),
    "woodcut": ("a woodcut of {}", "a hatched drawing of {}", "an engraving of {}"),
    "sticker": ("a sticker of {}", "a cartoon of {}"),
}
WRITING = ("text", "letters", "a signature", "a watermark", "handwriting")
WRITING_WEIGHT = 0.3


class Words:
    """The Prompts about one picture, by a model.

    encoder: an Encoder. prompts: protocol Prompts, at least one with text and weight. names: [R, E]
    embeddings of common things, or none. style: of STYLE_TEMPLATES, or ''. suppress_text: whether writing
    is not wanted.
    """

    def __init__(self, encoder, prompts, names, *, style="", suppress_text=False):
        prompts = [prompt for prompt in prompts if prompt.text.strip() and prompt.weight]
        self.texts = [prompt.text.strip() for prompt in prompts]
        self.targets = torch.stack([target_of(encoder, text) for text in self.texts])
        weights = [prompt.weight for prompt in prompts]
        wanted = [
            target_of(encoder, prompt.text.strip(), style) if prompt.weight > 0 else target
            for prompt, target in zip(prompts, self.targets, strict=True)
        ]
        others = [
            torch.stack([target_of(encoder, text, each) for each in ("", *STYLE_TEMPLATES) if each != style])
            if style and weight > 0
            else names[:0]
            for text, weight in zip(self.texts, weights, strict=True)
        ]
        if suppress_text:
            writing = encoder.encode_text(list(WRITING)).mean(0)
            wanted.append(functional.normalize(writing, dim=0))
            weights.append(-WRITING_WEIGHT * (sum(max(0.0, weight) for weight in weights) or 1.0))
            others.append(names[:0])
        self._wanted = torch.stack(wanted)
        self._objective = towards(self._wanted, weights, names, others)
        positive = [max(0.0, weight) for weight in weights]
        shares = positive if any(positive) else weights
        self._shares = self._wanted.new_tensor(shares) / sum(map(abs, shares))

    def losses(self, embeddings):
        """[...] of embeddings [..., E] of pictures; differentiable."""
        return self._objective(embeddings)

    def likeness(self, embeddings):
        """[...] cosine of embeddings [..., E] to what is wanted, by weight."""
        return (embeddings @ self._wanted.T) @ self._shares


def target_of(encoder, text, style=""):
    """[E] the unit embedding of what a text says, drawn in a style ('': any)."""
    templates = STYLE_TEMPLATES[style] if style else TEMPLATES
    embeddings = encoder.encode_text([template.format(text) for template in templates])
    return functional.normalize(embeddings.mean(0), dim=0)
