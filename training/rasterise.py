"""Renders corpus.jsonl.xz once: `python -m training.rasterise --data DIR`.

Writes mono.npy [drawings, 2, side, side] uint8, coverage of the ink and of the outline's filled body;
colour.npy and clutter.npy [drawings, 4, side, side] uint8, premultiplied RGBA; art.json, one record per
drawing (set, name, ...).
"""

import argparse
import io
import json
import lzma
import multiprocessing
import os
import random
from pathlib import Path

import numpy as np
import resvg_py
from PIL import Image
from scipy.ndimage import binary_fill_holes

from training.config import CONFIG, read_config

CLUTTER_SHEETS = 1500
MIN_MEAN_COVERAGE = 2  # of 255: an emptier picture failed to render
MAX_MIN_COVERAGE = 250  # a picture that leaves nothing uncovered is no drawing
SOLID = 64  # coverage from which a pixel counts as a wall when bodies are filled


def svg_document(item: dict, side: int) -> str:
    """The drawing centred in a square picture."""
    left, top, width, height = item["box"]
    edge = max(width, height)
    view = f"{left - (edge - width) / 2} {top - (edge - height) / 2} {edge} {edge}"
    body = item["body"].replace("currentColor", "black")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{view}" width="{side}" height="{side}">{body}</svg>'
    )


def render(svg: str, side: int) -> np.ndarray:
    """[side, side, 4] uint8, straight alpha."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=side, height=side)
    return np.asarray(Image.open(io.BytesIO(bytes(png))).convert("RGBA"))


def premultiplied(image: np.ndarray) -> np.ndarray:
    """[4, side, side] uint8."""
    alpha = image[..., 3:]
    colour = (image[..., :3].astype(np.uint16) * alpha // 255).astype(np.uint8)
    return np.concatenate([colour, alpha], -1).transpose(2, 0, 1)


def ink_and_body(alpha: np.ndarray) -> np.ndarray:
    """[2, side, side] uint8: the ink, and the ink with every enclosed hole filled."""
    body = np.maximum(alpha, binary_fill_holes(alpha > SOLID).astype(np.uint8) * 255)
    return np.stack([alpha, body])


def render_item(job: tuple[int, dict, int]) -> tuple[int, np.ndarray | None]:
    index, item, side = job
    try:
        image = render(svg_document(item, side), side)
    except (ValueError, OSError):  # resvg reports a broken drawing so
        return index, None
    alpha = image[..., 3]
    if image.shape != (side, side, 4) or alpha.mean() < MIN_MEAN_COVERAGE or alpha.min() > MAX_MIN_COVERAGE:
        return index, None
    return index, premultiplied(image) if item["colour"] else ink_and_body(alpha)


def clutter_sheet(job: tuple[int, int]) -> np.ndarray:
    """Random strokes and blobs that show nothing, premultiplied [4, side, side]."""
    seed, side = job
    rng = random.Random(seed)
    shapes = []
    for _ in range(rng.randint(3, 50)):
        spread = rng.uniform(8, 40)
        x, y = rng.uniform(-10, side + 10), rng.uniform(-10, side + 10)
        points = [f"{x + rng.gauss(0, spread):.1f} {y + rng.gauss(0, spread):.1f}" for _ in range(4)]
        colour = "#000" if rng.random() < 0.3 else f"#{rng.randrange(1 << 24):06x}"
        curve = f'd="M{points[0]}C{points[1]} {points[2]} {points[3]}"'
        if rng.random() < 0.75:
            shapes.append(
                f'<path {curve} fill="none" stroke="{colour}" stroke-width="{rng.uniform(1, 6):.1f}"/>'
            )
        else:
            shapes.append(f'<path {curve} fill="{colour}"/>')
    return premultiplied(
        render(svg_document({"box": [0, 0, side, side], "body": "".join(shapes)}, side), side)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--limit", type=int, help="only so many drawings, chosen at random; for a trial run")
    args = parser.parse_args()
    side = read_config(args.config)["raster"]["side"]
    with lzma.open(args.data / "corpus.jsonl.xz", "rt") as file:
        items = [json.loads(line) for line in file]
    if args.limit:
        items = random.Random(0).sample(items, args.limit)
    pictures: dict[int, np.ndarray] = {}
    with multiprocessing.Pool(os.cpu_count()) as pool:
        jobs = ((index, item, side) for index, item in enumerate(items))
        for index, picture in pool.imap_unordered(render_item, jobs, chunksize=64):
            if picture is not None:
                pictures[index] = picture
        clutter = pool.map(
            clutter_sheet, [(seed, side) for seed in range(CLUTTER_SHEETS if not args.limit else 50)]
        )
    records = {}
    for kind, colour in (("mono", False), ("colour", True)):
        chosen = [index for index in sorted(pictures) if items[index]["colour"] == colour]
        np.save(args.data / f"{kind}.npy", np.stack([pictures[index] for index in chosen]))
        records[kind] = [
            {k: v for k, v in items[index].items() if k not in ("body", "box")} for index in chosen
        ]
    np.save(args.data / "clutter.npy", np.stack(clutter))
    (args.data / "art.json").write_text(json.dumps(records), encoding="utf-8")
    print(f"rendered {len(pictures)} of {len(items)} drawings")


if __name__ == "__main__":
    main()
