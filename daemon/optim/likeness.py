"""What was alike at the start stays alike, and what was different stays different: strokes of one ink
and one width are a family, and colours keep their contrast."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .matrix import Matrix

MOST = 128  # different colours whose contrasts are looked at


def families_of(looks, index, columns):
    """(Matrix [families, n], Matrix [n, families]): the means of numbers that started equal, and less each
    number's own mean.

    looks: [P, K], what must be equal for two paths to be alike. index: [n] int64, the numbers' places in a
    flattened array [P, columns].
    """
    kind = torch.unique(looks, dim=0, return_inverse=True)[1] if len(looks) else index
    family = kind[index // columns] * columns + index % columns
    _, family, size = torch.unique(family, return_inverse=True, return_counts=True)
    member, shape = torch.arange(len(index)), (len(index), len(size))
    means = Matrix.of(family, member, 1 / size[family].double(), *shape[::-1])
    return means, Matrix.of(member, family, -1.0, *shape)


def families_in(scene, indices):
    """What `families_of` makes of a scene's fills, strokes and widths. indices: of the free numbers of each,
    in flattened arrays."""
    looks = scene.fill, scene.stroke, scene.stroke_width
    return [
        families_of(each.cpu().reshape(len(each), -1), index, columns)
        for each, index, columns in zip(looks, indices, (4, 4, 1), strict=True)
    ]


@dataclass(frozen=True)
class Contrasts:
    """Colours that differ at the start: each of them once, and how far apart they are."""

    index: Tensor  # [m] int64 where each was first
    colours: Tensor  # [m + 1, 3], the page's last
    start: Tensor  # [m + 1, m + 1] distances

    @classmethod
    def of(cls, colours, page):
        """colours: [n, 3] RGB 0..1; of more than MOST different ones the first count."""
        _, family = torch.unique(colours, dim=0, return_inverse=True)
        names = family.tolist()
        first = [names.index(each) for each in list(dict.fromkeys(names))[:MOST]]
        index = torch.tensor(first, dtype=torch.int64)
        chosen = torch.cat([colours[index], colours.new_tensor([page])])
        return cls(index, chosen, _distances(chosen))

    def to(self, like):
        """The same for tensors of this kind, but for the index."""
        return Contrasts(self.index, self.colours.to(like), self.start.to(like))

    def lost(self, changes):
        """[..., m + 1] what each colour, and the page, has lost of its distances to the others, squared.

        changes: [..., m, 3] of the colours.
        """
        chosen = (self.colours + functional.pad(changes, (0, 0, 0, 1))).clamp(0.0, 1.0)
        return (self.start - _distances(chosen)).clamp(min=0).square().sum(-1)


def _distances(colours):
    difference = colours[..., :, None, :] - colours[..., None, :, :]
    return (difference.square().sum(-1) + 1e-12).sqrt()
