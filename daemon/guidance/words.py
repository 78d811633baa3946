"""What is wanted and not wanted of a picture, in words, as one objective."""

import torch
from torch.nn import functional

from .objective import Objective

TEMPLATES = ("{}", "a drawing of {}", "an icon of {}")
# Of each style (protocol.wishes.STYLES), in the phrases that the embedded model was taught; see its card.
STYLE_TEMPLATES = {
    "pencil sketch": ("a pencil sketch of {}", "a pencil drawing of {}", "a line drawing of {}"),
    "silhouette": ("a silhouette of {}", "the shape of {}"),
    "woodcut": ("a woodcut of {}", "a hatched drawing of {}", "an engraving of {}"),
    "sticker": ("a sticker of {}", "a cartoon of {}"),
}
# What large models like to draw: the words that they were shown. Weights below 0 count only where there is
# some likeness, so a drawing without letters hardly notices.
WRITING = ("text", "letters", "a signature", "a watermark", "handwriting")
WRITING_WEIGHT = 0.6  # of all of them together


class Words:
    """The Prompts about one picture, by a model.

    encoder: an Encoder. prompts: protocol Prompts, at least one with text and weight. names: [R, E]
    embeddings of common things, or none. style: of STYLE_TEMPLATES, or ''. unwanted: texts of what is never
    wanted. coloured: gives for a text what it is to say as well (Bank.in_natural_colour), or ''.
    """

    def __init__(self, encoder, prompts, names, *, style="", unwanted=(), coloured=None):
        prompts = [prompt for prompt in prompts if prompt.text.strip() and prompt.weight]
        self.texts = [prompt.text.strip() for prompt in prompts]
        self.targets = torch.stack([target_of(encoder, text) for text in self.texts])
        weights = [prompt.weight for prompt in prompts]
        wanted = [
            target_of(encoder, text, style, coloured(text) if coloured else "") if weight > 0 else target
            for text, weight, target in zip(self.texts, weights, self.targets, strict=True)
        ]
        others = [
            torch.stack([target_of(encoder, text, each) for each in ("", *STYLE_TEMPLATES) if each != style])
            if style and weight > 0
            else names[:0]
            for text, weight in zip(self.texts, weights, strict=True)
        ]
        if unwanted:
            wanted += encoder.encode_text(list(unwanted))
            whole = sum(max(0.0, weight) for weight in weights) or 1.0
            weights += [-WRITING_WEIGHT * whole / len(unwanted)] * len(unwanted)
            others += [names[:0]] * len(unwanted)
        self._objective = Objective(torch.stack(wanted), weights, names, others)

    def judge(self, embeddings):
        """As Objective, of embeddings [..., E] of pictures."""
        return self._objective(embeddings)


def known_writing(encoder, bank):
    """Those of the words for writing that a model knows. bank: its Bank, None for one that was shown all."""
    if bank is None:
        return WRITING
    embeddings = encoder.encode_text(list(WRITING))
    return tuple(text for text, each in zip(WRITING, embeddings, strict=True) if bank.knows(text, each))


def target_of(encoder, text, style="", too=""):
    """[E] the unit embedding of what a text says, and another one too if there is one, drawn in a style
    ('': any)."""
    templates = STYLE_TEMPLATES[style] if style else TEMPLATES
    said = [template.format(each) for each in (text, too) if each for template in templates]
    embeddings = encoder.encode_text(said)
    return functional.normalize(embeddings.mean(0), dim=0)
