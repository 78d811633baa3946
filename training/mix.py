"""Takes a share of another image tower: `python -m training.mix --model DIR --with DIR --share X`.

Averages of a model and of its fine-tuned successor often do what either does: Wortsman et al., "Robust
fine-tuning of zero-shot models" (WiSE-FT), https://arxiv.org/abs/2109.01903. The text tower stays.
"""

import argparse
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

WEIGHTS = "open_clip_model.safetensors"


def mixed(own: dict[str, Tensor], other: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """The weights `own`, those of the image tower with this share (0..1) of `other`; both of one shape."""
    return {
        name: ((1 - share) * weight.float() + share * other[name].float()).to(weight.dtype)
        if name.startswith("visual") and weight.is_floating_point()
        else weight
        for name, weight in own.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--model", type=Path, required=True, help="a folder written by export.py; it is changed"
    )
    parser.add_argument("--with", type=Path, required=True, dest="other", help="another one")
    parser.add_argument("--share", type=float, required=True, help="0..1, of the other")
    args = parser.parse_args()
    weights = mixed(load_file(args.model / WEIGHTS), load_file(args.other / WEIGHTS), args.share)
    save_file(
        {name: weight.contiguous() for name, weight in weights.items()},
        args.model / WEIGHTS,
        {"format": "pt"},
    )


if __name__ == "__main__":
    main()
