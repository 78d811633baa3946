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
        self.values = torch.stack([each.values for each in self._each])
        with torch.no_grad():
            self._start = self._first.scene(self._first.values)
        self.limits = Limits.of_variants([each.limits for each in self._each])

    def scene(self, values):
        """The Scene of all variants; what they share has no leading dimension."""

        def changing(parameters, row):
            scene = parameters.scene(row)
            return tuple(getattr(scene, name) for name in _CHANGING)

        columns = self._mapped(changing, values)
        return replace(self._start, **dict(zip(_CHANGING, columns, strict=True)))

    def restraint(self, values, progress):
        """[B]. progress: [1], share of the run that is over."""
        return self._mapped(lambda parameters, row: parameters.restraint(row, progress), values)

    def finished(self, values):
        """[B, F] at the end of a run."""
        return self._mapped(lambda parameters, row: parameters.finished(row), values)

    def _mapped(self, function, values):
        """function(Parameters, [F]) for every variant, each result with a leading dimension B."""
        if len(values) > 1 and all(each is self._first for each in self._each):
            return torch.vmap(lambda row: function(self._first, row))(values)
        found = [function(*pair) for pair in zip(self._each, values, strict=True)]
        if isinstance(found[0], tuple):
            return tuple(map(torch.stack, zip(*found, strict=True)))
        return torch.stack(found)
