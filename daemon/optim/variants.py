"""Several drawings that start as one, each with numbers of its own."""

from dataclasses import replace

import torch

from .limits import Limits

_CHANGING = ("points", "fill", "stroke", "stroke_width")  # tensors of a Scene


class Variants:
    """What Parameters say of values [F], of values [B, F].

    parameters: of each variant. Variants with the same Parameters are computed together.
    """

    def __init__(self, parameters):
        self._each = tuple(parameters)
        self._first = self._each[0]
        self._are_alike = all(each is self._first for each in self._each)
        self.values = torch.stack([each.values for each in self._each])
        self.has_palette = any(each.palette is not None for each in self._each)
        self.limits = Limits.of_variants([each.limits for each in self._each])

    def scene(self, values):
        """The Scene of all variants; what they share has no leading dimension."""
        if self._are_alike:
            return self._first.scene(values)
        scenes = [parameters.scene(row) for parameters, row in zip(self._each, values, strict=True)]
        columns = {name: torch.stack([getattr(each, name) for each in scenes]) for name in _CHANGING}
        return replace(scenes[0], **columns)

    def restraint(self, values, progress):
        """[B]. progress: [1], share of the run that is over."""
        return self._mapped(lambda parameters, rows: parameters.restraint(rows, progress), values)

    def pull(self, values):
        """[B], of colours towards a palette."""
        return self._mapped(lambda parameters, rows: parameters.pull(rows), values)

    def painted(self, values):
        """[B, F] with the colours of a palette, if there is one."""
        if not self.has_palette:
            return values
        return self._mapped(lambda parameters, rows: parameters.painted(rows), values)

    def finished(self, values):
        """[B, F] at the end of a run."""
        return self._mapped(lambda parameters, rows: parameters.finished(rows), values)

    def _mapped(self, function, values):
        """function(Parameters, [n, F]) -> [n, ...] of every variant, one after the other."""
        if self._are_alike:
            return function(self._first, values)
        rows = values.split(1)
        return torch.cat([function(*pair) for pair in zip(self._each, rows, strict=True)])
