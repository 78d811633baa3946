"""The freedom of each kind of change, and what goes with it."""

from dataclasses import dataclass

import torch

from protocol.messages import CHANGES, Dials


@dataclass(frozen=True)
class Restraints:
    """What a request says besides its freedom. dials, apart, hold_ends: as in RefineRequest."""

    dials: Dials = Dials()
    apart: bool = False
    hold_ends: bool = False

    def freedoms(self, freedom):
        """{name: 0..1} of each of CHANGES."""
        return {name: freedom * getattr(self.dials, name) for name in CHANGES}


USUAL = Restraints()


def of_channels(index, freedoms):
    """[n] freedoms of the numbers at `index` of a flattened RGBA array."""
    kinds = torch.tensor([freedoms["colours"]] * 3 + [freedoms["opacity"]], dtype=torch.float64)
    return kinds[index % 4]


def firmness_of(freedom):
    """By how much what restrains is stronger than at freedom 0.5, of a number or a tensor."""
    if isinstance(freedom, torch.Tensor):
        return (1 - freedom) / freedom
    return (1 - freedom) / freedom if freedom > 0 else 0.0
