"""Teaches the text tower the concept space: `python -m training.text_tower --data DIR --run DIR`.

Reads the checkpoint.pt of train.py, writes text.pt beside it. `--start-from` takes the text tower of an
exported model to begin with, which must be of the same shape and vocabulary.
"""

import argparse
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from open_clip.model import CLIP
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from training.concepts import SCALE, ConceptSpace, Phrases, load_phrases, phrase_targets
from training.config import CONFIG, read_config
from training.phrase_book import PhraseBook
from training.towers import build_model, make_tokenizer
from training.vocabulary import ATTRIBUTES, NONE, RELATIONS, SIZES

SHARES = {"plain": 0.2, "attribute": 0.2, "free": 0.24, "alias": 0.16, "scene": 0.2}
FREE_ATTRIBUTE = 0.3  # of the free phrases, how many carry an attribute
LOG_EVERY = 200
WARM_UP_STEPS = 200
COSINE_WEIGHT, CONTRAST_WEIGHT = 3.0, 0.3


@dataclass(frozen=True)
class Lesson:
    """What the tower is taught: random phrases, and where they lie in the finished concept space."""

    phrases: Phrases
    book: PhraseBook
    space: ConceptSpace
    targets: Tensor  # [P, D] of phrase_targets


@dataclass(frozen=True)
class Written:
    """B random phrases: first Q of one thing, in the order of SHARES, then S of scenes."""

    tokens: Tensor  # [B, context]
    phrase: Tensor  # [Q] the thing, index into Phrases.texts
    attribute: Tensor  # [Q]
    first: Tensor  # [S] bank index
    second: Tensor  # [S]
    relation: Tensor  # [S]
    size: Tensor  # [S]

    def targets(self, space: ConceptSpace, places: Tensor) -> Tensor:
        """[B, D] where they lie. places: [P, D] of phrase_targets."""
        single = space.with_attribute(places[self.phrase], self.attribute)
        scenes = space.scene(places[self.first], places[self.second], self.relation, self.size)
        return torch.cat([single, scenes])

    def number(self) -> Tensor:
        """[B] by which phrases of one target are known."""
        scenes = -1 - torch.arange(len(self.first), device=self.first.device)
        return torch.cat([self.phrase * len(ATTRIBUTES) + self.attribute, scenes])


def write_phrases(phrases: Phrases, book: PhraseBook, count: int) -> Written:
    """Random phrases in the shares of SHARES."""
    device = phrases.vectors.device
    sizes = [round(share * count) for share in SHARES.values()]

    def pick(limit: int, size: int) -> Tensor:
        return torch.randint(limit, (size,), device=device)

    plain, named = pick(phrases.bank, sizes[0]), pick(phrases.bank, sizes[1])
    others = len(phrases.texts) - phrases.bank
    free = phrases.bank + (others * torch.rand(sizes[2], device=device) ** 2).long()  # familiar ones first
    alias = phrases.aliases[torch.multinomial(phrases.often, sizes[3], replacement=True), 0]
    free = torch.cat([free, alias])
    attribute = pick(NONE, sizes[1])
    loose = torch.where(torch.rand(len(free), device=device) < FREE_ATTRIBUTE, pick(NONE, len(free)), NONE)
    a, b = pick(phrases.bank, sizes[4]), pick(phrases.bank, sizes[4])
    code = pick(len(RELATIONS) * len(SIZES), sizes[4])
    thing = torch.cat([plain, named, free])
    said = torch.cat([torch.full_like(plain, NONE), attribute, loose])
    tokens = torch.cat([book.write(book.attributes, said, thing), book.write(book.scenes, code, a, b)])
    return Written(tokens, thing, said, a, b, code // len(SIZES), code % len(SIZES))


def text_loss(found: Tensor, targets: Tensor, number: Tensor) -> Tensor:
    logits = SCALE * found @ targets.T
    same = (number[:, None] == number[None]).fill_diagonal_(False)
    contrast = functional.cross_entropy(
        logits.masked_fill(same, -1e4), torch.arange(len(found), device=found.device)
    )
    return COSINE_WEIGHT * (1 - (found * targets).sum(-1)).mean() + CONTRAST_WEIGHT * contrast


def train(lesson: Lesson, model: CLIP, settings: dict, seconds: float) -> None:
    """Trains the text tower in place for `seconds`, at a rate that falls to zero over the last of them."""
    device = lesson.phrases.vectors.device
    falling = min(settings["falling_seconds"], seconds)
    weights = [p for name, p in model.named_parameters() if is_text(name) and name != "logit_scale"]
    decay = settings["weight_decay"]
    optimiser = torch.optim.AdamW(weights, betas=(0.9, 0.98), weight_decay=decay, fused=device.type == "cuda")
    started, step = time.monotonic(), 0
    while (left := seconds - (time.monotonic() - started)) > 0:
        fade = 0.5 - 0.5 * math.cos(math.pi * min(1.0, left / falling))
        for group in optimiser.param_groups:
            group["lr"] = settings["learning_rate"] * min(1, (step + 1) / WARM_UP_STEPS) * fade + 1e-6
        with torch.no_grad():
            written = write_phrases(lesson.phrases, lesson.book, settings["batch"])
            targets = written.targets(lesson.space, lesson.targets)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            found = model.encode_text(written.tokens, normalize=True)
        loss = text_loss(found.float(), targets, written.number())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        step += 1
        if step % LOG_EVERY == 0:
            line = {"step": step, "s": round(seconds - left), "loss": round(loss.item(), 3)}
            print(json.dumps(line | mean_cosines(found, targets)), flush=True)


def is_text(name: str) -> bool:
    """Whether a weight of the model is none of the image tower."""
    return not name.startswith("visual")


def mean_cosines(found: Tensor, targets: Tensor) -> dict[str, float]:
    """Kind of phrase -> mean cosine between its texts and their targets."""
    kinds = (found * targets).sum(-1).split([round(share * len(found)) for share in SHARES.values()])
    return {key: round(kind.mean().item(), 3) for key, kind in zip(SHARES, kinds, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, help="the --out folder of train.py")
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--seconds", type=float, help="instead of the config's")
    parser.add_argument("--start-from", type=Path, help="weights of an exported model (safetensors)")
    args = parser.parse_args()
    config = read_config(args.config)
    settings = config["model"]
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)
    saved = torch.load(args.run / "checkpoint.pt", map_location="cpu", weights_only=True)
    phrases = load_phrases(args.data, device)
    space = ConceptSpace(phrases.vectors.shape[1], phrases.bank, settings["embed_dim"]).to(device)
    space.load_state_dict(saved["space"])
    model = build_model(settings, saved["tower"]).to(device)
    if args.start_from:
        earlier = {name: value for name, value in load_file(args.start_from).items() if is_text(name)}
        model.load_state_dict(earlier, strict=False)
    tokenizer = make_tokenizer(settings, args.run)
    book = PhraseBook(phrases, tokenizer, settings["text"]["context_length"], device)
    space.requires_grad_(False)
    lesson = Lesson(phrases, book, space, phrase_targets(phrases, space, config["text"]))
    train(lesson, model, config["text"], args.seconds or config["text"]["seconds"])
    state = {name: value.cpu() for name, value in model.state_dict().items() if is_text(name)}
    torch.save(state, args.run / "text.pt")


if __name__ == "__main__":
    main()
