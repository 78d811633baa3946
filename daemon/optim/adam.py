"""Adam on flat tensors that can take a step back, with nothing that waits for the device."""

import math

import torch

from .gpu import kernels_for

MOMENTUM, SPREAD = 0.9, 0.99
TINY = 1e-8
MOST_REJECTED = 10  # in a row


class Adam:
    """Steps of about `rate` in every number. A step that is not finite is rejected and halves the pace.

    values: [B, F], of B variants that have nothing to do with each other. limits: Limits of them. All that is
    kept stays where it is in memory.
    """

    def __init__(self, values, limits):
        self._limits = limits
        self._state = torch.stack([values, torch.zeros_like(values), torch.zeros_like(values)])
        self._before = self._state.clone()
        self._pace = values.new_ones(len(values))
        self._decay = values.new_ones(2, len(values))  # of mean and square, over all steps so far
        self._decay_before = self._decay.clone()
        self._factors = values.new_tensor([[MOMENTUM], [SPREAD]])
        self._rejected = values.new_zeros(2, len(values))  # in all, and in a row

    @property
    def values(self):
        """[B, F] as they are now."""
        return self._state[0]

    @property
    def rejected(self):
        """[B] how many steps were rejected."""
        return self._rejected[0]

    @property
    def in_a_row(self):
        """[B] how many of the last steps were rejected: after MOST_REJECTED there is no way on."""
        return self._rejected[1]

    def step(self, loss, gradient, rate):
        """Move against the gradient [B, F] of losses [B], by a rate ([1]); [B], whether each variant did.

        A loss or gradient that is not finite condemns the values it was taken at, so these are
        given up as well.
        """
        kernels = kernels_for("stepping", gradient)
        if kernels:
            kept = self._pace, self._decay, self._decay_before, self._rejected
            return kernels.step(loss, gradient, rate, self._limits, kept, self._state, self._before)
        is_sound = loss.abs() + gradient.abs().sum(1) < math.inf
        values, mean, square = self._state
        mean = torch.lerp(gradient, mean, MOMENTUM)
        square = torch.lerp(gradient.square(), square, SPREAD)
        decay = self._decay * self._factors
        mean_share, square_share = (1 - decay)[..., None]
        pace = (rate * self._pace)[:, None] / mean_share
        spread = (square / square_share).sqrt() + TINY
        values = self._limits.nearest(torch.addcdiv(values, pace * mean, spread, value=-1))
        self._keep(is_sound, torch.stack([values, mean, square]), decay)
        return is_sound

    def _keep(self, is_sound, state, decay):
        """Take the next state where a step is sound, and else the one before the last."""
        chosen = is_sound[:, None]
        following = torch.where(chosen, state, self._before)
        following_decay = torch.where(is_sound, decay, self._decay_before)
        self._before.copy_(torch.where(chosen, self._state, self._before))
        self._decay_before.copy_(torch.where(is_sound, self._decay, self._decay_before))
        self._state.copy_(following)
        self._decay.copy_(following_decay)
        self._pace.mul_(torch.where(is_sound, 1.0, 0.5))
        self._rejected.add_(~is_sound)
        self._rejected[1].mul_(~is_sound)
