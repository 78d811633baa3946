"""The rendered drawings on the device, with the labels that training needs."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.vocabulary import COLOURS

THING_WEIGHT = {0: 0.2, 1: 1.0, 2: 1.7}
EMOJI_NAME_WEIGHT = 1.6  # of all drawings of a name that an emoji has: what people ask for
MAX_KEYWORD_NAMES = 4  # a keyword of drawings of more names than this says too little to be a label
OTHER_NAMES = 6  # keywords and synonyms kept per drawing
DOMINANT_SHARE = 0.55  # of the covered pixels, from which a drawing counts as of one colour
NATURAL_SHARE = 0.35  # the same for the mean of a name's colour drawings
HOUSE_WEIGHT = 0.4  # sampling weight of drawings in house colours, see below
# Sets that paint all things in their own two or three colours, which say nothing of the things.
HOUSE_COLOURS = {
    "icon-park", "marketeq", "streamline-color", "streamline-cyber-color", "streamline-flex-color",
    "streamline-freehand-color", "streamline-plump-color", "streamline-sharp-color",
    "streamline-stickies-color", "streamline-ultimate-color",
}  # fmt: skip
NO_COLOUR = len(COLOURS)


@dataclass(frozen=True)
class Art:
    """Drawings of one role. M mono, C colour drawings, N bank names, K other names, R the side in px."""

    mono: Tensor  # [M, 2, R, R] uint8: ink, body
    colour: Tensor  # [C, 4, R, R] uint8, premultiplied
    clutter: Tensor  # [sheets, 4, R, R] uint8, premultiplied
    mono_names: Tensor  # [M, 1 + K] bank indices: the name, then other names of it, over and over
    colour_names: Tensor  # [C, 1 + K]
    mono_weight: Tensor  # [M] sampling weight
    colour_weight: Tensor  # [C]
    colour_dominant: Tensor  # [C] index into COLOURS, or NO_COLOUR
    colour_house: Tensor  # [C] bool: in the colours of its set, which say nothing of the thing
    natural_rgb: Tensor  # [N, 3] the colour that things of this name have
    natural_class: Tensor  # [N] index into COLOURS, or NO_COLOUR when unknown or mixed


def palette(device: torch.device | str) -> Tensor:
    return torch.tensor(list(COLOURS.values()), device=device)


def colour_shares(colour: Tensor) -> tuple[Tensor, Tensor]:
    """Share of each palette colour among the covered pixels [B, 12], mean rgb of those pixels [B, 12, 3].

    colour: [B, 4, R, R] uint8, premultiplied.
    """
    small = functional.avg_pool2d(colour.float() / 255, 4)
    alpha = small[:, 3].flatten(1)  # [B, Q]
    rgb = (small[:, :3] / small[:, 3:].clamp(min=0.05)).flatten(2).transpose(1, 2)  # [B, Q, 3]
    table = palette(colour.device)
    nearest = torch.cdist(rgb, table.expand(len(rgb), -1, -1)).argmin(-1)
    member = functional.one_hot(nearest, len(table)).float() * (alpha > 0.5).unsqueeze(-1)  # [B, Q, 12]
    counts = member.sum(1)
    means = torch.einsum("bqk,bqc->bkc", member, rgb) / counts.clamp(min=1).unsqueeze(-1)
    return counts / counts.sum(1, keepdim=True).clamp(min=1), means


def natural_colours(shares: Tensor, means: Tensor, names: Tensor, bank: int) -> tuple[Tensor, Tensor]:
    """Natural rgb [bank, 3] and palette class [bank].

    shares: [C, 12] and means: [C, 12, 3] of the colour drawings, names: [C] their bank indices.
    """
    total = torch.zeros(bank, shares.shape[1], device=shares.device).index_add_(0, names, shares)
    weighted = torch.zeros(bank, *means.shape[1:], device=shares.device)
    weighted.index_add_(0, names, means * shares.unsqueeze(-1))
    count = torch.bincount(names, minlength=bank).clamp(min=1).unsqueeze(1)
    share, best = (total / count).max(1)
    rows = torch.arange(bank, device=shares.device)
    rgb = weighted[rows, best] / total[rows, best].clamp(min=1e-6).unsqueeze(1)
    return rgb, torch.where(share > NATURAL_SHARE, best, NO_COLOUR)


def keyword_table(records: list[dict]) -> dict[str, list[str]]:
    """Each name's keywords, but for those that drawings of many names have."""
    names = defaultdict(set)
    for record in records:
        for keyword in record["keywords"]:
            names[keyword].add(record["name"])
    found = defaultdict(list)
    for keyword, named in sorted(names.items()):
        if len(named) <= MAX_KEYWORD_NAMES:
            for name in named:
                found[name].append(keyword)
    return found


def name_rows(names: list[str], others: dict[str, list[str]], bank: dict[str, int]) -> list[list[int]]:
    """[drawings, 1 + OTHER_NAMES] bank indices: its name, then other names of the thing, over and over."""
    rows = []
    for name in names:
        known = [bank[name], *(bank[other] for other in others.get(name, []) if other in bank)]
        rows.append((known * (1 + OTHER_NAMES))[: 1 + OTHER_NAMES])
    return rows


def sampling_weights(records: list[dict], counts: Counter[str], emoji: set[str]) -> list[float]:
    """Things before abstract signs, names of emoji before others, names of few drawings before the rest."""
    return [
        THING_WEIGHT[record["thing"]]
        * counts[record["name"]] ** -0.5
        * (EMOJI_NAME_WEIGHT if record["name"] in emoji else 1.0)
        for record in records
    ]


def load_art(
    data: Path, role: str, bank: dict[str, int], synonyms: list[tuple[int, int]], device: torch.device
) -> Art:
    """Every drawing of `role` whose name is in the bank, on the device. synonyms: pairs of bank indices."""
    table = json.loads((data / "art.json").read_text(encoding="utf-8"))
    kept, pixels = {}, {}
    for kind in ("mono", "colour"):
        records = table[kind]
        chosen = [i for i, record in enumerate(records) if role in record["role"] and record["name"] in bank]
        kept[kind] = [records[i] for i in chosen]
        pixels[kind] = torch.from_numpy(np.load(data / f"{kind}.npy", mmap_mode="r")[chosen]).to(device)
    counts = Counter(record["name"] for part in kept.values() for record in part)
    others, spelled = keyword_table(kept["mono"] + kept["colour"]), list(bank)
    for first, second in synonyms:
        others[spelled[first]].insert(0, spelled[second])
    rows = {kind: name_rows([record["name"] for record in kept[kind]], others, bank) for kind in kept}
    names = {kind: torch.tensor(rows[kind], device=device) for kind in kept}
    emoji = {record["name"] for part in kept.values() for record in part if record["thing"] == 2}
    weights = {
        kind: torch.tensor(sampling_weights(kept[kind], counts, emoji), device=device) for kind in kept
    }
    parts = [colour_shares(part) for part in pixels["colour"].split(512)]
    shares, means = (torch.cat(column) for column in zip(*parts, strict=True))
    share, dominant = shares.max(1)
    dominant = torch.where(share > DOMINANT_SHARE, dominant, NO_COLOUR)
    house = torch.tensor([record["set"] in HOUSE_COLOURS for record in kept["colour"]], device=device)
    weights["colour"] *= torch.where(house, HOUSE_WEIGHT, 1.0)
    natural_rgb, natural_class = natural_colours(
        shares[~house], means[~house], names["colour"][~house, 0], len(bank)
    )
    return Art(
        mono=pixels["mono"],
        colour=pixels["colour"],
        clutter=torch.from_numpy(np.load(data / "clutter.npy")).to(device),
        mono_names=names["mono"],
        colour_names=names["colour"],
        mono_weight=weights["mono"],
        colour_weight=weights["colour"],
        colour_dominant=dominant,
        colour_house=house,
        natural_rgb=natural_rgb,
        natural_class=natural_class,
    )
