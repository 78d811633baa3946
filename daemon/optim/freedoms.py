"""The freedom of each kind of change, and what goes with it."""

from dataclasses import dataclass

import torch

from protocol.restraints import CHANGES, Dials

LEAST_PACE = 1e-3  # of colours that are kept, and yet have to get to a palette


@dataclass(frozen=True)
class Restraints:
    """What a request says besides its freedom. dials, apart, hold_ends: as in RefineRequest. room: (width,
    height) of the canvas that new paths stay within; none, if paths are not new."""

    dials: Dials = Dials()
    apart: bool = False
    hold_ends: bool = False
    room: tuple = ()

    def freedoms(self, freedom):
        """{name: 0..1} of each of CHANGES."""
        return {name: freedom * getattr(self.dials, name) for name in CHANGES}


USUAL = Restraints()


@dataclass(frozen=True)
class Colouring:
    """What is to become of free colours. palette: (RGB 0..1, ...), the colours to end with; none: any.
    pull, keep: palette_pull and keep_colours of a RefineRequest."""

    palette: tuple = ()
    pull: float = 0.5
    keep: float = 0.0

    def pace(self, freedoms):
        """[4] 0..1, how fast each channel changes, given the freedoms."""
        return of_channels(freedoms, freedoms["colours"] * max(1 - self.keep, LEAST_PACE))

    def reach(self, freedoms):
        """[4] 0..1, how far each may go, given the freedoms: to any palette, where colours are free."""
        colours = freedoms["colours"]
        return of_channels(freedoms, float(colours > 0) if self.palette else colours * (1 - self.keep))


ANY_COLOURS = Colouring()


def of_channels(freedoms, colours=None):
    """[4] freedoms of red, green, blue (`colours`, if they are not what the freedoms say) and alpha."""
    colours = freedoms["colours"] if colours is None else colours
    return torch.tensor([colours] * 3 + [freedoms["opacity"]], dtype=torch.float64)


def firmness_of(freedom):
    """By how much what restrains is stronger than at freedom 0.5, of a number or a tensor."""
    if isinstance(freedom, torch.Tensor):
        return (1 - freedom) / freedom
    return (1 - freedom) / freedom if freedom > 0 else 0.0
