"""Draws prompts by gradient descent with an exported model: `python draw.py --model DIR --kind strokes64 --out DIR`.

A plain stand-in for the product's loop, so that a model can be judged by its drawings before it is shipped. Writes
KIND.npz (`images` [prompts, R, R, 3] uint8) and a contact sheet KIND.png. P prompts, S shapes per drawing.
"""

import argparse
import json
import math
import tomllib
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import Tensor

from evaluate import NAME_TEMPLATES, Model
from vocabulary import COLOURS

VIEWS = 8
BANK_NAMES = 1000
SCALE, COSINE_WEIGHT = 25.0, 8.0
SYNONYM_COSINE = 0.6  # bank names nearer than this to the prompt are no negatives
SHARPEN_FROM = 0.3
FAINT = 0.3  # opacity below which a shape is dropped at the end
ROUGHNESS_WEIGHT = 1.0  # keeps filled outlines from growing spikes


def cubic(points: Tensor, steps: int) -> Tensor:
    """[..., 4, 2] -> [..., steps, 2]."""
    t = torch.linspace(0, 1, steps, device=points.device)[:, None]
    p = points.unsqueeze(-3).unbind(-2)
    return (1 - t) ** 3 * p[0] + 3 * (1 - t) ** 2 * t * p[1] + 3 * (1 - t) * t * t * p[2] + t**3 * p[3]


def distances(pixels: Tensor, line: Tensor) -> Tensor:
    """[shapes, Q] distance of every pixel [Q, 2] to polylines [shapes, V, 2]; the gradient goes to the nearest segment."""

    def to_segment(start: Tensor, end: Tensor) -> Tensor:
        along = end - start
        t = (((pixels - start) * along).sum(-1) / ((along * along).sum(-1) + 1e-6)).clamp(0, 1)
        offset = pixels - start - t.unsqueeze(-1) * along
        return ((offset * offset).sum(-1) + 1e-8).sqrt()

    with torch.no_grad():
        nearest, segment = to_segment(line[:, None, 0], line[:, None, 1]), None
        segment = torch.zeros_like(nearest, dtype=torch.long)
        for index in range(1, line.shape[1] - 1):
            candidate = to_segment(line[:, None, index], line[:, None, index + 1])
            segment = torch.where(candidate < nearest, index, segment)
            nearest = torch.minimum(nearest, candidate)

    def pick(index: Tensor) -> Tensor:
        return torch.stack([line[..., axis].gather(1, index) for axis in (0, 1)], -1)

    return to_segment(pick(segment), pick(segment + 1))


@torch.no_grad()
def inside(pixels: Tensor, outline: Tensor) -> Tensor:
    """[shapes, Q] bool by winding number; outline: [shapes, V, 2], closed."""
    winding = torch.zeros(len(outline), len(pixels), dtype=torch.int32, device=pixels.device)
    x, y = pixels.T
    for index in range(outline.shape[1] - 1):
        (ax, ay), (bx, by) = outline[:, index].T[..., None], outline[:, index + 1].T[..., None]
        cross = (bx - ax) * (y - ay) - (x - ax) * (by - ay)
        winding += ((ay <= y) & (by > y) & (cross > 0)).int() - ((ay > y) & (by <= y) & (cross < 0)).int()
    return winding != 0


class Shapes:
    """Random shapes on white paper for P drawings; what a subclass adds is their coverage."""

    def __init__(self, points: Tensor, drawings: int, side: int, opacity: float, generator: torch.Generator, device: torch.device):
        self.drawings, self.side = drawings, side
        paint = torch.randn(len(points), 4, generator=generator) * 1.2
        paint[:, 3] = opacity
        self.points = points.to(device).requires_grad_()
        self.paint = paint.to(device).requires_grad_()
        row = torch.arange(side, device=device) + 0.5
        self.pixels = torch.stack(torch.meshgrid(row, row, indexing="xy"), -1).reshape(-1, 2)

    def render(self) -> Tensor:
        """[P, 3, R, R], later shapes over earlier ones."""
        alpha = (self.coverage() * self.paint[:, 3:].sigmoid()).view(self.drawings, -1, len(self.pixels))
        clear = torch.log1p(-alpha * 0.999)
        visible = torch.exp(clear.sum(1, keepdim=True) - clear.cumsum(1))
        colour = self.paint[:, :3].sigmoid().view(self.drawings, -1, 3)
        image = torch.einsum("psq,psc->pcq", alpha * visible, colour) + torch.exp(clear.sum(1, keepdim=True))
        return image.view(self.drawings, 3, self.side, self.side)

    def sharpness(self) -> Tensor:
        """Large while opacities are undecided."""
        opacity = self.paint[:, 3].sigmoid()
        return (4 * opacity * (1 - opacity)).view(self.drawings, -1).mean(1).sum()

    @torch.no_grad()
    def drop_faint(self) -> None:
        self.paint[:, 3] = torch.where(self.paint[:, 3].sigmoid() < FAINT, -12.0, self.paint[:, 3])


class Strokes(Shapes):
    """Single cubic strokes with free width."""

    def __init__(self, drawings: int, count: int, side: int, device: torch.device):
        generator = torch.Generator().manual_seed(0)
        start = torch.rand(drawings * count, 1, 2, generator=generator) * 0.8 + 0.1
        walk = (torch.randn(drawings * count, 3, 2, generator=generator) * 0.07).cumsum(1)
        super().__init__(torch.cat([start, start + walk], 1), drawings, side, 1.5, generator, device)
        self.log_width = torch.full((drawings * count, 1), math.log(2.2 * side / 128), device=device).requires_grad_()
        self.rates = [(self.points, 0.008), (self.log_width, 0.03), (self.paint, 0.08)]

    def coverage(self) -> Tensor:
        width = self.log_width.exp().clamp(0.8, 9 * self.side / 128)
        return torch.sigmoid((width / 2 - distances(self.pixels, cubic(self.points, 12) * self.side)) * 2.5)

    def roughness(self) -> Tensor:
        return self.points.new_zeros(())


class Blobs(Shapes):
    """Filled outlines of four joined cubics."""

    def __init__(self, drawings: int, count: int, side: int, device: torch.device):
        generator = torch.Generator().manual_seed(0)
        centre = torch.rand(drawings * count, 1, 2, generator=generator) * 0.8 + 0.1
        radius = torch.rand(drawings * count, 1, 1, generator=generator) * 0.1 + 0.05
        angle = torch.arange(12) / 12 * 2 * math.pi
        ring = torch.stack([angle.cos(), angle.sin()], -1) * (1 + 0.1 * torch.randn(drawings * count, 12, 1, generator=generator))
        super().__init__(centre + radius * ring, drawings, side, 1.0, generator, device)
        self.rates = [(self.points, 0.006), (self.paint, 0.06)]

    def coverage(self) -> Tensor:
        ring = torch.cat([self.points, self.points[:, :1]], 1)
        outline = cubic(torch.stack([ring[:, k : k + 10 : 3] for k in range(4)], 2), 8)  # [shapes, 4, 8, 2]
        outline = torch.cat([outline[:, :, :-1].flatten(1, 2), ring[:, :1]], 1) * self.side
        sign = torch.where(inside(self.pixels, outline.detach()), 1.0, -1.0)
        return torch.sigmoid(distances(self.pixels, outline) * sign * 2.5)

    def roughness(self) -> Tensor:
        bend = self.points.roll(-1, 1) + self.points.roll(1, 1) - 2 * self.points
        return (bend.square().sum(-1) * 60).view(self.drawings, -1).mean(1).sum()


def views(image: Tensor, count: int) -> Tensor:
    """[P * count, 3, R, R] slightly moved, turned and noisy copies on white."""
    image = image.repeat_interleave(count, 0)

    def between(low: float, high: float) -> Tensor:
        return torch.rand(len(image), device=image.device) * (high - low) + low

    scale, angle = between(0.8, 1.25), between(-0.15, 0.15)
    rows = [[scale * angle.cos(), -scale * angle.sin(), between(-0.15, 0.15)], [scale * angle.sin(), scale * angle.cos(), between(-0.15, 0.15)]]
    matrix = torch.stack([torch.stack(row, 1) for row in rows], 1)
    grid = F.affine_grid(matrix, list(image.shape), align_corners=False)
    tilt = torch.stack([between(-0.15, 0.15), between(-0.15, 0.15)], 1)
    grid = grid / (1 + (grid * tilt[:, None, None]).sum(-1, keepdim=True))
    moved = F.grid_sample(image - 1, grid, padding_mode="zeros", align_corners=False) + 1
    return moved + 0.03 * torch.randn_like(moved)


def negatives(model: Model, prompts: list[str], names: list[str]) -> Tensor:
    """[P, W, D] vectors of other names, and of the prompt with each colour word unless it has one; zero rows are void."""
    bank, texts = model.text(names[:BANK_NAMES]), model.text(prompts, NAME_TEMPLATES)
    near = texts @ bank.T > SYNONYM_COSINE
    other = bank.expand(len(prompts), -1, -1) * ~near[..., None]
    tinted = torch.zeros(len(prompts), len(COLOURS) + 1, bank.shape[1], device=model.device)
    for row, prompt in enumerate(prompts):
        if not set(prompt.split()) & set(COLOURS):
            thing = prompt.split(" ", 1)[1] if prompt.split()[0] in ("a", "an", "the") else prompt
            tinted[row] = model.text([*(f"a {colour} {thing}" for colour in COLOURS), f"a line drawing of a {thing}"])
    return torch.cat([other, tinted], 1)


def draw(model: Model, shapes: Shapes, prompts: list[str], names: list[str], steps: int) -> Tensor:
    """[P, 3, R, R] finished drawings of the prompts."""
    texts = model.text(prompts, NAME_TEMPLATES)
    wrong = negatives(model, prompts, names)
    void = (wrong.abs().sum(-1) == 0).repeat_interleave(VIEWS, 0)
    optimiser = torch.optim.Adam([{"params": [tensor], "lr": rate} for tensor, rate in shapes.rates], betas=(0.9, 0.99))
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


def contact_sheet(images: np.ndarray, labels: list[str], columns: int = 12, cell: int = 112) -> Image.Image:
    rows = math.ceil(len(images) / columns)
    sheet = Image.new("RGB", (columns * cell, rows * (cell + 14)), "white")
    pen = ImageDraw.Draw(sheet)
    for index, (image, label) in enumerate(zip(images, labels, strict=True)):
        x, y = index % columns * cell, index // columns * (cell + 14)
        pen.text((x + 2, y + 1), label, fill="black")
        sheet.paste(Image.fromarray(image).resize((cell - 2, cell - 2), Image.Resampling.LANCZOS), (x, y + 14))
    return sheet


KINDS = {"strokes64": (Strokes, 64), "strokes16": (Strokes, 16), "filled24": (Blobs, 24)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--prompts", default="drawings", help="a list of prompts.toml")
    parser.add_argument("--names", type=Path, help="names.json of the bank, if not beside the model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=250)
    parser.add_argument("--limit", type=int, help="only the first so many prompts")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)
    table = tomllib.loads(Path(__file__).with_name("prompts.toml").read_text(encoding="utf-8"))
    prompts = [prompt for prompt, _ in table[args.prompts]][: args.limit]
    names = json.loads((args.names or args.model / "names.json").read_text(encoding="utf-8"))
    model = Model(args.model, device)
    kind, count = KINDS[args.kind]
    parts = []
    for start in range(0, len(prompts), 16):  # bounds the memory: a drawing keeps its distances to every pixel
        part = prompts[start : start + 16]
        parts.append(draw(model, kind(len(part), count, model.side, device), part, names, args.steps))
    images = (torch.cat(parts).permute(0, 2, 3, 1).cpu().numpy() * 255).astype(np.uint8)
    stem = args.kind if args.prompts == "drawings" else f"{args.prompts}_{args.kind}"
    np.savez_compressed(args.out / f"{stem}.npz", images=images, prompts=np.array(prompts))
    contact_sheet(images, prompts).quantize(128).save(args.out / f"{stem}.png", optimize=True)


if __name__ == "__main__":
    main()
