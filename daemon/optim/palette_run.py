"""A run whose drawing ends with the colours of a palette."""

from dataclasses import replace

from .loop import Refinement
from .settling import MOST_TRIALS, TRIALS_SHARE, Settling

LAST_SHARE = 0.2  # of the steps, with the colours settled


def run_of(parameters, stage, guide, *, steps, seeds):
    """A Refinement, or what stands for it where colours have to end as a palette's."""
    if steps and any(each.palette is not None for each in parameters):
        return PaletteRefinement(parameters, stage, guide, steps=steps, seeds=seeds)
    return Refinement(parameters, stage, guide, steps=steps, seeds=seeds)


class PaletteRefinement:
    """As a Refinement: first with colours that are drawn to the palette, then with those they have got.

    What was best before counts as the first try of the second part, so that this makes nothing worse.
    """

    def __init__(self, parameters, stage, guide, *, steps, seeds):
        self._parameters, self._stage, self._guide = parameters, stage, guide
        self._steps, self._seeds = steps, seeds
        is_more = any(each.count > 3 * each.palette.count for each in parameters)
        self._last = round(LAST_SHARE * steps) if is_more else 0
        self._first = Refinement(parameters, stage, guide, steps=steps - self._last, seeds=seeds)
        self._now = self._first

    def run(self):
        """As Refinement.run; what is tried between the parts counts as no step."""
        report = None
        for report in self._first.run():
            yield report
        trials = min(MOST_TRIALS, round(TRIALS_SHARE * self._steps))
        settling = Settling(self._parameters, self._stage, self._guide, self._first.best, trials)
        for _ in settling.run():
            yield replace(report, is_accepted=True)
        parameters = [each.settled() for each in self._parameters]
        given = {"steps": self._last, "seeds": self._seeds, "start": settling.values}
        self._now = Refinement(parameters, self._stage, self._guide, **given)
        for after in self._now.run():
            yield replace(after, step=report.step + after.step)

    @property
    def values(self):
        return self._now.values

    @property
    def painted(self):
        return self._now.painted

    @property
    def best(self):
        return self._now.best

    def scene(self, values):
        """As Refinement.scene."""
        return self._now.scene(values)

    @property
    def reason(self):
        return self._now.reason

    @property
    def rejected(self):
        """How many steps of each variant were rejected."""
        counts = [self._first.rejected] + ([self._now.rejected] if self._now is not self._first else [])
        return [sum(each) for each in zip(*counts, strict=True)]

    @property
    def similarity_before(self):
        return self._first.similarity_before

    @property
    def similarity_after(self):
        return self._now.similarity_after
