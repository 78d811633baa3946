"""Which colour things have by nature, by how they are drawn in colours."""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.art import HOUSE_COLOURS, colour_shares
from training.vocabulary import COLOURS

MIN_DRAWINGS = 2
MIN_SHARE = 0.4  # of what is covered, in the mean of a name's drawings
MIN_BLUE = 0.25  # from which teal is taken for a light blue
COLOURLESS = ("black", "white", "gray")
AT_ONCE = 512


def natural_colours(data: Path, names: list[str]) -> dict[str, str]:
    """Name -> word for the colour that most of it has, for those of `names` that have one.

    data: the folder of corpus.py and rasterise.py. Drawings in house colours say nothing of the thing.
    """
    records = json.loads((data / "art.json").read_text(encoding="utf-8"))["colour"]
    known = set(names)
    chosen = [
        index
        for index, record in enumerate(records)
        if "train" in record["role"] and record["name"] in known and record["set"] not in HOUSE_COLOURS
    ]
    pixels = np.load(data / "colour.npy", mmap_mode="r")
    shares = defaultdict(list)
    for start in range(0, len(chosen), AT_ONCE):
        part = chosen[start : start + AT_ONCE]
        for index, share in zip(part, colour_shares(torch.from_numpy(pixels[part]))[0], strict=True):
            shares[records[index]["name"]].append(share)
    found = {name: main_colour(torch.stack(drawn)) for name, drawn in shares.items()}
    return {name: found[name] for name in names if found.get(name)}


def main_colour(shares: Tensor) -> str | None:
    """The colour word of drawings with these shares of COLOURS [n, 12], or None."""
    if len(shares) < MIN_DRAWINGS:
        return None
    words = list(COLOURS)
    mean = shares.mean(0)
    if mean[words.index("blue")] > MIN_BLUE:
        mean[words.index("blue")] += mean[words.index("teal")]
    share, best = mean.max(0)
    colour = words[int(best)]
    return colour if share >= MIN_SHARE and colour not in COLOURLESS else None
