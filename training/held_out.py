"""Drawings held out from training, as pictures to be named. B pictures, R the side in px."""

import json
import random
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

TEST_NAMES = {"openmoji": 1000, "ph": 541}
MARGIN = 12 / 128  # of white round the drawing, as share of the side


def on_white(pixels: np.ndarray, side: int) -> Tensor:
    """[B, 3, side, side] from ink masks [B, 2, R, R] or premultiplied colour [B, 4, R, R], both uint8."""
    art = torch.from_numpy(pixels).float() / 255
    image = 1 - art[:, :1].expand(-1, 3, -1, -1) if art.shape[1] == 2 else art[:, :3] + 1 - art[:, 3:]
    margin = round(image.shape[-1] * MARGIN)
    inner = functional.interpolate(image, size=image.shape[-1] - 2 * margin, mode="area")
    return functional.interpolate(functional.pad(inner, [margin] * 4, value=1.0), size=side, mode="area")


def held_out(data: Path, icon_set: str) -> tuple[np.ndarray, list[str]]:
    """Drawings of so many different names of a test set as TEST_NAMES says, chosen with a fixed seed."""
    kind = "colour" if icon_set == "openmoji" else "mono"
    records = json.loads((data / "art.json").read_text(encoding="utf-8"))[kind]
    first = {}
    for index, record in enumerate(records):
        if record["set"] == icon_set and (record["thing"] or kind == "colour"):
            first.setdefault(record["name"], index)
    names = random.Random(0).sample(sorted(first), min(TEST_NAMES[icon_set], len(first)))
    return np.load(data / f"{kind}.npy", mmap_mode="r")[[first[name] for name in names]], names


def recall(similarity: Tensor, known: Tensor) -> dict[str, float]:
    """R@1 and R@5 in percent of [pictures, names]: of all, of trained names, of others. known: [names]."""
    rank = (similarity > similarity.diag()[:, None] + 1e-6).sum(1)
    groups = {"": torch.ones_like(known), "_trained": known, "_new": ~known}
    return {
        f"R@{k}{suffix}": round((rank[chosen] < k).float().mean().item() * 100, 1)
        for suffix, chosen in groups.items() for k in (1, 5) if chosen.any()
    }  # fmt: skip


def compose(first: Tensor, second: Tensor, relation: str) -> Tensor:
    """[3, R, R] two drawings [3, R, R] on one white picture."""
    side = first.shape[-1]
    half = side // 2
    small = [functional.interpolate(image[None], size=half, mode="area")[0] for image in (first, second)]
    canvas = torch.ones_like(first)
    corners = {"left of": ((0, half // 2), (half, half // 2)), "above": ((half // 2, 0), (half // 2, half))}[
        relation
    ]
    for image, (x, y) in zip(small, corners, strict=True):
        canvas[:, y : y + half, x : x + half] = image
    return canvas
