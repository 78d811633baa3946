"""Draws prompts with an exported model: `python -m training.draw --model DIR --kind strokes64 --out DIR`.

A plain stand-in for the product's loop, so that a model can be judged by its drawings before it is shipped.
Writes KIND.npz (`images` [prompts, R, R, 3] uint8) and a contact sheet KIND.png. P prompts, S shapes per
drawing.
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.config import read_prompts
from training.exported import NAME_TEMPLATES, Model
from training.shapes import Blobs, Shapes, Strokes
from training.sheet import contact_sheet
from training.vocabulary import COLOURS

VIEWS = 8
AT_ONCE = 16  # bounds the memory: a drawing keeps its distances to every pixel
BANK_NAMES = 1000
SCALE, COSINE_WEIGHT = 25.0, 8.0
SYNONYM_COSINE = 0.6  # bank names nearer than this to the prompt are no negatives
SHARPEN_FROM = 0.3
ROUGHNESS_WEIGHT = 1.0  # keeps filled outlines from growing spikes


def views(image: Tensor, count: int) -> Tensor:
    """[P * count, 3, R, R] slightly moved, turned and noisy copies on white."""
    image = image.repeat_interleave(count, 0)

    def between(low: float, high: float) -> Tensor:
        return torch.rand(len(image), device=image.device) * (high - low) + low

    scale, angle = between(0.8, 1.25), between(-0.15, 0.15)
    rows = [
        [scale * angle.cos(), -scale * angle.sin(), between(-0.15, 0.15)],
        [scale * angle.sin(), scale * angle.cos(), between(-0.15, 0.15)],
    ]
    matrix = torch.stack([torch.stack(row, 1) for row in rows], 1)
    grid = functional.affine_grid(matrix, list(image.shape), align_corners=False)
    tilt = torch.stack([between(-0.15, 0.15), between(-0.15, 0.15)], 1)
    grid = grid / (1 + (grid * tilt[:, None, None]).sum(-1, keepdim=True))
    moved = functional.grid_sample(image - 1, grid, padding_mode="zeros", align_corners=False) + 1
    return moved + 0.03 * torch.randn_like(moved)


def negatives(model: Model, prompts: list[str], names: list[str]) -> Tensor:
    """[P, W, D]: other names, and the prompt with each colour word unless it has one; zero rows are void."""
    bank, texts = model.text(names[:BANK_NAMES]), model.text(prompts, NAME_TEMPLATES)
    near = texts @ bank.T > SYNONYM_COSINE
    other = bank.expand(len(prompts), -1, -1) * ~near[..., None]
    tinted = torch.zeros(len(prompts), len(COLOURS) + 1, bank.shape[1], device=model.device)
    for row, prompt in enumerate(prompts):
        if not set(prompt.split()) & set(COLOURS):
            thing = prompt.split(" ", 1)[1] if prompt.split()[0] in ("a", "an", "the") else prompt
            tinted[row] = model.text(
                [*(f"a {colour} {thing}" for colour in COLOURS), f"a line drawing of a {thing}"]
            )
    return torch.cat([other, tinted], 1)


def draw(model: Model, shapes: Shapes, prompts: list[str], names: list[str], steps: int) -> Tensor:
    """[P, 3, R, R] finished drawings of the prompts."""
    texts = model.text(prompts, NAME_TEMPLATES)
    wrong = negatives(model, prompts, names)
    void = (wrong.abs().sum(-1) == 0).repeat_interleave(VIEWS, 0)
    optimiser = torch.optim.Adam(
        [{"params": [tensor], "lr": rate} for tensor, rate in shapes.rates], betas=(0.9, 0.99)
    )
    for step in range(steps):
        share = step / steps
        fade = max(0.05, min(1, (step + 1) / 10) * (0.5 + 0.5 * math.cos(math.pi * share)))
        for group, (_, rate) in zip(optimiser.param_groups, shapes.rates, strict=True):
            group["lr"] = rate * fade
        found = model.picture(views(shapes.render(), VIEWS))
        right = (found * texts.repeat_interleave(VIEWS, 0)).sum(-1, keepdim=True)
        against = torch.einsum("pvd,pwd->pvw", found.view(len(prompts), VIEWS, -1), wrong).flatten(0, 1)
        logits = SCALE * torch.cat([right, against], 1)
        logits[:, 1:].masked_fill_(void, -1e4)
        loss = (torch.logsumexp(logits, 1) - logits[:, 0] - COSINE_WEIGHT * right[:, 0]).sum() / VIEWS
        loss = loss + max(0.0, (share - SHARPEN_FROM) / (1 - SHARPEN_FROM)) * shapes.sharpness()
        loss = loss + ROUGHNESS_WEIGHT * shapes.roughness()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        shapes.points.data.clamp_(-0.05, 1.05)
    shapes.drop_faint()
    with torch.no_grad():
        return shapes.render().clamp(0, 1)


KINDS = {"strokes64": (Strokes, 64), "strokes16": (Strokes, 16), "filled24": (Blobs, 24)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--prompts", default="drawings", help="a list of prompts.toml")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=250)
    parser.add_argument("--limit", type=int, help="only the first so many prompts")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)
    table = read_prompts()
    prompts = [prompt for prompt, _ in table[args.prompts]][: args.limit]
    names = json.loads((args.model / "names.json").read_text(encoding="utf-8"))
    model = Model(args.model, device)
    kind, count = KINDS[args.kind]
    parts = []
    for start in range(0, len(prompts), AT_ONCE):
        part = prompts[start : start + AT_ONCE]
        parts.append(draw(model, kind(len(part), count, model.side, device), part, names, args.steps))
    images = (torch.cat(parts).permute(0, 2, 3, 1).cpu().numpy() * 255).astype(np.uint8)
    stem = args.kind if args.prompts == "drawings" else f"{args.prompts}_{args.kind}"
    np.savez_compressed(args.out / f"{stem}.npz", images=images, prompts=np.array(prompts))
    contact_sheet(images, prompts).quantize(128).save(args.out / f"{stem}.png", optimize=True)


if __name__ == "__main__":
    main()
