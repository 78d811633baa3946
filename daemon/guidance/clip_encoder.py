"""Pictures and texts to directions in one space, by any open_clip model."""

import json
import logging
from typing import Protocol

import torch
from torch import nn
from torch.nn import functional

from protocol.errors import ErrorCode, RefineError

from .folding import fold_batch_norms
from .gpu import judge_kernels
from .layouts import lay_out_convolutions
from .model_store import CONFIG
from .taps import Taps
from .torchvision_compat import import_torchvision
from .transformer import make_lean

TEXTS_AT_ONCE = 256
log = logging.getLogger(__name__)


class Encoder(Protocol):
    """All that the rest of the daemon knows of a model."""

    name: str
    side: int  # px: pictures it takes are [B, 3, side, side]

    def encode_image(self, pictures): ...

    def look(self, pictures): ...

    def encode_text(self, texts): ...


class ClipEncoder:
    """An open_clip model with frozen weights.

    files: ModelFiles. device: torch.device. RefineError MODEL_CORRUPT if the weights are not those
    of the model that the folder's configuration describes.
    """

    def __init__(self, files, device):
        import_torchvision()
        import open_clip
        from open_clip.factory import load_checkpoint

        self.name = files.name
        self._device = device
        place = f"local-dir:{files.folder}"
        try:
            model = open_clip.create_model(place, load_weights=False, pretrained_text=False)
            load_checkpoint(model, str(files.weights))
            vocabulary = files.vocabulary()
            # open_clip does not look for a vocabulary beside the configuration that names it
            own = {"bpe_path": str(vocabulary)} if vocabulary else {}
            self._tokenizer = open_clip.get_tokenizer(place, **own)
        except ImportError as error:
            # a tokenizer of the transformers package, which is not installed
            raise RefineError(ErrorCode.UNSUPPORTED, f"{files.folder}: {error!s:.300}") from error
        except (RuntimeError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            log.exception("event=model_refused model=%s", files.name)
            raise RefineError(ErrorCode.MODEL_CORRUPT, f"{files.folder}: {error!s:.300}") from error
        # the fastest order of numbers in memory for convolutions
        self._model = model.eval().requires_grad_(False).to(device, memory_format=torch.channels_last)
        size = model.visual.image_size
        self.side = size if isinstance(size, int) else size[0]
        statistics = json.loads((files.folder / CONFIG).read_text("utf-8")).get("preprocess_cfg", {})
        self._mean = _channels(statistics.get("mean", open_clip.OPENAI_DATASET_MEAN), device)
        self._std = _channels(statistics.get("std", open_clip.OPENAI_DATASET_STD), device)
        model.visual = self._tower_of(model.visual)
        self._taps = Taps(model.visual)
        self._known = {}

    def _tower_of(self, visual):
        """The fastest form of an image tower that gives the same gradients."""
        given = self.side, self._mean, self._std
        if lean := make_lean(visual, *given, fast_type(self._device)):
            return lean
        folded = fold_batch_norms(visual, self.side, self._device)
        if self._device.type == "cpu":
            lay_out_convolutions(folded, self.side)
        return nn.Sequential(_Normalised(self._mean, self._std), folded)

    def encode_image(self, pictures):
        """Unit embeddings [B, D] of pictures [B, 3, side, side] in 0..1, differentiable."""
        embeddings = self._model.encode_image(pictures)
        kernels = judge_kernels(embeddings)
        return kernels.unit(embeddings) if kernels else functional.normalize(embeddings, dim=-1)

    def look(self, pictures):
        """(unit embeddings [B, D], what inner stages put out: [B, C, H, W] or [B, T, C] each)."""
        with self._taps.open() as stages:
            embeddings = self.encode_image(pictures)
        return embeddings, [stage.float() for stage in stages]

    @torch.no_grad()
    def encode_text(self, texts):
        """Unit embeddings [T, D] of texts, each encoded once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(new), TEXTS_AT_ONCE):
            chunk = new[start : start + TEXTS_AT_ONCE]
            tokens = self._tokenizer(chunk).to(self._device)
            embeddings = functional.normalize(self._model.encode_text(tokens), dim=-1)
            self._known.update(zip(chunk, embeddings, strict=True))
        return torch.stack([self._known[text] for text in texts])


class _Normalised(nn.Module):
    """Pictures as a model wants them."""

    def __init__(self, mean, std):
        super().__init__()
        self._mean, self._std = mean, std

    def forward(self, pictures):
        """[B, 3, S, S] from [B, 3, S, S] in 0..1."""
        return ((pictures - self._mean) / self._std).contiguous(memory_format=torch.channels_last)


def fast_type(device):
    """The type of number that matrix products are fastest in."""
    has_short = device.type == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16")
    return torch.bfloat16 if has_short else torch.float32


def _channels(values, device):
    return torch.tensor(values, device=device).reshape(1, 3, 1, 1)
