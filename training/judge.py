"""Has another model name drawings: `python -m training.judge --judge DIR --drawings DIR`.

Reads draw.py's .npz files. The judge is a run of train.py that shares neither architecture, seed nor icon
sets with the model that guided the drawings, exported without a text tower. Candidates are the names that
the judge was trained on, without near synonyms of the right ones.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import open_clip
import torch
from safetensors import safe_open
from torch import Tensor
from torch.nn import functional

from training.config import read_prompts
from training.towers import Normalised
from training.vocabulary import ATTRIBUTES, COLOURS, NONE

SYNONYM_COSINE = 0.6


class Judge:
    """An exported run with concepts.safetensors."""

    def __init__(self, folder: Path):
        clip = open_clip.create_model(f"local-dir:{folder}").eval().requires_grad_(False)
        self.picture = Normalised(clip.visual).eval()
        self.side = (
            clip.visual.image_size if isinstance(clip.visual.image_size, int) else clip.visual.image_size[0]
        )
        self.names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        with safe_open(folder / "concepts.safetensors", "pt") as file:
            self.vectors = file.get_tensor("names").float()  # [N, D]
            self.attributes = file.get_tensor("attributes").float()  # [K, D]
        self.plain = functional.normalize(self.vectors + self.attributes[NONE], dim=-1)

    @torch.no_grad()
    def features(self, images: np.ndarray) -> Tensor:
        """[B, D] of pictures [B, R, R, 3] uint8."""
        image = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255
        return self.picture(functional.interpolate(image, size=self.side, mode="area"))

    def rank(self, feature: Tensor, right: list[str]) -> tuple[int, str]:
        """How many wrong names come before the best right one, and the first name. feature: [D]."""
        cosine = self.plain @ feature
        rows = [self.names.index(name) for name in right if name in self.names]
        near = (self.vectors @ self.vectors[rows].T).amax(1) > SYNONYM_COSINE
        rank = int(((cosine > cosine[rows].max()) & ~near).sum())
        return rank, self.names[int(cosine.argmax())]

    def colour(self, feature: Tensor, name: str) -> str:
        """The colour word that fits a picture of the named thing best."""
        own = self.vectors[self.names.index(name)] if name in self.names else torch.zeros_like(feature)
        fit = functional.normalize(own + self.attributes[: len(COLOURS)], dim=-1) @ feature
        return ATTRIBUTES[int(fit.argmax())]


def bare(prompt: str) -> str:
    """The prompt without its article."""
    first, _, rest = prompt.partition(" ")
    return rest if first in ("a", "an", "the") else prompt


def report_colours(judge: Judge, drawn: dict[str, Tensor], expected: dict[str, str]) -> str:
    """How many drawings have the colour that is natural for their prompt, and what the others have.

    drawn: prompt -> the judge's features [D] of its drawing.
    """
    seen = {prompt: judge.colour(feature, bare(prompt)) for prompt, feature in drawn.items()}
    others = {prompt: colour for prompt, colour in seen.items() if colour != expected[prompt]}
    return f"natural colour {len(seen) - len(others)}/{len(seen)}; others: {others}"


def report_names(judge: Judge, drawn: dict[str, Tensor], right: dict[str, list[str]]) -> str:
    """How many drawings are named rightly first and within five, and what the others are called."""
    ranks = {prompt: judge.rank(feature, right[prompt]) for prompt, feature in drawn.items()}
    first, five = (sum(rank < k for rank, _ in ranks.values()) for k in (1, 5))
    others = {prompt: said for prompt, (rank, said) in ranks.items() if rank}
    return f"top 1 {first}/{len(ranks)}, top 5 {five}/{len(ranks)}; others: {others}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--drawings", type=Path, required=True)
    args = parser.parse_args()
    judge = Judge(args.judge)
    table = read_prompts()
    for path in sorted(args.drawings.glob("*.npz")):
        with np.load(path) as file:
            drawn = dict(zip(file["prompts"].tolist(), judge.features(file["images"]), strict=True))
        if path.stem.startswith("coloured"):
            print(f"{path.stem}: {report_colours(judge, drawn, dict(table['coloured']))}")
        else:
            print(f"{path.stem}: {report_names(judge, drawn, dict(table['drawings']))}")


if __name__ == "__main__":
    main()
