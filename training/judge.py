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
from training.held_out import on_white
from training.towers import Normalised
from training.vocabulary import ATTRIBUTES, COLOURS, NONE

SYNONYM_COSINE = 0.6
AT_ONCE = 256


Drawn = list[tuple[str, Tensor]]  # prompts, and the judge's features [D] of a drawing of each


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
    def features(self, image: Tensor) -> Tensor:
        """[B, D] of pictures [B, 3, R, R] in [0, 1]."""
        small = functional.interpolate(image, size=self.side, mode="area")
        return torch.cat([self.picture(part) for part in small.split(AT_ONCE)])

    def rank(self, feature: Tensor, right: list[str]) -> tuple[int, str]:
        """How many wrong names come before the best right one, and the first name. feature: [D].

        Raises ValueError when the judge knows none of the right names.
        """
        cosine = self.plain @ feature
        rows = [self.names.index(name) for name in right if name in self.names]
        if not rows:
            raise ValueError(f"the judge knows none of {right}")
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


def report_colours(judge: Judge, drawn: Drawn, expected: dict[str, str]) -> str:
    """How many drawings have the colour that is natural for their prompt, and what others have."""
    seen = [(prompt, judge.colour(feature, bare(prompt))) for prompt, feature in drawn]
    others = {prompt: colour for prompt, colour in seen if colour != expected[prompt]}
    agree = sum(colour == expected[prompt] for prompt, colour in seen)
    return f"natural colour {agree}/{len(seen)}; others: {others}"


def report_names(judge: Judge, drawn: Drawn, right: dict[str, list[str]]) -> str:
    """How many drawings are named rightly first and within five, and what others are called."""
    ranks = [(prompt, *judge.rank(feature, right[prompt])) for prompt, feature in drawn]
    first, five = (sum(rank < k for _, rank, _ in ranks) for k in (1, 5))
    others = {prompt: said for prompt, rank, said in ranks if rank}
    return f"top 1 {first}/{len(ranks)}, top 5 {five}/{len(ranks)}; others: {others}"


def read_drawings(judge: Judge, path: Path) -> Drawn:
    """From one of draw.py's files."""
    with np.load(path) as file:
        image = torch.from_numpy(file["images"]).permute(0, 3, 1, 2).float() / 255
        return list(zip(file["prompts"].tolist(), judge.features(image), strict=True))


def read_art(judge: Judge, data: Path, kind: str, prompt_of: dict[str, str]) -> Drawn:
    """Real `kind` drawings of these names (name -> prompt) from icon sets that the judge never saw."""
    records = json.loads((data / "art.json").read_text(encoding="utf-8"))[kind]
    chosen = [
        i for i, record in enumerate(records) if record["name"] in prompt_of and "train" in record["role"]
    ]
    image = on_white(np.load(data / f"{kind}.npy", mmap_mode="r")[chosen], judge.side)
    prompts = [prompt_of[records[index]["name"]] for index in chosen]
    return list(zip(prompts, judge.features(image), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--drawings", type=Path, required=True)
    parser.add_argument("--data", type=Path, help="to judge real drawings of the same things too")
    args = parser.parse_args()
    judge = Judge(args.judge)
    table = read_prompts()
    right, expected = dict(table["drawings"]), dict(table["coloured"])
    for path in sorted(args.drawings.glob("*.npz")):
        drawn = read_drawings(judge, path)
        coloured = path.stem.startswith("coloured")
        report = report_colours(judge, drawn, expected) if coloured else report_names(judge, drawn, right)
        print(f"{path.stem}: {report}")
    if args.data:
        named = {name: prompt for prompt, names in right.items() for name in names}
        for kind in ("mono", "colour"):
            print(f"real {kind}: {report_names(judge, read_art(judge, args.data, kind, named), right)}")
        tinted = {bare(prompt): prompt for prompt in expected}
        print(f"real colour: {report_colours(judge, read_art(judge, args.data, 'colour', tinted), expected)}")


if __name__ == "__main__":
    main()
