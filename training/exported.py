"""An exported folder, loaded as any open_clip model."""

from pathlib import Path

import open_clip
import torch
from torch import Tensor
from torch.nn import functional

from training.towers import BPE_FILE, Normalised

NAME_TEMPLATES = ("{}", "a drawing of {}", "an icon of {}")


class Model:
    """An exported folder: unit vectors of pictures and of texts."""

    def __init__(self, folder: Path, device: torch.device):
        self.device = device
        clip = open_clip.create_model(f"local-dir:{folder}").to(device).eval().requires_grad_(False)
        self.tokenizer = open_clip.get_tokenizer(f"local-dir:{folder}", bpe_path=str(folder / BPE_FILE))
        self.clip = clip
        # Normalised passes pictures on so; with weights in another layout a CPU takes half as long again.
        self.picture = Normalised(clip.visual).to(device, memory_format=torch.channels_last).eval()
        self.side = (
            clip.visual.image_size if isinstance(clip.visual.image_size, int) else clip.visual.image_size[0]
        )

    @torch.no_grad()
    def text(self, phrases: list[str], templates: tuple[str, ...] = ("{}",)) -> Tensor:
        """[phrases, D] unit rows, the mean over the templates."""
        total = 0
        for template in templates:
            tokens = self.tokenizer([template.format(phrase) for phrase in phrases]).to(self.device)
            total = total + torch.cat(
                [self.clip.encode_text(part, normalize=True) for part in tokens.split(512)]
            )
        return functional.normalize(total, dim=-1)
