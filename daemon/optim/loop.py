"""The loop that refines a drawing, as a generator: no input or output, no clock.

Nothing in a step waits for the device, so that steps on a GPU can be replayed as a graph, and follow each
other without a gap. What they say is looked at some steps later, always the same number, so that a run never
depends on how fast it is.
"""

import math
from collections import deque
from dataclasses import dataclass

import torch

from .adam import MOST_REJECTED, Adam
from .runner import runner_of
from .streams import Beside, Readback
from .variants import Variants

WARM_UP = 10  # steps
LEAST_RATE = 0.05
PATIENCE = 0.3  # of all steps, and at least LEAST_PATIENCE: without a gain for so long, the loop ends
LEAST_PATIENCE = 40
GAIN = 1e-3  # of the loss: less counts as none
# steps, more than a GPU is ahead of us: what the stage was told at the last refresh has come back at the next
REFRESH = 32
SIMILARITY, ACCEPTED, GAINED_AT, REJECTED_IN_A_ROW = NOTES = range(4)  # what is noted of each step


@dataclass(frozen=True)
class Report:
    """The state after one step."""

    step: int  # 1..
    similarities: tuple  # of each variant as it was before the step
    is_accepted: bool  # by all variants

    @property
    def similarity(self):
        """That of the variant that is nearest."""
        return max(self.similarities)


class Refinement:
    """One run of one or more variants of a drawing. `values` are the present free numbers, `best` those of
    the best drawings so far: [B, F].

    parameters: Parameters of each variant. stage: draws a Scene at the guide's size. guide: has
    judge(pictures, chance) and chances(steps, generator). steps: how many at most. seeds: of each variant's
    random numbers. start: values to go on from, None for the drawings as given. runner_of: what takes the
    steps (runner.py).
    """

    def __init__(self, parameters, stage, guide, *, steps, seeds, start=None, runner_of=runner_of):
        self._variants = variants = Variants(parameters)
        start = variants.values if start is None else start
        self._stage = stage
        self._guide = guide
        self._steps = steps
        device = variants.values.device
        self._adam = Adam(start, variants.limits)
        self._beside = Beside(device)
        rows = [guide.chances(steps + 1, torch.Generator().manual_seed(seed)) for seed in seeds]
        self._chances = torch.stack(rows, 1).to(device)  # [steps + 1, B, D]
        self._rates = torch.tensor([_rate(step, steps) for step in range(steps + 1)], device=device)
        self._step = torch.zeros(1, dtype=torch.int64, device=device)
        self._best = start.clone()
        count = len(seeds)
        self._best_loss = torch.full((count,), math.inf, device=device)
        self._best_similarity = torch.zeros(count, device=device)
        self._first_similarity = torch.zeros(count, device=device)
        self._gained_at = torch.zeros(count, device=device)
        self._runner = runner_of(self._take_step, device)
        self._notes = torch.zeros(self._runner.stride, len(NOTES), count, device=device)
        self._rows = torch.arange(len(self._notes), device=device)
        self._ones = torch.ones(count, device=device)
        self.reason = "finished"

    @property
    def stride(self):
        """How many steps are taken before one looks what became of them."""
        return self._runner.stride

    @property
    def values(self):
        return self._adam.values

    @property
    def painted(self):
        """The present values with the colours of a palette, if there is one."""
        return self._variants.painted(self.values)

    @property
    def best(self):
        return self._variants.finished(self._best.clone())

    def scene(self, values):
        """The Scene of all variants at these values [B, F]."""
        return self._variants.scene(values)

    @property
    def rejected(self):
        """How many steps of each variant were rejected."""
        return [int(count) for count in self._adam.rejected.tolist()]

    @property
    def similarity_before(self):
        """Of each variant as it started."""
        return self._first_similarity.tolist()

    @property
    def similarity_after(self):
        """Of the best of each variant."""
        return self._best_similarity.tolist()

    def run(self):
        """Yield a Report after every step, or some steps later; whoever has seen enough stops asking."""
        try:
            yield from self._take_steps()
            with torch.no_grad():
                verdict = self._judge(self.values)
                self._remember(verdict, sum(self._restraints(self.values)))
        finally:
            self._runner.end()

    def _take_steps(self):
        under_way = deque()
        stride = self.stride
        lag = 0 if stride == 1 else 1
        for start in range(0, self._steps, stride):
            count = min(stride, self._steps - start)
            for _ in range(count):
                self._runner()
            under_way.append((start, count, Readback(self._notes)))
            if len(under_way) > lag:
                yield from self._reports(*under_way.popleft())
            if self.reason == "converged":
                break
            if (start + count) % REFRESH == 0:
                self._refresh()
        while under_way:
            yield from self._reports(*under_way.popleft())

    def _take_step(self):
        """Move all variants once. Only asks the device to do things, always the same."""
        values = self.values.clone().requires_grad_()
        start = self._beside.moment()
        verdict = self._judge(values)
        # what a GPU does beside the model costs no time; asked for after it, so that the model begins at once
        with self._beside.after(start):
            restraint, pull = self._restrain(values)
            rate = self._rates.index_select(0, self._step)
            row = self._rows == self._step % len(self._rows)
        with self._beside.after(self._beside.moment()):
            loss = verdict.loss.detach() + restraint
            self._remember(verdict, restraint)
            self._step.add_(1)
        (push,) = torch.autograd.grad(verdict.loss, values, self._ones)
        self._beside.join()
        is_accepted = self._adam.step(loss, push + pull, rate)
        note = torch.stack([verdict.similarity, is_accepted, self._gained_at, self._adam.in_a_row])
        torch.where(row[:, None, None], note.to(self._notes), self._notes, out=self._notes)

    def _judge(self, values):
        """The Verdict on the drawings at these values."""
        pictures = self._stage.draw(self._variants.scene(values))
        chance = self._chances.index_select(0, self._step)[0]
        return self._guide.judge(pictures, chance)

    def _restrain(self, values):
        """(restraint [B], the gradient [B, F] of what is due of it) of the drawings at these values."""
        values = values.detach().requires_grad_()
        restraint, pull = self._restraints(values)
        # there is a gradient also where nothing restrains
        due = restraint + pull * self._progress.square() + 0 * values.sum(1)
        (gradient,) = torch.autograd.grad(due.sum(), values)
        return (restraint + pull).detach(), gradient

    @property
    def _progress(self):
        return self._step / max(1, self._steps)

    def _restraints(self, values):
        """(restraint [B], pull to a palette [B]): the pull grows in a run, but what is best is what is best
        with all of it."""
        restraint = self._variants.restraint(values, self._progress)
        pull = self._variants.pull(values) if self._variants.has_palette else torch.zeros_like(restraint)
        return restraint, pull

    def _remember(self, verdict, restraint):
        """Keep the values of variants of which no drawing so far was better."""
        loss, similarity = verdict.plain_loss + restraint, verdict.similarity
        has_gained, is_best = loss < self._best_loss - GAIN, loss < self._best_loss
        self._gained_at.copy_(torch.where(has_gained, self._step, self._gained_at))
        self._best_loss.copy_(torch.where(is_best, loss, self._best_loss))
        self._best_similarity.copy_(torch.where(is_best, similarity, self._best_similarity))
        self._best.copy_(torch.where(is_best[:, None], self.values, self._best))
        self._first_similarity.copy_(torch.where(self._step == 0, similarity, self._first_similarity))

    def _reports(self, start, count, notes):
        """The Reports of steps start..start + count, when they are here; ends the run where it is time."""
        for step, note in enumerate(notes.tensor()[:count].tolist(), start):
            yield Report(step + 1, tuple(note[SIMILARITY]), all(note[ACCEPTED]))
            self._end_if_over(step, note)

    def _end_if_over(self, step, note):
        patience = max(LEAST_PATIENCE, round(PATIENCE * self._steps))
        ends = zip(note[GAINED_AT], note[REJECTED_IN_A_ROW], strict=True)
        if all(step - gained_at >= patience or in_a_row >= MOST_REJECTED for gained_at, in_a_row in ends):
            self.reason = "converged"

    def _refresh(self):
        """Let the stage keep up with drawings that grow."""
        with torch.no_grad():
            scene = self._variants.scene(self.values)
        if not self._stage.refresh(scene):
            self._runner.renew()


def _rate(step, steps):
    """From nearly nothing to 1 within the first steps, then down along a cosine."""
    rise = min(1.0, (step + 1) / WARM_UP)
    return rise * max(LEAST_RATE, 0.5 * (1 + math.cos(math.pi * step / steps))) if steps else 0.0
