"""Measures a model on art held out: `python -m training.evaluate --data DIR --model DIR --out FILE`.

Retrieval of OpenMoji and Phosphor drawings by name (also under attack), scenes of two things, synonyms, and
how familiar prompts look that it should and that it cannot know. Prints and writes one JSON object.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.config import read_prompts
from training.exported import NAME_TEMPLATES, Model

TEST_NAMES = {"openmoji": 1000, "ph": 541}
ATTACK_RADII = (0.0, 1.0, 3.0)  # L2 over a picture in [0, 1]
ATTACK_STEPS, ATTACK_STEP, ATTACK_SCALE = 8, 0.35, 20.0
SCENE_PAIRS = 50
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


def attack(model: Model, image: Tensor, texts: Tensor, right: Tensor, radius: float) -> Tensor:
    """Projected gradient ascent within an L2 ball round each picture."""
    move = torch.zeros_like(image)
    for _ in range(ATTACK_STEPS):
        moved = (image + move).requires_grad_()
        loss = functional.cross_entropy(ATTACK_SCALE * model.picture(moved) @ texts.T, right, reduction="sum")
        (slope,) = torch.autograd.grad(loss, moved)
        move = (
            move
            + slope / slope.flatten(1).norm(dim=1).clamp(min=1e-8)[:, None, None, None] * radius * ATTACK_STEP
        )
        move = move * (radius / move.flatten(1).norm(dim=1).clamp(min=1e-8)[:, None, None, None]).clamp(max=1)
        move = ((image + move).clamp(0, 1) - image).detach()
    return image + move


def retrieval(model: Model, data: Path, icon_set: str, bank: set[str]) -> dict:
    """Recall of the set's names from its drawings; one entry per radius of attack."""
    pixels, names = held_out(data, icon_set)
    image = on_white(pixels, model.side).to(model.device)
    texts = model.text(names, NAME_TEMPLATES)
    known = torch.tensor([name in bank for name in names], device=model.device)
    found = {"names": len(names), "trained": int(known.sum())}
    for radius in ATTACK_RADII:
        parts = []
        for start in range(0, len(names), 250):
            part = image[start : start + 250]
            right = torch.arange(start, start + len(part), device=model.device)
            moved = attack(model, part, texts, right, radius) if radius else part
            with torch.no_grad():
                parts.append(model.picture(moved))
        found[f"eps {radius:g}"] = recall(torch.cat(parts) @ texts.T, known)
    return found


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


def scenes(model: Model, data: Path, bank: set[str]) -> dict:
    """Share of scenes whose own description is first among all; each pair comes in four arrangements."""
    pixels, names = held_out(data, "openmoji")
    usable = [i for i, name in enumerate(names) if name in bank and " " not in name]
    chosen = random.Random(1).sample(usable, min(2 * SCENE_PAIRS, len(usable) // 2 * 2))
    image = on_white(pixels[chosen], model.side)
    pictures, captions, pairs = [], [], []
    for pair in range(len(chosen) // 2):
        a, b = 2 * pair, 2 * pair + 1
        for relation in ("left of", "above"):
            for one, two in ((a, b), (b, a)):
                pictures.append(compose(image[one], image[two], relation))
                captions.append(f"a {names[chosen[one]]} {relation} a {names[chosen[two]]}")
                pairs.append(pair)
    with torch.no_grad():
        seen = model.picture(torch.stack(pictures).to(model.device))
    best = (seen @ model.text(captions).T).argmax(1).cpu()
    pairs = torch.tensor(pairs)
    return {
        "scenes": len(captions),
        "pair_and_relation": round((best == torch.arange(len(best))).float().mean().item() * 100, 1),
        "pair": round((pairs[best] == pairs).float().mean().item() * 100, 1),
    }


def synonyms(model: Model, pairs: list, names: list[str]) -> dict:
    """Share of phrases with a right name among the nearest 1 and 3; the phrase itself counts as no name."""
    bank = model.text(names)
    hits, misses = {1: 0, 3: 0}, {}
    for phrase, right in pairs:
        order = (model.text([phrase])[0] @ bank.T).argsort(descending=True)[:5].tolist()
        nearest = [names[index] for index in order if names[index] != phrase][:3]
        for k in hits:
            hits[k] += any(name in right for name in nearest[:k])
        if not any(name in right for name in nearest):
            misses[phrase] = nearest
    return (
        {"pairs": len(pairs)}
        | {f"top {k}": round(hit * 100 / len(pairs), 1) for k, hit in hits.items()}
        | {"misses": misses}
    )


def familiarity(model: Model, names: list[str], known: list[str], unknown: list[str]) -> dict:
    """Quantiles of the best cosine to a bank name, of prompts that it should know and that it cannot know."""
    bank = model.text(names)
    best = {
        key: (model.text(phrases) @ bank.T).amax(1).cpu()
        for key, phrases in (("known", known), ("unknown", unknown))
    }
    return {
        f"{key} {quantile:g}": round(torch.quantile(best[key].float(), quantile).item(), 3)
        for key, quantiles in (("known", (0.05, 0.5)), ("unknown", (0.5, 0.95))) for quantile in quantiles
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="for the drawings of the test sets")
    parser.add_argument("--model", type=Path, required=True, help="a folder written by export.py")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    prompts = read_prompts()
    names = json.loads((args.model / "names.json").read_text(encoding="utf-8"))
    model = Model(args.model, device)
    known = [prompt for prompt, _ in prompts["drawings"] + prompts["coloured"]]
    found = {
        "openmoji": retrieval(model, args.data, "openmoji", set(names)),
        "phosphor": retrieval(model, args.data, "ph", set(names)),
        "scenes": scenes(model, args.data, set(names)),
        "synonyms": synonyms(model, prompts["synonyms"], names),
        "familiarity": familiarity(model, names, known, prompts["unknown"]),
    }
    args.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
