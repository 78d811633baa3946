"""Teaches the text tower the concept space: `python text_tower.py --data DIR --run DIR`, while or after train.py runs.

Phrases are put together from token tables on the device. While the image tower still trains, its newest checkpoint is
read again and again (--follow); the last part of the time goes to the finished concept space. Writes text.pt.
"""

import argparse
import json
import math
import random
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from open_clip.tokenizer import SimpleTokenizer
from torch import Tensor

from concepts import SCALE, ConceptSpace, Phrases, load_phrases
from towers import build_model, make_tokenizer
from vocabulary import ATTRIBUTES, NONE, RELATIONS, SIZE_SYNONYMS, SIZES, plural, templates

SHARES = {"plain": 0.25, "attribute": 0.25, "free": 0.28, "scene": 0.22}
FREE_ATTRIBUTE = 0.3  # of the free phrases, how many carry an attribute
RELOAD_EVERY_S = 40
LOG_EVERY = 200
NAME_TOKENS, PIECE_TOKENS = 18, 10
COSINE_WEIGHT, CONTRAST_WEIGHT = 3.0, 0.3


def size_words(template: str, rng: random.Random) -> str:
    for word, others in SIZE_SYNONYMS.items():
        template = template.replace(f" {word} ", f" {rng.choice(others)} ")
    return template


@dataclass(frozen=True)
class Templates:
    """Phrases as token rows around two slots. Q templates, -1 pads a row."""

    before: Tensor  # [Q, PIECE_TOKENS]
    between: Tensor
    after: Tensor
    is_plural: Tensor  # [Q] bool: the first slot takes the plural
    is_swapped: Tensor  # [Q] bool: the slots take the second thing first
    code: Tensor  # [Q] attribute, or relation * len(SIZES) + size
    first: Tensor  # [codes + 1] where the templates of each code begin; they are sorted by it


class PhraseBook:
    """Token rows of random phrases."""

    def __init__(self, phrases: Phrases, tokenizer: SimpleTokenizer, context: int, device: torch.device):
        self.tokenizer, self.context, self.device = tokenizer, context, device
        singles = [self._tokens(text, NAME_TOKENS) for text in phrases.texts]
        plurals = [self._tokens(plural(text), NAME_TOKENS) for text in phrases.texts]
        self.names = torch.tensor([singles, plurals], device=device)  # [2, P, NAME_TOKENS]
        self.attributes = self._attribute_templates()
        self.scenes = self._scene_templates()

    def _tokens(self, text: str, length: int) -> list[int]:
        tokens = self.tokenizer.encode(text)[:length]
        return tokens + [-1] * (length - len(tokens))

    def _table(self, rows: list[tuple[int, str]]) -> Templates:
        """rows: (code, template with {1} for the first thing or {p} for its plural, and perhaps {2})."""
        rows = sorted(rows, key=lambda row: row[0])
        pieces, plurals, swapped = [], [], []
        for _, template in rows:
            swapped.append("{2}" in template and template.index("{2}") < template.index("{1}"))
            plurals.append("{p}" in template)
            marked = template.replace("{p}", "|").replace("{1}", "|").replace("{2}", "|").split("|")
            pieces.append([self._tokens(part, PIECE_TOKENS) for part in [*marked, ""][:3]])
        before, between, after = torch.tensor(pieces, device=self.device).unbind(1)
        code = torch.tensor([row[0] for row in rows], device=self.device)
        first = torch.searchsorted(code, torch.arange(int(code.max()) + 2, device=self.device))
        flags = (torch.tensor(flag, device=self.device) for flag in (plurals, swapped))
        return Templates(before, between, after, *flags, code, first)

    def _attribute_templates(self) -> Templates:
        rows = [(ATTRIBUTES.index(attribute), template) for attribute in ATTRIBUTES for template in templates(attribute)]
        return self._table([(code, t.replace("{n}", "{1}").replace("{s}", "{p}")) for code, t in rows])

    def _scene_templates(self) -> Templates:
        rng, rows = random.Random(0), []
        for relation, patterns in enumerate(RELATIONS.values()):
            for size, (one, two) in enumerate(SIZES.values()):
                for pattern in patterns:
                    for _ in range(3 if size else 1):
                        a, b = one.replace("{n}", "{1}"), two.replace("{n}", "{2}")
                        text = size_words(pattern.replace("{a}", a).replace("{b}", b), rng)
                        rows.append((relation * len(SIZES) + size, text))
                        rows.append((relation * len(SIZES) + size, text.replace("a ", "the ") if rng.random() < 0.3 else text))
        return self._table(rows)

    def write(self, table: Templates, code: Tensor, first: Tensor, second: Tensor | None = None) -> Tensor:
        """[B, context] tokens of a random template of each `code` [B] about the phrases `first` and `second` [B]."""
        low, high = table.first[code], table.first[code + 1]
        row = low + (torch.rand(len(code), device=self.device) * (high - low)).long()
        one = self.names[table.is_plural[row].long(), first]
        two = torch.full_like(one, -1)
        if second is not None:
            two = self.names[0, second]
            swap = table.is_swapped[row][:, None]
            one, two = torch.where(swap, two, one), torch.where(swap, one, two)
        start, end = (torch.full((len(code), 1), token, device=self.device) for token in
                      (self.tokenizer.sot_token_id, self.tokenizer.eot_token_id))  # fmt: skip
        rows = torch.cat([start, table.before[row], one, table.between[row], two, table.after[row], end], 1)
        order = torch.argsort((rows < 0).int(), dim=1, stable=True)
        rows = rows.gather(1, order)[:, : self.context].clamp(min=0)
        cut = rows[:, -1:] > 0  # too long: the tower reads its result at the end token
        return torch.cat([rows[:, :-1], torch.where(cut, self.tokenizer.eot_token_id, rows[:, -1:])], 1)


def draw_phrases(book: PhraseBook, space: ConceptSpace, phrases: Phrases, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens [B, context], targets [B, D] and a number per target [B] by which equal ones are known."""
    device = phrases.vectors.device
    sizes = [round(share * count) for share in SHARES.values()]

    def pick(limit: int, size: int) -> Tensor:
        return torch.randint(limit, (size,), device=device)

    bank = space.bank(phrases.vectors[: phrases.bank])
    plain, named = pick(phrases.bank, sizes[0]), pick(phrases.bank, sizes[1])
    free = pick(len(phrases.texts), sizes[2])
    attribute = pick(NONE, sizes[1])
    loose = torch.where(torch.rand(sizes[2], device=device) < FREE_ATTRIBUTE, pick(NONE, sizes[2]), NONE)
    a, b = pick(phrases.bank, sizes[3]), pick(phrases.bank, sizes[3])
    code = pick(len(RELATIONS) * len(SIZES), sizes[3])
    relation, size = code // len(SIZES), code % len(SIZES)
    free_meaning = space.meaning(phrases.vectors[free])
    free_meaning = torch.where((free < phrases.bank)[:, None], bank[free.clamp(max=phrases.bank - 1)], free_meaning)
    none = torch.full_like(plain, NONE)
    tokens = torch.cat([
        book.write(book.attributes, none, plain),
        book.write(book.attributes, attribute, named),
        book.write(book.attributes, loose, free),
        book.write(book.scenes, code, a, b),
    ])  # fmt: skip
    targets = torch.cat([
        space.with_attribute(bank[plain], none),
        space.with_attribute(bank[named], attribute),
        space.with_attribute(free_meaning, loose),
        space.scene(bank[a], bank[b], relation, size),
    ])  # fmt: skip
    k = len(ATTRIBUTES)
    single = torch.cat([plain * k + none, named * k + attribute, free * k + loose])
    return tokens, targets, torch.cat([single, -1 - torch.arange(sizes[3], device=device)])


def text_loss(found: Tensor, targets: Tensor, number: Tensor) -> Tensor:
    logits = SCALE * found @ targets.T
    same = (number[:, None] == number[None]).fill_diagonal_(False)
    contrast = F.cross_entropy(logits.masked_fill(same, -1e4), torch.arange(len(found), device=found.device))
    return COSINE_WEIGHT * (1 - (found * targets).sum(-1)).mean() + CONTRAST_WEIGHT * contrast


class Follower:
    """The concept space of a checkpoint file that another process may still be replacing."""

    def __init__(self, path: Path, space: ConceptSpace):
        self.path, self.space, self.stamp, self.progress = path, space.requires_grad_(False), 0.0, 0.0

    def reload(self) -> None:
        if self.path.exists() and self.path.stat().st_mtime != self.stamp:
            self.stamp = self.path.stat().st_mtime
            saved = torch.load(self.path, map_location="cpu", weights_only=True)
            self.space.load_state_dict(saved["space"])
            self.progress = saved["progress"]


def train(follower: Follower, model: torch.nn.Module, book: PhraseBook, phrases: Phrases, settings: dict, seconds: float) -> None:
    """Trains the text tower in place for `seconds`, longer if the checkpoint is not finished by then."""
    device = phrases.vectors.device
    final_s = min(settings["final_seconds"], seconds)
    weights = [p for name, p in model.named_parameters() if not name.startswith("visual") and name != "logit_scale"]
    optimiser = torch.optim.AdamW(weights, betas=(0.9, 0.98), weight_decay=0.02, fused=device.type == "cuda")
    started, reloaded, finished, step = time.monotonic(), -1e9, None, 0
    while True:
        now = time.monotonic()
        if finished is None and now - reloaded > (2 if now - started > seconds - final_s else RELOAD_EVERY_S):
            follower.reload()
            reloaded = now
            if follower.progress >= 1:
                finished = max(now, started + seconds - final_s)
        left = 1.0 if finished is None else 1 - max(0.0, now - finished) / final_s
        if left <= 0:
            break
        rate = settings["learning_rate"] * min(1, (step + 1) / 200) * (0.5 - 0.5 * math.cos(math.pi * min(1.0, left))) + 1e-6
        for group in optimiser.param_groups:
            group["lr"] = rate
        with torch.no_grad():
            tokens, targets, number = draw_phrases(book, follower.space, phrases, settings["batch"])
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            found = model.encode_text(tokens, normalize=True)
        loss = text_loss(found.float(), targets, number)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        step += 1
        if step % LOG_EVERY == 0:
            kinds = (found * targets).sum(-1).split([round(s * settings["batch"]) for s in SHARES.values()])
            shown = dict(zip(SHARES, (round(kind.mean().item(), 3) for kind in kinds), strict=True))
            print(json.dumps({"step": step, "s": round(now - started), "loss": round(loss.item(), 3)} | shown), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, help="the --out folder of train.py")
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("config.toml"))
    parser.add_argument("--seconds", type=float, help="instead of the config's")
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text(encoding="utf-8"))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)
    phrases = load_phrases(args.data, device)
    follower = Follower(args.run / "checkpoint.pt", ConceptSpace(phrases.vectors.shape[1], phrases.bank, config["model"]["embed_dim"]).to(device))
    while not follower.path.exists():
        time.sleep(1)
    model = build_model(config["model"], torch.load(follower.path, map_location="cpu", weights_only=True)["tower"]).to(device)
    book = PhraseBook(phrases, make_tokenizer(config["model"], args.run), config["model"]["text"]["context_length"], device)
    train(follower, model, book, phrases, config["text"], args.seconds or config["text"]["seconds"])
    state = {name: value.cpu() for name, value in model.state_dict().items() if not name.startswith("visual")}
    torch.save(state, args.run / "text.pt")


if __name__ == "__main__":
    main()
