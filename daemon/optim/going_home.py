"""Strokes whose change brings nothing go back to where they were, to the last bit.

Once, after the steps: the drawing is looked at with one group of strokes after the other as it started, and
judged as in the run, by the plain look and the restraint. So what tidying brings counts, which no model sees.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

LEAST_GAIN = 0.02  # of the loss, about 0.0025 in cosine: a group that brings less goes back
LEAST_SHARE = 0.05  # of what all that are looked at bring, where that is less: short runs bring little
NOTHING = 1e-3  # of the loss: as in a run, less counts as none
TOGETHER = 2.5  # times as much may be lost by all that go back together
SEEN = 1 / 255  # a change of no pixel by more can't be seen
MOST_GROUPS = 64  # that are looked at: those that have moved least
BATCH = 8  # pictures that are judged at once


@dataclass(frozen=True)
class Kept:
    """Drawings after some of their strokes went back."""

    values: Tensor  # [B, F]
    similarities: tuple  # of each variant
    counts: tuple  # of each variant, how many paths went back


@torch.no_grad()
def without_idle(parameters, stage, guide, values, similarities):
    """The Kept of drawings at these values [B, F].

    parameters, stage: as of Refinement. guide: has glance(pictures). similarities: of the drawings as they
    are. Drawings whose lines are mere material, and those whose colours are a palette's, stay as they are,
    and so do new paths.
    """
    rows = zip(parameters, values, similarities, strict=True)
    found = [_without_idle(each, stage, guide, *row) for each, *row in rows]
    values, *columns = zip(*found, strict=True)
    return Kept(torch.stack(values), *columns)


def _without_idle(parameters, stage, guide, values, similarity):
    """(values [F], similarity, how many paths went back) of one variant."""
    groups = parameters.groups
    names = [] if groups is None or parameters.palette is not None else _moved(groups, values)
    if not names:
        return values, similarity, 0
    looks = _Looks(parameters, stage, guide, values)
    home, look = _idle(names, looks)
    if not home:
        return values, similarity, 0
    count = int(torch.isin(groups.of_paths, torch.tensor(home)).sum())
    return looks.values([home])[0], look.similarity, count


def _idle(names, looks):
    """(names of the groups that go back, the _Look at the drawing with them back)."""
    *found, whole = looks.at([*([name] for name in names), names])
    each = dict(zip(names, found, strict=True))
    gain = _lost(whole, found)
    if gain <= NOTHING:  # though each may be held by the others, that have moved along
        return names, whole
    least = min(LEAST_GAIN, max(NOTHING, LEAST_SHARE * gain))
    idle = sorted((name for name in names if each[name].cost <= least), key=lambda name: each[name].cost)
    sets = [idle[: len(idle) >> halved] for halved in range(len(idle).bit_length())]
    for home, together in zip(sets, looks.at(sets), strict=True):
        if _lost(together, [each[name] for name in home]) <= TOGETHER * least:
            return home, together
    return [], None


def _lost(together, alone):
    """What the drawing loses when groups go back together. alone: the _Looks with one of them back."""
    return together.loss + together.restraint - sum(look.restraint for look in alone if not look.is_seen)


def _moved(groups, values):
    """Names of groups that changed, the least changed ones first."""
    owner, change = groups.of_numbers, values.abs().cpu()[: len(groups.of_numbers)]
    most = change.new_zeros(int(owner.max()) + 1 if len(owner) else 0).scatter_reduce(
        0, owner, change, "amax"
    )
    order = most.argsort(stable=True)
    return order[most[order] > 0][:MOST_GROUPS].tolist()


@dataclass(frozen=True)
class _Look:
    """At a drawing with some groups back: by how much loss and restraint are more than with none."""

    loss: float
    restraint: float
    similarity: float
    is_seen: bool

    @property
    def cost(self):
        """What cannot be seen need not be tidy."""
        return self.loss + self.restraint if self.is_seen else self.loss


class _Looks:
    """One drawing, with and without what became of its groups."""

    def __init__(self, parameters, stage, guide, values):
        self._parameters, self._stage, self._guide = parameters, stage, guide
        self._values = values
        own = parameters.groups.of_numbers
        self._owner = torch.nn.functional.pad(own, (0, len(values) - len(own)), value=-1)
        self._picture = stage.draw(parameters.scene(values[None]))
        self._loss, self._restraint, _ = self._judged(values[None], self._picture)[0]

    def values(self, homes):
        """[n, F] with the groups of each of n lists of names at their start."""
        at_home = torch.stack([torch.isin(self._owner, torch.tensor(names)) for names in homes])
        return torch.where(at_home.to(self._values.device), torch.zeros_like(self._values), self._values)

    def at(self, homes):
        """A _Look for each of several lists of names."""
        return [
            look for start in range(0, len(homes), BATCH) for look in self._look(homes[start : start + BATCH])
        ]

    def _look(self, homes):
        values = self.values(homes)
        pictures = self._stage.draw(self._parameters.scene(values))
        apart = (pictures - self._picture).abs().amax((1, 2, 3)).tolist()
        return [
            _Look(loss - self._loss, restraint - self._restraint, similarity, change > SEEN)
            for (loss, restraint, similarity), change in zip(
                self._judged(values, pictures), apart, strict=True
            )
        ]

    def _judged(self, values, pictures):
        """[(plain loss, restraint, similarity)] of each row of values and its picture."""
        verdict = self._guide.glance(pictures)
        columns = verdict.plain_loss, self._parameters.restraint(values, 1.0), verdict.similarity
        return list(zip(*(column.tolist() for column in columns), strict=True))
