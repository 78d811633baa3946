"""Adam on one flat tensor that can take a step back."""

import torch

MOMENTUM, SPREAD = 0.9, 0.99
TINY = 1e-8
MOST_REJECTED = 10  # in a row


class Adam:
    """Steps of about `rate` in every number. A step that is not finite is rejected and halves the pace.

    values: [F]. limit: a function that brings values back within their limits.
    """

    def __init__(self, values, limit):
        self.values = values
        self.rejected = 0
        self._limit = limit
        self._before = (values, torch.zeros_like(values), torch.zeros_like(values), 0)
        self._state = self._before
        self._pace = 1.0
        self._in_a_row = 0

    @property
    def is_stuck(self):
        """True when so many steps in a row were rejected that there is no way on."""
        return self._in_a_row >= MOST_REJECTED

    def step(self, loss, gradient, rate):
        """Move against the gradient ([F]) of a loss (scalar); False if the step was rejected.

        A loss or gradient that is not finite condemns the values it was taken at, so these are
        given up as well.
        """
        values, mean, square, steps = self._state
        if not (torch.isfinite(loss) & torch.isfinite(gradient).all()):
            self._state = self._before
            self.values = self._state[0]
            self._pace *= 0.5
            self.rejected += 1
            self._in_a_row += 1
            return False
        steps += 1
        mean = MOMENTUM * mean + (1 - MOMENTUM) * gradient
        square = SPREAD * square + (1 - SPREAD) * gradient * gradient
        direction = mean / (1 - MOMENTUM**steps)
        spread = (square / (1 - SPREAD**steps)).sqrt() + TINY
        self._before = self._state
        self._state = (self._limit(values - rate * self._pace * direction / spread), mean, square, steps)
        self.values = self._state[0]
        self._in_a_row = 0
        return True
