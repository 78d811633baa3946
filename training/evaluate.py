"""Measures an exported model on what it was not trained on: `python evaluate.py --data DIR --model DIR --out FILE`.

Retrieval of OpenMoji and Phosphor drawings by name (also under attack), scenes of two things, synonyms, the cosines of
known and unknown prompts, and on a CPU the time of a guidance step. Prints and writes one JSON object.
"""

import argparse
import json
import random
import time
import tomllib
from pathlib import Path

import numpy as np
import open_clip
import torch
import torch.nn.functional as F
from torch import Tensor

from towers import BPE_FILE, Normalised

NAME_TEMPLATES = ("{}", "a drawing of {}", "an icon of {}")
OPENMOJI_NAMES, PHOSPHOR_NAMES = 1000, 541
ATTACK_STEPS, ATTACK_STEP, ATTACK_SCALE = 8, 0.35, 20.0
SCENE_PAIRS = 50
MARGIN = 12 / 128  # of white round the drawing, as share of the side
UNKNOWN = ["the stock market crash", "justice", "a mitochondrial membrane", "bureaucracy", "baroque counterpoint", "inflation",
           "quantum entanglement", "nostalgia", "a syllogism", "the treaty of westphalia", "photosynthesis", "a gerund",
           "monetary policy", "asdfgh qwert", "xylem transport", "metaphysics", "a tax return appeal", "existential dread",
           "a sonata in b minor", "the theory of evolution"]  # fmt: skip


class Model:
    """An exported folder: unit vectors of pictures and of texts."""

    def __init__(self, folder: Path, device: torch.device):
        self.device = device
        started = time.perf_counter()
        clip = open_clip.create_model(f"local-dir:{folder}").to(device).eval().requires_grad_(False)
        self.tokenizer = open_clip.get_tokenizer(f"local-dir:{folder}", bpe_path=str(folder / BPE_FILE))
        self.load_s = time.perf_counter() - started
        self.clip, self.picture = clip, Normalised(clip.visual).to(device).eval()
        self.side = clip.visual.image_size if isinstance(clip.visual.image_size, int) else clip.visual.image_size[0]

    @torch.no_grad()
    def text(self, phrases: list[str], templates: tuple[str, ...] = ("{}",)) -> Tensor:
        """[phrases, D] unit rows, the mean over the templates."""
        total = 0
        for template in templates:
            tokens = self.tokenizer([template.format(phrase) for phrase in phrases]).to(self.device)
            total = total + torch.cat([self.clip.encode_text(part, normalize=True) for part in tokens.split(512)])
        return F.normalize(total, dim=-1)


def on_white(pixels: np.ndarray, side: int) -> Tensor:
    """[B, 3, side, side] from ink masks [B, 2, R, R] or premultiplied colour [B, 4, R, R], uint8, with a margin."""
    art = torch.from_numpy(pixels).float() / 255
    image = 1 - art[:, :1].expand(-1, 3, -1, -1) if art.shape[1] == 2 else art[:, :3] + 1 - art[:, 3:]
    margin = round(image.shape[-1] * MARGIN)
    inner = F.interpolate(image, size=image.shape[-1] - 2 * margin, mode="area")
    return F.interpolate(F.pad(inner, [margin] * 4, value=1.0), size=side, mode="area")


def held_out(data: Path, icon_set: str, count: int) -> tuple[np.ndarray, list[str]]:
    """Drawings of `count` different names of a test set, chosen with a fixed seed."""
    kind = "colour" if icon_set == "openmoji" else "mono"
    records = json.loads((data / "art.json").read_text(encoding="utf-8"))[kind]
    first = {}
    for index, record in enumerate(records):
        if record["set"] == icon_set and (record["thing"] or kind == "colour"):
            first.setdefault(record["name"], index)
    names = random.Random(0).sample(sorted(first), min(count, len(first)))
    return np.load(data / f"{kind}.npy", mmap_mode="r")[[first[name] for name in names]], names


def recall(similarity: Tensor, known: Tensor) -> dict[str, float]:
    """R@1 and R@5 in percent of a square matrix [names, names], whole, for trained names and for the others."""
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
        loss = F.cross_entropy(ATTACK_SCALE * model.picture(moved) @ texts.T, right, reduction="sum")
        (slope,) = torch.autograd.grad(loss, moved)
        move = move + slope / slope.flatten(1).norm(dim=1).clamp(min=1e-8)[:, None, None, None] * radius * ATTACK_STEP
        move = move * (radius / move.flatten(1).norm(dim=1).clamp(min=1e-8)[:, None, None, None]).clamp(max=1)
        move = ((image + move).clamp(0, 1) - image).detach()
    return image + move


def retrieval(model: Model, data: Path, icon_set: str, count: int, bank: set[str], radii: tuple[float, ...]) -> dict:
    """Recall of the set's names from its drawings; one entry per radius of attack."""
    pixels, names = held_out(data, icon_set, count)
    image = on_white(pixels, model.side).to(model.device)
    texts = model.text(names, NAME_TEMPLATES)
    known = torch.tensor([name in bank for name in names], device=model.device)
    found = {"names": len(names), "trained": int(known.sum())}
    for radius in radii:
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
    small = [F.interpolate(image[None], size=half, mode="area")[0] for image in (first, second)]
    canvas = torch.ones_like(first)
    corners = {"left of": ((0, half // 2), (half, half // 2)), "above": ((half // 2, 0), (half // 2, half))}[relation]
    for image, (x, y) in zip(small, corners, strict=True):
        canvas[:, y : y + half, x : x + half] = image
    return canvas


def scenes(model: Model, data: Path, bank: set[str]) -> dict:
    """Share of scenes whose own description is first among all: each pair of things comes in four arrangements."""
    pixels, names = held_out(data, "openmoji", OPENMOJI_NAMES)
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
        best = (model.picture(torch.stack(pictures).to(model.device)) @ model.text(captions).T).argmax(1).cpu()
    pairs = torch.tensor(pairs)
    return {
        "scenes": len(captions),
        "pair_and_relation": round((best == torch.arange(len(best))).float().mean().item() * 100, 1),
        "pair": round((pairs[best] == pairs).float().mean().item() * 100, 1),
    }


def synonyms(model: Model, pairs: list, names: list[str]) -> dict:
    """Share of phrases with a right name among the nearest 1 and 3; the phrase itself does not count as a name."""
    bank = model.text(names)
    hits, misses = {1: 0, 3: 0}, {}
    for phrase, right in pairs:
        order = (model.text([phrase])[0] @ bank.T).argsort(descending=True)[:5].tolist()
        nearest = [names[index] for index in order if names[index] != phrase][:3]
        for k in hits:
            hits[k] += any(name in right for name in nearest[:k])
        if not any(name in right for name in nearest):
            misses[phrase] = nearest
    return {"pairs": len(pairs)} | {f"top {k}": round(hit * 100 / len(pairs), 1) for k, hit in hits.items()} | {"misses": misses}


def familiarity(model: Model, names: list[str], known: list[str]) -> dict:
    """Best cosine to a bank name: of prompts it should know (5th percentile, median) and of prompts it cannot (median, 95th)."""
    bank = model.text(names)
    best = {key: (model.text(phrases) @ bank.T).amax(1).cpu() for key, phrases in (("known", known), ("unknown", UNKNOWN))}
    return {
        f"{key} {quantile:g}": round(torch.quantile(best[key].float(), quantile).item(), 3)
        for key, quantiles in (("known", (0.05, 0.5)), ("unknown", (0.5, 0.95))) for quantile in quantiles
    }  # fmt: skip


def step_ms(model: Model, batch: int = 4, repeats: int = 20) -> float:
    """Median milliseconds of one forward and backward pass to the pixels on the CPU with two threads."""
    torch.set_num_threads(2)
    times = []
    for _ in range(repeats):
        image = torch.rand(batch, 3, model.side, model.side, requires_grad=True)
        started = time.perf_counter()
        model.picture(image).sum().backward()
        times.append((time.perf_counter() - started) * 1000)
    return round(float(np.median(times)), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="for the drawings of the test sets")
    parser.add_argument("--model", type=Path, required=True, help="a folder written by export.py")
    parser.add_argument("--names", type=Path, help="names.json of the bank, if not beside the model")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    prompts = tomllib.loads(Path(__file__).with_name("prompts.toml").read_text(encoding="utf-8"))
    names = json.loads((args.names or args.model / "names.json").read_text(encoding="utf-8"))
    model = Model(args.model, device)
    known = [prompt for prompt, _ in prompts["drawings"] + prompts["coloured"]]
    found = {
        "openmoji": retrieval(model, args.data, "openmoji", OPENMOJI_NAMES, set(names), (0.0, 1.0, 3.0)),
        "phosphor": retrieval(model, args.data, "ph", PHOSPHOR_NAMES, set(names), (0.0, 1.0, 3.0)),
        "scenes": scenes(model, args.data, set(names)),
        "synonyms": synonyms(model, prompts["synonyms"], names),
        "familiarity": familiarity(model, names, known),
        "load_s": round(model.load_s, 2),
    }
    if device.type == "cpu":
        found["step_ms"] = step_ms(model)
    args.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
