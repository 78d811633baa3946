"""The open_clip model of a training run: one of the config's image towers and the small text tower."""

import gzip
from pathlib import Path

import torch
from open_clip.constants import OPENAI_DATASET_MEAN, OPENAI_DATASET_STD
from open_clip.model import CLIP
from open_clip.tokenizer import SimpleTokenizer, default_bpe
from torch import Tensor, nn
from torch.nn import functional

BPE_FILE = "bpe_small.txt.gz"


def build_model(settings: dict, tower: str) -> CLIP:
    """settings: the config's [model] table."""
    vision = {"image_size": settings["image_size"], **settings["towers"][tower]}
    return CLIP(embed_dim=settings["embed_dim"], vision_cfg=vision, text_cfg=dict(settings["text"]))


class Normalised(nn.Module):
    """An image tower that takes pictures in [0, 1] and returns unit vectors."""

    def __init__(self, visual: nn.Module):
        super().__init__()
        self.visual = visual
        self.register_buffer("mean", torch.tensor(OPENAI_DATASET_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(OPENAI_DATASET_STD).view(1, 3, 1, 1), persistent=False)

    def forward(self, image: Tensor) -> Tensor:
        """[B, 3, R, R] -> [B, D]."""
        image = ((image - self.mean) / self.std).contiguous(memory_format=torch.channels_last)
        return functional.normalize(self.visual(image).float(), dim=-1)


def write_tokenizer(path: Path, merges: int) -> None:
    """The first `merges` merges of CLIP's list, which are a valid, smaller tokenizer."""
    lines = gzip.decompress(Path(default_bpe()).read_bytes()).decode().split("\n")
    path.write_bytes(gzip.compress("\n".join(lines[: merges + 1]).encode(), mtime=0))


def make_tokenizer(settings: dict, folder: Path) -> SimpleTokenizer:
    path = folder / BPE_FILE
    if not path.exists():
        write_tokenizer(path, settings["merges"])
    return SimpleTokenizer(bpe_path=str(path), context_length=settings["text"]["context_length"])
