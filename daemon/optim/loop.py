"""The loop that refines a drawing, as a generator: no input or output, no clock."""

import math
from dataclasses import dataclass

import torch

from .adam import Adam

WARM_UP = 10  # steps
LEAST_RATE = 0.05
PATIENCE = 0.3  # of all steps, and at least LEAST_PATIENCE: without a gain for so long, the loop ends
LEAST_PATIENCE = 40
GAIN = 1e-3  # of the loss: less counts as none


@dataclass(frozen=True)
class Report:
    """The state after one step."""

    step: int  # 1..
    similarity: float  # of the drawing as it was before the step
    is_accepted: bool


class Refinement:
    """One run. `values` are the present free numbers, `best` those of the best drawing so far.

    parameters: Parameters. stage: draws a Scene at the guide's size. guide: has judge(picture,
    generator). steps: how many at most. seed: of all random numbers.
    """

    def __init__(self, parameters, stage, guide, *, steps, seed):
        self._parameters = parameters
        self._stage = stage
        self._guide = guide
        self._steps = steps
        self._generator = torch.Generator().manual_seed(seed)
        self._adam = Adam(parameters.values, parameters.limit)
        self.best = parameters.values
        self.similarity_before = self.similarity_after = 0.0
        self.reason = "finished"
        self._best_loss = math.inf

    @property
    def values(self):
        return self._adam.values

    @property
    def rejected(self):
        return self._adam.rejected

    def run(self):
        """Yield a Report after every step; whoever has seen enough stops asking."""
        gained_at = 0
        patience = max(LEAST_PATIENCE, round(PATIENCE * self._steps))
        for step in range(self._steps):
            values = self._adam.values.detach().requires_grad_()
            verdict, loss, plain_loss = self._judge(values)
            (gradient,) = torch.autograd.grad(loss, values)
            if step == 0:
                self.similarity_before = float(verdict.similarity)
            if float(plain_loss) < self._best_loss - GAIN:
                gained_at = step
            self._remember(values, verdict, float(plain_loss))
            is_accepted = self._adam.step(loss.detach(), gradient, _rate(step, self._steps))
            yield Report(step + 1, float(verdict.similarity), is_accepted)
            if step - gained_at >= patience or self._adam.is_stuck:
                self.reason = "converged"
                break
        with torch.no_grad():
            verdict, _, plain_loss = self._judge(self._adam.values)
        self._remember(self._adam.values, verdict, float(plain_loss))

    def _remember(self, values, verdict, plain_loss):
        """Keep these values if no drawing so far was better."""
        if plain_loss < self._best_loss:
            self._best_loss = plain_loss
            self.best = values.detach()
            self.similarity_after = float(verdict.similarity)

    def _judge(self, values):
        """(verdict, loss over all views, loss of the plain picture) of the drawing at these values."""
        picture = self._stage.draw(self._parameters.scene(values))
        verdict = self._guide.judge(picture, self._generator)
        restraint = self._parameters.restraint(values)
        return verdict, verdict.loss + restraint, verdict.plain_loss + restraint.detach()


def _rate(step, steps):
    """From nearly nothing to 1 within the first steps, then down along a cosine."""
    rise = min(1.0, (step + 1) / WARM_UP)
    return rise * max(LEAST_RATE, 0.5 * (1 + math.cos(math.pi * step / steps)))
