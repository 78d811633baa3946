"""Which colour things have by nature, or in every set of emoji: what their drawings in colours agree on."""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.art import HOUSE_COLOURS, colour_shares
from training.lexicon import WordNet
from training.text_space import first_meaning
from training.vocabulary import COLOURS

MIN_DRAWINGS = 2
# Of what is covered, in the mean of a name's drawings: of what grows or is found, and of other things.
MIN_SHARE, MIN_SHARE_MADE = 0.4, 0.5
MIN_BLUE = 0.25  # from which teal is taken for a light blue
COLOURLESS = ("black", "white", "gray")
SKIN = ("yellow", "orange", "brown")  # of people in emoji, which says nothing of people
# WordNet's lexicographer files: animal food object phenomenon plant; body person
GROWN, PEOPLE = {5, 13, 17, 19, 20}, {8, 18}
EMOJI = 2  # the corpus's mark of what an emoji shows
AT_ONCE = 512


def colour_words(data: Path, names: list[str]) -> dict[str, str]:
    """Name -> word for its colour, of those of `names` that have one and don't say it.

    data: the folder of corpus.py and rasterise.py. art.natural_colours guesses a colour to paint drawings of
    one colour with; this is what users see: rather none than a wrong one.
    """
    wordnet = WordNet(data / "wordnet" / "dict")
    shares, emoji = drawn_shares(data)
    found = {}
    for name in names:
        grown = kind_of(name, wordnet) in GROWN
        if name in shares and (grown or name in emoji) and not says_colour(name):
            colour = main_colour(torch.stack(shares[name]), MIN_SHARE if grown else MIN_SHARE_MADE)
            shows_people = any(kind_of(word, wordnet) in PEOPLE for word in name.split())
            if colour and not (shows_people and colour in SKIN):
                found[name] = colour
    return found


def drawn_shares(data: Path) -> tuple[dict[str, list[Tensor]], set[str]]:
    """Name -> shares of COLOURS [12] in each drawing of the training in its own colours; names of emoji."""
    records = json.loads((data / "art.json").read_text(encoding="utf-8"))["colour"]
    chosen = [
        index
        for index, record in enumerate(records)
        if "train" in record["role"] and record["set"] not in HOUSE_COLOURS
    ]
    pixels = np.load(data / "colour.npy", mmap_mode="r")
    found = defaultdict(list)
    for start in range(0, len(chosen), AT_ONCE):
        part = chosen[start : start + AT_ONCE]
        for index, share in zip(part, colour_shares(torch.from_numpy(pixels[part]))[0], strict=True):
            found[records[index]["name"]].append(share)
    return found, {records[index]["name"] for index in chosen if records[index]["thing"] == EMOJI}


def kind_of(name: str, wordnet: WordNet) -> int | None:
    """WordNet's file of its first physical meaning."""
    meaning = first_meaning(name, wordnet)
    return wordnet.synsets[meaning].kind if meaning else None


def says_colour(name: str) -> bool:
    """Whether a name holds a word for a colour, as "black bird" does."""
    return not {*COLOURS, "grey"}.isdisjoint(name.split())


def main_colour(shares: Tensor, least: float) -> str | None:
    """The word for the colour of drawings with these shares of COLOURS [n, 12], or None: below `least`."""
    if len(shares) < MIN_DRAWINGS:
        return None
    words = list(COLOURS)
    mean = shares.mean(0)
    if mean[words.index("blue")] > MIN_BLUE:
        mean[words.index("blue")] += mean[words.index("teal")]
    share, best = mean.max(0)
    colour = words[int(best)]
    return colour if share >= least and colour not in COLOURLESS else None
