"""All names that a model was trained on, and where they lie among its texts."""

import json
import re

import torch
from safetensors import SafetensorError, safe_open
from torch.nn import functional

from protocol.errors import ErrorCode, RefineError

# Cosine to the nearest name below which a text holds words the model does not know; measured, see its card.
FAR = 0.65
NEAREST = 5
# Words that no name holds and the model knows: those that join things, and two colours.
TAUGHT = frozenset(
    ("an", "some", "many", "beside", "by", "above", "below", "near", "between", "gray", "teal")
)
ARTICLES = frozenset(("a", "an", "the"))
# Last words of the names of signs: "house circle" is a house on a button.
SIGNS = frozenset(("circle", "square", "cross", "button", "arrow"))


class Bank:
    """names: N texts. embeddings: their unit embeddings [N, D]. common: names in everyday words. colours:
    name -> word for the colour that such things have by nature, of those that have one."""

    def __init__(self, names, embeddings, common, colours):
        self._names = names
        self._colours = colours
        self._embeddings = embeddings
        self._words = TAUGHT.union(*map(_words, names))
        everyday = set().union(*map(_words, common))
        # the rest are names of icons, run together or cut off: no advice to anyone
        self._plain = [
            index
            for index, name in enumerate(names)
            if everyday.issuperset(_words(name)) and not (" " in name and name.split()[-1] in SIGNS)
        ]

    def knows(self, text, embedding):
        """True for a text of known words, or with a name near its unit embedding [D].

        Things put together, "a green car under a tree", lie far from the name of each.
        """
        words = _words(text)
        in_names = bool(words) and all({word, word.removesuffix("s")} & self._words for word in words)
        return in_names or bool((self._embeddings @ embedding).max() >= FAR)

    def in_natural_colour(self, text):
        """What a text that is no more than a thing's name says with its colour, "a yellow lemon" of "a
        lemon"; '' for other texts, and of things that have none."""
        article, _, rest = text.lower().partition(" ")
        name = rest if article in ARTICLES else text.lower()
        return f"a {self._colours[name]} {name}" if name in self._colours else ""

    def nearest(self, embedding):
        """Up to NEAREST names in everyday words, the nearest to a text's unit embedding [D] first."""
        cosines = self._embeddings[self._plain] @ embedding
        found = cosines.topk(min(NEAREST, len(self._plain))).indices.tolist()
        return [self._names[self._plain[index]] for index in found]


def read_bank(files, device):
    """The Bank beside a model's weights, or None where there is none.

    files: ModelFiles. RefineError MODEL_CORRUPT if the file is damaged.
    """
    if files.bank is None:
        return None
    try:
        with safe_open(files.bank, framework="pt") as table:
            told = table.metadata() or {}
            names, colours = tuple(json.loads(told["names"])), dict(json.loads(told.get("colours", "{}")))
            embeddings = table.get_tensor("embeddings").to(device, torch.float32)
            embeddings = embeddings * table.get_tensor("scale").to(device)
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise RefineError(ErrorCode.MODEL_CORRUPT, f"{files.bank}: {error!s:.300}") from error
    if not names or embeddings.ndim != 2 or len(names) != len(embeddings):
        raise RefineError(ErrorCode.MODEL_CORRUPT, f"{files.bank}: {len(names)} names do not fit its table")
    return Bank(names, functional.normalize(embeddings, dim=1), files.names(), colours)


def _words(text):
    return re.findall(r"\w+", text.lower())
