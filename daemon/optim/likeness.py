"""What was alike at the start stays alike, and what was different stays different: strokes of one ink
and one width are a family, and colours keep their contrast."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .rows import add_up, take

MOST = 128  # different colours whose contrasts are looked at


@dataclass(frozen=True)
class Families:
    """Numbers that started equal, by family."""

    family: Tensor  # [n] int64
    size: Tensor  # [families], of the values' dtype

    def spread(self, values):
        """[n] squares of how far each value ([n]) is from the mean of its family."""
        sums = add_up(len(self.size), self.family, values)
        return (values - take(sums / self.size, self.family)).square()


def families_of(looks, index, columns, like):
    """The Families of the numbers at `index` ([n] int64) of a flattened array [P, columns].

    looks: [P, K], what must be equal for two paths to be alike. like: a tensor of the values' kind.
    """
    kind = torch.unique(looks, dim=0, return_inverse=True)[1] if len(looks) else index
    family = kind[index // columns] * columns + index % columns
    _, family, size = torch.unique(family, return_inverse=True, return_counts=True)
    return Families(family.to(like.device), size.to(like.device, like.dtype))


@dataclass(frozen=True)
class Contrasts:
    """Colours that differ at the start: each of them once, and how far apart they are."""

    index: Tensor  # [m] int64, rows that have them
    start: Tensor  # [m, m] distances
    ground: Tensor  # [1, 3] the page

    @classmethod
    def of(cls, colours, page):
        """colours: [n, 3] RGB 0..1; of more than MOST different ones the first count."""
        _, family = torch.unique(colours, dim=0, return_inverse=True)
        names = family.tolist()
        first = [names.index(each) for each in list(dict.fromkeys(names))[:MOST]]
        index = torch.tensor(first, dtype=torch.int64, device=colours.device)
        ground = colours.new_tensor([page])
        chosen = torch.cat([take(colours, index), ground])
        return cls(index, _distances(chosen), ground)

    def lost(self, colours):
        """[m + 1] what each colour of [n, 3] has lost of its distances to the others, squared."""
        chosen = torch.cat([take(colours, self.index), self.ground])
        return (self.start - _distances(chosen)).clamp(min=0).square().sum(1)


def _distances(colours):
    difference = colours[:, None] - colours[None]
    return (difference.square().sum(2) + 1e-12).sqrt()
