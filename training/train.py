"""Trains an image tower and its concept space: `python -m training.train --data DIR --recipe main --out DIR`.

Every picture is first changed a little so as to be named worse (an attack within an L2 ball), then learnt
from. A run lasts for a time, not for a number of steps. checkpoint.pt is written about once a minute: the
moving averages, which are the model, and all that it takes to resume. Under torchrun every process works on
one GPU.
"""

import argparse
import json
import math
import os
import time
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn

from training.art import load_art
from training.batches import Batch, Batches
from training.concepts import (
    ALIAS_WEIGHT,
    ConceptSpace,
    Phrases,
    Targets,
    alias_loss,
    load_phrases,
    make_targets,
    picture_loss,
)
from training.config import CONFIG, at_progress, read_config
from training.towers import Normalised, build_model

AGREE_EVERY = 16  # steps between two comparisons of the processes' clocks
LOG_EVERY = 100
SAVE_EVERY_S = 75
AVERAGE_EVERY = 4
AVERAGE_KEEP = 0.994
ALIASES_PER_STEP = 1024


def norms(x: Tensor) -> Tensor:
    """[B, 1, 1, 1] L2 norms of pictures."""
    return x.flatten(1).norm(dim=1).clamp(min=1e-6)[:, None, None, None]


class Average:
    """Moving average of some modules' weights and buffers."""

    def __init__(self, modules: list[nn.Module]):
        self.modules = modules
        self.values = [{k: v.detach().clone().float() for k, v in m.state_dict().items()} for m in modules]
        self.updates = 0

    @torch.no_grad()
    def update(self) -> None:
        keep = min(AVERAGE_KEEP, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        for module, average in zip(self.modules, self.values, strict=True):
            state = module.state_dict()
            torch._foreach_lerp_([average[k] for k in state], [state[k].float() for k in state], 1 - keep)


class Trainer:
    """One process of a run."""

    def __init__(self, config: dict, recipe: str, data: Path, out: Path):
        self.settings, self.out = config["train"][recipe], out
        self.rank, self.world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.cuda = torch.cuda.is_available()
        self.device = (
            torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if self.cuda else torch.device("cpu")
        )
        if self.cuda:
            torch.cuda.set_device(self.device)
        if self.world > 1:
            dist.init_process_group("nccl" if self.cuda else "gloo")
        torch.backends.cudnn.benchmark = True
        torch.set_float32_matmul_precision("high")
        self.phrases: Phrases = load_phrases(data, self.device)
        bank = {name: index for index, name in enumerate(self.phrases.names)}
        self.batches = Batches(
            load_art(data, self.settings["role"], bank, self.phrases.synonyms, self.device),
            torch.float16 if self.cuda else torch.float32,
        )
        torch.manual_seed(self.settings["seed"])
        visual = build_model(config["model"], self.settings["tower"]).visual
        self.tower = Normalised(visual).to(self.device, memory_format=torch.channels_last).train()
        self.see = self.tower
        self.space = ConceptSpace(
            self.phrases.vectors.shape[1], self.phrases.bank, config["model"]["embed_dim"]
        ).to(self.device)
        torch.manual_seed(self.settings["seed"] * 1000 + self.rank)
        self.average = Average([self.tower.visual, self.space])
        self.weights = [*self.tower.parameters(), *self.space.parameters()]
        matrices = [p for p in self.weights if p.ndim > 1 and p is not self.space.own]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": matrices, "weight_decay": self.settings["weight_decay"]},
                {"params": [self.space.own], "weight_decay": self.settings["own_decay"]},
                {"params": [p for p in self.weights if p.ndim <= 1], "weight_decay": 0.0},
            ],
            betas=(0.9, 0.98), eps=1e-6, fused=self.cuda,
        )  # fmt: skip
        self.progress, self.step, self.samples, self.side = 0.0, 0, 0, 0
        self.fused: set[str] = set()

    def fuse_tower(self) -> None:
        """Has torch.compile fuse the tower's kernels, for each side and each kind of step anew."""
        self.see = torch.compile(self.tower, dynamic=False)

    def features(self, image: Tensor) -> Tensor:
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.cuda):
            return self.see(image)

    def attacked(self, image: Tensor, targets: Targets) -> Tensor:
        """The pictures moved within L2 balls so that the loss rises; radii differ, some hardly move."""
        settings, count = self.settings, len(image)
        ramp = min(1.0, (self.progress - settings["attack_from"]) / settings["attack_ramp"] + 0.15)
        largest = settings["attack_rms"] * math.sqrt(3) * image.shape[-1] * ramp
        radius = largest * torch.rand(count, device=self.device).sqrt()
        radius = (radius * (torch.rand(count, device=self.device) > settings["clean_share"])).clamp(min=1e-3)[
            :, None, None, None
        ]
        steps = int(at_progress(settings["attack_steps"], self.progress))
        move = torch.randn_like(image)
        move = move / norms(move) * radius * torch.rand(count, 1, 1, 1, device=self.device) * 0.7
        self.tower.requires_grad_(False)
        for _ in range(steps):
            moved = (image + move).clamp(0, 1).requires_grad_()
            loss, _ = picture_loss(self.features(moved), targets)
            (slope,) = torch.autograd.grad(loss.sum(), moved)
            move = move + slope / norms(slope) * radius * (1.0 if steps == 1 else 1.5 / steps)
            move = move * (radius / norms(move)).clamp(max=1)
        self.tower.requires_grad_(True)
        return (image + move).clamp(0, 1).detach()

    def learn(self) -> tuple[Tensor, Tensor]:
        """One step; the mean loss and the share of right first names."""
        batch: Batch = self.batches.draw(self.settings["batch"], self.side)
        targets = make_targets(self.space, self.phrases, batch)
        image = batch.image
        if self.progress >= self.settings["attack_from"]:
            image = self.attacked(image, targets.detached())
        losses, right = picture_loss(self.features(image), targets)
        loss = losses.mean() + ALIAS_WEIGHT * alias_loss(self.space, self.phrases, ALIASES_PER_STEP)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._share_gradients()
        nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimiser.step()
        self.step += 1
        self.samples += len(image) * self.world
        if self.step % AVERAGE_EVERY == 0:
            self.average.update()
        return loss.detach(), right.float().mean()

    def _share_gradients(self) -> None:
        if self.world == 1:
            return
        grads = [p.grad for p in self.weights if p.grad is not None]
        flat = torch.cat([grad.flatten() for grad in grads])
        dist.all_reduce(flat)
        torch._foreach_copy_(grads, [part.view_as(grad) for part, grad in zip(
            (flat / self.world).split([grad.numel() for grad in grads]), grads, strict=True)])  # fmt: skip

    def _set_rate(self) -> None:
        warm = min(1.0, (self.step + 1) / self.settings["warm_up_steps"])
        rate = (
            self.settings["learning_rate"] * warm * (0.5 + 0.5 * math.cos(math.pi * min(1.0, self.progress)))
            + 1e-6
        )
        for group in self.optimiser.param_groups:
            group["lr"] = rate

    def _agree(self, progress: float) -> float:
        """The processes' mean progress, so that all change their picture size and stop at the same step."""
        if self.world == 1:
            return progress
        value = torch.tensor(progress, device=self.device)
        dist.all_reduce(value)
        return value.item() / self.world

    def resume(self, path: Path) -> None:
        """Goes on with an interrupted run."""
        saved = torch.load(path, map_location=self.device, weights_only=True)
        self.tower.visual.load_state_dict(saved["raw"]["visual"])
        self.space.load_state_dict(saved["raw"]["space"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.average.values = [{k: v.float() for k, v in saved[part].items()} for part in ("visual", "space")]
        self.average.updates = saved["updates"]
        self.progress, self.step, self.samples = saved["progress"], saved["step"], saved["samples"]

    def start_from(self, path: Path) -> None:
        """Begins a new run with the weights of a finished one, whose bank may have been another.

        The recipe says which share of the names' own offsets is kept: those of rare names are arbitrary.
        """
        saved = torch.load(path, map_location=self.device, weights_only=True)
        self.tower.visual.load_state_dict(saved["visual"])
        space, row = dict(saved["space"]), {name: index for index, name in enumerate(saved["names"])}
        own = torch.zeros_like(self.space.own)
        kept = [(new, row[name]) for new, name in enumerate(self.phrases.names) if name in row]
        new, old = torch.tensor(kept, device=self.device).T
        own[new] = space["own"][old].float() * self.settings["own_kept"]
        self.space.load_state_dict(space | {"own": own})
        self.average = Average([self.tower.visual, self.space])

    def save(self) -> None:
        """Writes checkpoint.pt; a reader never sees half of it."""
        if self.rank:
            return
        visual, space = self.average.values
        reference = self.tower.visual.state_dict()
        state = {
            "visual": {k: v.to(reference[k].dtype).clone().cpu() for k, v in visual.items()},
            "space": {k: v.cpu() for k, v in space.items()},
            "names": self.phrases.names,
            "tower": self.settings["tower"],
            "role": self.settings["role"],
            "progress": self.progress,
            "step": self.step,
            "samples": self.samples,
            "updates": self.average.updates,
            "raw": {"visual": reference, "space": self.space.state_dict()},
            "optimiser": self.optimiser.state_dict(),
        }
        torch.save(state, self.out / "checkpoint.tmp")
        (self.out / "checkpoint.tmp").replace(self.out / "checkpoint.pt")

    def _fuse_what_is_compiled(self, folder: Path) -> None:
        for part, fuse in (("tower", self.fuse_tower), ("batches", self.batches.fuse)):
            if part not in self.fused and (folder / part).exists():
                fuse()
                self.fused.add(part)
                print(f"step {self.step}: {part} fused", flush=True)

    def run(self, seconds: float, compiled: Path | None = None) -> None:
        """Trains for `seconds`; the schedule spans the whole run whatever was resumed.

        compiled: the folder in which training.fuse says what it has compiled.
        """
        started = saved = logged = time.monotonic()
        offset, seen = self.progress, self.samples
        while True:
            now = time.monotonic()
            if self.step % AGREE_EVERY == 0:
                self.progress = self._agree(offset + (1 - offset) * (now - started) / seconds)
                if self.progress >= 1:
                    break
                if compiled:
                    self._fuse_what_is_compiled(compiled)
                if now - saved > SAVE_EVERY_S:
                    self.save()
                    saved = now
            self.side = int(at_progress(self.settings["side"], self.progress))
            self.batches.clutter.fill_(at_progress(self.settings["clutter"], self.progress))
            self._set_rate()
            loss, right = self.learn()
            if self.step % LOG_EVERY == 0 and self.rank == 0:
                line = {"step": self.step, "s": round(now - started), "loss": round(loss.item(), 3),
                        "right": round(right.item(), 3), "side": self.side,
                        "per_s": round((self.samples - seen) / (time.monotonic() - logged))}  # fmt: skip
                print(json.dumps(line), flush=True)
                seen, logged = self.samples, time.monotonic()
        self.progress = 1.0
        self.save()
        if self.world > 1:
            dist.barrier()
            dist.destroy_process_group()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--recipe", required=True, help="a [train.*] table of the config")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--seconds", type=float, help="instead of the config's")
    parser.add_argument("--resume", type=Path, help="the checkpoint.pt of this run")
    parser.add_argument("--start-from", type=Path, help="checkpoint.pt of a finished run")
    parser.add_argument(
        "--compiled", type=Path, help="the --out folder of training.fuse, which may still be at it"
    )
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    config = read_config(args.config)
    trainer = Trainer(config, args.recipe, args.data, args.out)
    if args.resume:
        trainer.resume(args.resume)
    elif args.start_from:
        trainer.start_from(args.start_from)
    trainer.run(args.seconds or trainer.settings["seconds"], args.compiled)
    if trainer.rank == 0:
        print(f"done: {trainer.step} steps, {trainer.samples / 1e6:.1f} M pictures", flush=True)


if __name__ == "__main__":
    main()
