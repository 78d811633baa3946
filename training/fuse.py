"""Compiles a part of a training step: `python -m training.fuse --data DIR --recipe R --part tower --out DIR`.

torch.compile keeps what it made in TORCHINDUCTOR_CACHE_DIR. A run that was given the same folder by
`--compiled` takes it from there once the file of the part lies in that folder. So nobody waits for the
compiler, and a run goes on without it should it fail. The parts, `tower` and `batches`, can be compiled at
the same time.
"""

import argparse
import time
from pathlib import Path

import torch

from training.config import CONFIG, read_config
from training.train import Trainer


def compile_part(trainer: Trainer, part: str) -> None:
    """Takes one step, or makes one batch, at each side of the recipe."""
    settings = trainer.settings
    if part == "tower":
        trainer.fuse_tower()
    else:
        trainer.batches.fuse()
    trainer.progress = settings["attack_from"]
    for side in dict.fromkeys(int(side) for _, side in settings["side"]):
        started = time.monotonic()
        trainer.side = side
        if part == "tower":
            trainer.learn()
        else:
            trainer.batches.draw(settings["batch"], side)
        if trainer.cuda:
            torch.cuda.synchronize()
        print(f"{part} at {side} px: {time.monotonic() - started:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--recipe", required=True, help="a [train.*] table of the config")
    parser.add_argument("--part", choices=("tower", "batches"), required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=CONFIG)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    compile_part(Trainer(read_config(args.config), args.recipe, args.data, args.out), args.part)
    (args.out / args.part).touch()


if __name__ == "__main__":
    main()
