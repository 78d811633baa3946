"""The space in which pictures and texts meet, and the loss that places pictures in it.

D is the embedding's size, N the bank's names, K the attributes, B pictures.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.batches import Batch
from training.vocabulary import ATTRIBUTES, BESIDE, NONE, RELATIONS, SIZES

SCALE = 25.0  # of cosines before the softmax
ATTRIBUTE_WEIGHT = 0.5
ALIAS_WEIGHT = 0.3
SIMILAR = (
    0.75  # names closer than this in the sentence space are not set against each other, unless both are emoji
)
NAME_NOISE = 0.25  # length of the random part added to sentence vectors, so that near ones fare alike
OWN_NAME_DROP = 0.5  # how often a name goes without its own offset, so that phrases of no drawing profit too
HIDDEN = 1024


@dataclass(frozen=True)
class Phrases:
    """What text_space.py wrote, on the device. The first N phrases are the bank."""

    texts: list[str]
    vectors: Tensor  # [P, C] float32 unit rows
    bank: int
    aliases: Tensor  # [A, 2] phrase, bank name
    sureness: Tensor  # [A] of the aliases, up to 1
    often: Tensor  # [A] how often to learn from each alias: the sure and familiar ones more
    similar: Tensor  # [N, N] bool, names that must not count as wrong for each other
    synonyms: list[tuple[int, int]]  # pairs of bank names of one meaning, both ways round

    @property
    def names(self) -> list[str]:
        return self.texts[: self.bank]


def load_phrases(data: Path, device: torch.device) -> Phrases:
    table = json.loads((data / "phrases.json").read_text(encoding="utf-8"))
    vectors = torch.from_numpy(np.load(data / "phrases.npy")).to(device).float()
    vectors = functional.normalize(vectors, dim=1)
    bank = table["bank"]
    names = vectors[:bank]
    emoji = torch.tensor(table["emoji"], dtype=torch.bool, device=device)
    similar = (names @ names.T > SIMILAR) & ~(emoji[:, None] & emoji[None])
    if table["synonyms"]:
        first, second = torch.tensor(table["synonyms"], device=device).T
        similar[first, second] = True
    similar.fill_diagonal_(False)
    aliases = torch.tensor([pair[:2] for pair in table["aliases"]], device=device)
    sureness = torch.tensor([pair[2] for pair in table["aliases"]], device=device)
    rank = (aliases[:, 0] - bank).clamp(min=1) / len(vectors)  # the phrases come in order of familiarity
    often = sureness * rank.clamp(min=0.01) ** -0.5
    synonyms = [tuple(pair) for pair in table["synonyms"]]
    return Phrases(table["phrases"], vectors, bank, aliases, sureness, often, similar, synonyms)


def rows_of(table: Tensor, index: Tensor) -> Tensor:
    """table[index] of a short table, as a product with zeros and ones: the gradient of an index adds up
    the many rows of one entry one after the other."""
    chosen = (index.unsqueeze(-1) == torch.arange(len(table), device=table.device)).to(table.dtype)
    return (chosen @ table.flatten(1)).unflatten(-1, table.shape[1:])


class ConceptSpace(nn.Module):
    """Vectors of names, of names with an attribute and of scenes, from sentence vectors."""

    def __init__(self, components: int, bank: int, dim: int):
        super().__init__()
        self.linear = nn.Linear(components, dim)
        self.mlp = nn.Sequential(nn.Linear(components, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, dim))
        self.own = nn.Parameter(torch.zeros(bank, dim))
        self.attribute = nn.Parameter(torch.randn(len(ATTRIBUTES), dim) * 0.03)
        self.relation = nn.Parameter(torch.randn(len(RELATIONS), dim) * 0.03)
        self.size = nn.Parameter(torch.randn(len(SIZES), dim) * 0.03)
        self.relation_gates = nn.Parameter(torch.randn(len(RELATIONS), 2, dim) * 0.3)
        self.size_gates = nn.Parameter(torch.randn(len(SIZES), 2, dim) * 0.1)

    def meaning(self, vectors: Tensor) -> Tensor:
        """[..., C] sentence vectors -> [..., D] unit vectors, no attribute added."""
        return functional.normalize(self.linear(vectors * 3) + 0.5 * self.mlp(vectors * 3), dim=-1)

    def bank(self, vectors: Tensor, drop: float = 0.0, own_share: float = 1.0) -> Tensor:
        """[N, D] unit vectors of the bank's names, each with its own learnt offset but for a share `drop`.

        own_share: what counts of the offsets.
        """
        keep = (torch.rand(len(vectors), 1, device=vectors.device) >= drop).float()
        return functional.normalize(self.meaning(vectors) + own_share * keep * self.own, dim=-1)

    def with_attribute(self, meaning: Tensor, attribute: Tensor | int) -> Tensor:
        return functional.normalize(meaning + self.attribute[attribute], dim=-1)

    def scene(self, first: Tensor, second: Tensor, relation: Tensor, size: Tensor) -> Tensor:
        """[..., D] from two meanings [..., D], relation [...] and size [...]."""
        gates = rows_of(self.relation_gates, relation) + rows_of(self.size_gates, size)  # [..., 2, D]
        both = first * (1 + gates[..., 0, :]) + second * (1 + gates[..., 1, :])
        beside = (relation == BESIDE).unsqueeze(-1) & (size == 0).unsqueeze(-1)
        both = torch.where(beside, first + second, both)  # "a and b" is "b and a"
        return functional.normalize(
            both + rows_of(self.relation, relation) + rows_of(self.size, size), dim=-1
        )


def phrase_targets(phrases: Phrases, space: ConceptSpace, settings: dict) -> Tensor:
    """[P, D] where every phrase lies: a bank name as learnt, another phrase by its sentence vector and by the
    names that it means. settings: the config's [text] table."""
    sure_pull = settings["sure_pull"]
    bank = space.bank(phrases.vectors[: phrases.bank], own_share=settings["own_share"])
    rest = space.meaning(phrases.vectors)
    pull = torch.zeros_like(rest)
    pull.index_add_(0, phrases.aliases[:, 0], bank[phrases.aliases[:, 1]] * phrases.sureness[:, None])
    sure = torch.zeros(len(rest), device=rest.device)
    sure.scatter_reduce_(0, phrases.aliases[:, 0], phrases.sureness, "amax")
    pull = functional.normalize(pull, dim=-1) * (sure_pull * sure)[:, None]
    return torch.cat([bank, functional.normalize(rest + pull, dim=-1)[phrases.bank :]])


@dataclass(frozen=True)
class Targets:
    """What a batch is compared with; independent of its pixels. S scenes, T = B - S pictures of one thing."""

    names: Tensor  # [N, D]
    name: Tensor  # [T]
    ignored: Tensor  # [T, N] bool
    attributes: Tensor  # [T, K, D]
    attribute: Tensor  # [T]
    untold: Tensor  # [T, K] bool: attributes that hold as well
    scenes: Tensor  # [S, D]
    alike: Tensor  # [S, S] bool: other scenes of the same two things
    wrong_scenes: Tensor  # [S, W, D]
    excused: Tensor  # [S, W] bool: not wrong after all

    def detached(self) -> "Targets":
        return Targets(**{key: value.detach() for key, value in vars(self).items()})


def make_targets(space: ConceptSpace, phrases: Phrases, batch: Batch) -> Targets:
    vectors = phrases.vectors[: phrases.bank]
    noise = torch.randn_like(vectors) * (NAME_NOISE / vectors.shape[1] ** 0.5)
    bank = space.bank(vectors + noise, OWN_NAME_DROP)
    singles = len(batch.name) - batch.scenes
    name, drawn = batch.name[:singles], batch.drawn[:singles]
    ignored = phrases.similar[name] | phrases.similar[drawn]
    ignored.scatter_(1, drawn[:, None], True).scatter_(1, name[:, None], False)
    untold = batch.holds[:singles].clone()
    untold.scatter_(1, batch.attribute[:singles, None], False)
    own = bank[name]
    scenes, alike, wrong, excused = _scene_targets(space, bank, batch)
    return Targets(
        names=space.with_attribute(bank, NONE),
        name=name,
        ignored=ignored,
        attributes=functional.normalize(own[:, None] + space.attribute, dim=-1),
        attribute=batch.attribute[:singles],
        untold=untold,
        scenes=scenes,
        alike=alike,
        wrong_scenes=wrong,
        excused=excused,
    )


def _scene_targets(space: ConceptSpace, bank: Tensor, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Right scenes [S, D], scenes of equal things [S, S], wrong ones [S, W, D], those to excuse [S, W]."""
    first, second = batch.name[len(batch.name) - batch.scenes :], batch.second
    a, b, relation, size = bank[first], bank[second], batch.relation, batch.size
    right = space.scene(a, b, relation, size)
    pair = torch.stack([first, second], 1).sort(1).values
    alike = (pair[:, None] == pair[None]).all(-1).fill_diagonal_(False)
    swapped_size = (3 - size) % 3  # the same sizes told of the exchanged things
    wrong, excused = [], []
    for kind in range(len(RELATIONS)):
        if kind != BESIDE:
            code = torch.full_like(relation, kind)
            wrong += [space.scene(a, b, code, size), space.scene(b, a, code, swapped_size)]
            excused += [(relation == kind) | (relation == BESIDE), relation == BESIDE]
    for kind in range(1, len(SIZES)):
        wrong.append(space.scene(a, b, relation, torch.full_like(size, kind)))
        excused.append((size == kind) | (size == 0))
    for alone in (a, b):
        wrong.append(space.with_attribute(alone, NONE))
        excused.append(torch.zeros_like(relation, dtype=torch.bool))
    return right, alike, torch.stack(wrong, 1), torch.stack(excused, 1)


def picture_loss(features: Tensor, targets: Targets) -> tuple[Tensor, Tensor]:
    """Loss per picture [B], and whether its name or scene comes out first [B]. features: [B, D] unit rows."""
    singles = len(targets.name)
    alone, together = features[:singles], features[singles:]
    by_name = (SCALE * alone @ targets.names.T).masked_fill(targets.ignored, -1e4)
    by_attribute = SCALE * torch.einsum("bd,bkd->bk", alone, targets.attributes)
    by_attribute = by_attribute.masked_fill(targets.untold, -1e4)
    loss = functional.cross_entropy(by_name, targets.name, reduction="none")
    loss = loss + ATTRIBUTE_WEIGHT * functional.cross_entropy(
        by_attribute, targets.attribute, reduction="none"
    )
    among = (SCALE * together @ targets.scenes.T).masked_fill(targets.alike, -1e4)
    against = (SCALE * torch.einsum("sd,swd->sw", together, targets.wrong_scenes)).masked_fill(
        targets.excused, -1e4
    )
    by_scene = torch.cat([among, against], 1)
    rows = torch.arange(len(together), device=features.device)
    scene_loss = functional.cross_entropy(by_scene, rows, reduction="none")
    right = torch.cat([by_name.argmax(1) == targets.name, by_scene.argmax(1) == rows])
    return torch.cat([loss, scene_loss]), right


def alias_loss(space: ConceptSpace, phrases: Phrases, count: int) -> Tensor:
    """Words and descriptions that name a thing of the bank are to lie where its name lies."""
    chosen = phrases.aliases[torch.multinomial(phrases.often, count, replacement=True)]
    bank = space.bank(phrases.vectors[: phrases.bank], OWN_NAME_DROP)
    logits = SCALE * space.meaning(phrases.vectors[chosen[:, 0]]) @ bank.T
    return functional.cross_entropy(logits.masked_fill(phrases.similar[chosen[:, 1]], -1e4), chosen[:, 1])
