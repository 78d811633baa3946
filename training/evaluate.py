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
from training.held_out import compose, held_out, on_white, recall

FAR = 0.5  # best cosine to a known name below which a phrase counts as unfamiliar
ATTACK_RADII = (0.0, 1.0, 3.0)  # L2 over a picture in [0, 1]
ATTACK_STEPS, ATTACK_STEP, ATTACK_SCALE = 8, 0.35, 20.0
SCENE_PAIRS = 50


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
        "pair_and_relation": percent((best == torch.arange(len(best))).float().mean()),
        "pair": percent((pairs[best] == pairs).float().mean()),
    }


def synonyms(model: Model, pairs: list, names: list[str]) -> dict:
    """Share of phrases with a right name among the nearest 1 and 3; the phrase itself counts as no name.

    Also the share of the phrases that look unfamiliar, of those with a right name among 3 and of the others.
    """
    bank = model.text(names)
    hits, misses, far = {1: 0, 3: 0}, {}, {True: [], False: []}
    for phrase, right in pairs:
        cosines = model.text([phrase])[0] @ bank.T
        order = [index for index in cosines.argsort(descending=True)[:5].tolist() if names[index] != phrase][
            :3
        ]
        nearest = [names[index] for index in order]
        for k in hits:
            hits[k] += any(name in right for name in nearest[:k])
        understood = any(name in right for name in nearest)
        far[understood].append(cosines[order[0]].item() < FAR)
        if not understood:
            misses[phrase] = nearest
    return {
        "pairs": len(pairs),
        **{f"top {k}": percent(hit / len(pairs)) for k, hit in hits.items()},
        "far though understood": percent(np.mean(far[True])),
        "far and misunderstood": percent(np.mean(far[False])),
        "misses": misses,
    }


def familiarity(model: Model, names: list[str], known: list[str], unknown: list[str]) -> dict:
    """Best cosine to a bank name of prompts that it should know, and that it cannot know."""
    bank = model.text(names)
    know, guess = ((model.text(phrases) @ bank.T).amax(1) for phrases in (known, unknown))
    return {
        "known, 5th percentile": round(torch.quantile(know, 0.05).item(), 3),
        "unknown, median": round(guess.median().item(), 3),
        "unknown, 95th percentile": round(torch.quantile(guess, 0.95).item(), 3),
        "far and unknown": percent((guess < FAR).float().mean().item()),
    }


def percent(share: float) -> float:
    return round(float(share) * 100, 1)


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
