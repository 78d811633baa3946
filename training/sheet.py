"""Puts drawings on a contact sheet: `python -m training.sheet --drawings DIR --pick FILE --out FILE`.

The file of picks has one line per drawing: the stem of one of draw's .npz files, a space, the prompt.
"""

import argparse
import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

COLOURS = 128  # of the palette; with 64 a yellow turns ochre


def contact_sheet(images: np.ndarray, labels: list[str], columns: int = 12, cell: int = 112) -> Image.Image:
    rows = math.ceil(len(images) / columns)
    sheet = Image.new("RGB", (columns * cell, rows * (cell + 14)), "white")
    pen = ImageDraw.Draw(sheet)
    for index, (image, label) in enumerate(zip(images, labels, strict=True)):
        x, y = index % columns * cell, index // columns * (cell + 14)
        pen.text((x + 2, y + 1), label, fill="black")
        sheet.paste(
            Image.fromarray(image).resize((cell - 2, cell - 2), Image.Resampling.LANCZOS), (x, y + 14)
        )
    return sheet


def pick(folder: Path, lines: list[str]) -> tuple[np.ndarray, list[str]]:
    """The drawings of these lines and their prompts; KeyError where there is none."""
    images, labels = [], []
    for kind, prompt in (line.split(" ", 1) for line in lines):
        with np.load(folder / f"{kind}.npz") as file:
            drawn = dict(zip(file["prompts"].tolist(), file["images"], strict=True))
        images.append(drawn[prompt])
        labels.append(prompt)
    return np.stack(images), labels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawings", type=Path, required=True)
    parser.add_argument("--pick", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    images, labels = pick(args.drawings, args.pick.read_text(encoding="utf-8").splitlines())
    contact_sheet(images, labels, columns=8).quantize(COLOURS).save(args.out, optimize=True)


if __name__ == "__main__":
    main()
