"""Which colour of a palette each paint gets: the nearest, unless another is measured to be better."""

import torch

from .variants import Variants

MOST_TRIALS = 48
TRIALS_SHARE = 0.25  # of a run's steps, at most
MOST_INKS = 64  # colours that the drawing starts with: those of most paints
GAIN = 1e-3  # of the loss: less counts as none


class Settling:
    """Chooses an entry for each paint of each variant, by looking at the drawing with it.

    parameters, stage, guide: as of Refinement. values: [B, F] to start from. trials: how many drawings to
    look at, at most. Paints that started with one colour change together, as far as their colours are one
    still: a line of one ink is not to come out in two.
    """

    def __init__(self, parameters, stage, guide, values, trials):
        self._each = tuple(parameters)
        self._variants = Variants(parameters)
        self._stage, self._guide = stage, guide
        self._values = values
        self._trials = trials
        chance = guide.chances(1, torch.Generator().manual_seed(0))
        self._chance = chance.to(values.device).expand(len(values), -1)
        pairs = zip(self._each, values, strict=True)
        self.choices = [each.palette.choice(row) for each, row in pairs]

    @property
    def values(self):
        """[B, F] with the colours chosen."""
        return self._painted(self.choices)

    def run(self):
        """Choose; yields after each look at the drawings."""
        losses = self._losses(self.choices)
        yield
        queues = [self._candidates(index) for index in range(len(self._each))]
        for _ in range(min(self._trials, max(map(len, queues)))):
            tried = [self._next(index, queue) for index, queue in enumerate(queues)]
            found = self._losses(tried)
            better = (found < losses - GAIN).tolist()
            self.choices = [
                new if is_better else old
                for new, old, is_better in zip(tried, self.choices, better, strict=True)
            ]
            losses = torch.where(found < losses - GAIN, found, losses)
            yield

    def _candidates(self, index):
        """[(paints that change together [n] bool, their new entry)], those that seem nearest first."""
        palette, choice = self._each[index].palette, self.choices[index]
        distances = palette.distances(palette.paints(self._values[index]))
        found = []
        for members in _groups(palette, choice):
            means = distances[members].mean(0)
            excess = (means - means[choice[members]].mean()).tolist()
            found += [(cost, members, entry) for entry, cost in enumerate(excess)]
        found.sort(key=lambda each: each[0])
        return [(members, entry) for _, members, entry in found if not bool((choice[members] == entry).all())]

    def _next(self, index, queue):
        """The present choice with the next candidate in it."""
        choice = self.choices[index]
        if not queue:
            return choice
        members, entry = queue.pop(0)
        return torch.where(members, torch.full_like(choice, entry), choice)

    def _painted(self, choices):
        rows = zip(self._each, self._values, choices, strict=True)
        return torch.stack([each.palette.painted(row, choice) for each, row, choice in rows])

    @torch.no_grad()
    def _losses(self, choices):
        """[B] of the drawings with these entries."""
        values = self._painted(choices)
        pictures = self._stage.draw(self._variants.scene(values))
        verdict = self._guide.judge(pictures, self._chance)
        progress = torch.ones(1, device=values.device)
        return verdict.loss + self._variants.restraint(values, progress)


def _groups(palette, choice):
    """[[n] bool] of paints that started alike; where their entries differ, also those of each entry."""
    start = palette.start.reshape(-1, 3)
    _, kind, counts = torch.unique(start, dim=0, return_inverse=True, return_counts=True)
    groups = []
    for family in counts.argsort(descending=True, stable=True)[:MOST_INKS].tolist():
        members = kind == family
        groups.append(members)
        entries = choice[members].unique().tolist()
        if len(entries) > 1:
            groups += [members & (choice == entry) for entry in entries]
    return groups
