"""The pull of a sample: widths, colours and directions of strokes towards those of the sample's.

What is equal stays equal: one width, or colour, of the drawing goes to one of the sample's.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from protocol.geometry import Free, Paint

from .rows import take

# at a weight of 1; beside the restraints of parameters.py
WIDTH_PULL = 16.0
COLOUR_PULL = 60.0
DIRECTION_PULL = 120.0
TINY = 1e-12


@dataclass(frozen=True)
class MannerPull:
    """weight: 0..1. Rows of paths, and what each is to become; segments whose directions count."""

    weight: float
    width_paths: Tensor  # [w] int64
    log_widths: Tensor  # [w]
    stroke_paths: Tensor  # [s] int64
    strokes: Tensor  # [s, 3]
    fill_paths: Tensor  # [f] int64
    fills: Tensor  # [f, 3]
    controls: Tensor  # [S, 4] int64 points of segments
    bernstein: Tensor  # [2, samples, 4] weights of their points along a cubic, and a line
    is_line: Tensor  # [S] int64
    directions: Tensor  # [harmonics, 2]

    @classmethod
    def of(cls, manner, weight, table, scene, outline):
        """manner: a protocol Manner. table: a PathTable. scene: its Scene. outline: its Outline."""
        free = torch.tensor(table.free, dtype=torch.int64)
        paint = torch.tensor(table.paint, dtype=torch.int64)
        stroked = (paint & Paint.STROKE) != 0
        widths = ((free & Free.WIDTH) != 0) & stroked & (len(manner.widths) > 0)
        start = scene.stroke_width.detach().cpu().double()[widths]
        can_recolour = {
            "stroke": ((free & Free.STROKE) != 0) & stroked,
            "fill": ((free & Free.FILL) != 0) & ((paint & Paint.FILL) != 0),
        }
        directions = torch.tensor(manner.directions, dtype=torch.float64).reshape(-1, 2)
        moves = ((free & Free.LINES) != 0) & stroked & bool((directions != 0).any())
        segments = moves[outline.subpath_path[outline.segment_subpath]].nonzero()[:, 0]
        columns = (
            widths.nonzero()[:, 0],
            _ranked_widths(start, torch.tensor(manner.widths, dtype=torch.float64)),
            *_recoloured(scene.stroke, can_recolour["stroke"], manner.strokes),
            *_recoloured(scene.fill, can_recolour["fill"], manner.fills),
            outline.controls[segments],
            _bernstein(),
            outline.is_line[segments].long(),
            directions,
        )
        like = scene.points
        return cls(
            weight,
            *(
                each.to(like.device, like.dtype if each.is_floating_point() else each.dtype)
                for each in columns
            ),
        )

    def loss(self, scene):
        """Scalar: how far the drawing (a Scene) is from the sample."""
        total = scene.points.new_zeros(())
        if len(self.width_paths):
            ratio = take(scene.stroke_width, self.width_paths).clamp(min=TINY).log() - self.log_widths
            total = total + WIDTH_PULL * ratio.square().mean()
        for paths, wanted, inks in (
            (self.stroke_paths, self.strokes, scene.stroke),
            (self.fill_paths, self.fills, scene.fill),
        ):
            if len(paths):
                total = total + COLOUR_PULL * (take(inks, paths)[:, :3] - wanted).square().sum(1).mean()
        if len(self.controls):
            total = (
                total + DIRECTION_PULL * (self._directions(scene.points) - self.directions).square().mean()
            )
        return self.weight * total

    def _directions(self, points):
        """[harmonics, 2] mean cosine and sine of 2, 4... times the angle of all chords, by length."""
        corners = take(points, self.controls.reshape(-1)).reshape(-1, 4, 2)
        along = self.bernstein.index_select(0, self.is_line) @ corners  # [S, samples, 2]
        x, y = (along[:, 1:] - along[:, :-1]).reshape(-1, 2).unbind(1)
        square = x * x + y * y + TINY
        length = square.sqrt()
        cosine, sine = (x * x - y * y) / square, 2 * x * y / square
        found, turned = [], (torch.ones_like(cosine), torch.zeros_like(sine))
        for _ in range(len(self.directions)):
            turned = turned[0] * cosine - turned[1] * sine, turned[0] * sine + turned[1] * cosine
            found.append(torch.stack([(length * part).sum() for part in turned]) / length.sum())
        return torch.stack(found)


def _ranked_widths(start, sample):
    """[w] logarithms: the width of the sample that has the place of each start width [w] among all."""
    if not len(start) or not len(sample):
        return start
    order = start.argsort(stable=True)
    place = torch.empty_like(start)
    place[order] = (torch.arange(len(start), dtype=torch.float64) + 0.5) / len(start)
    wanted = sample.clamp(min=TINY).log()[(place * len(sample)).long().clamp(max=len(sample) - 1)]
    _, family, size = torch.unique(start, return_inverse=True, return_counts=True)
    return (torch.zeros(len(size), dtype=torch.float64).index_add(0, family, wanted) / size)[family]


def _recoloured(inks, can_change, colours):
    """(rows of `inks` [P, 4] that change, [n] int64; what each is to become, [n, 3])."""
    sample = torch.tensor(colours, dtype=torch.float64).reshape(-1, 4)
    chosen = can_change & (len(sample) > 0)
    return chosen.nonzero()[:, 0], _nearest_colours(inks.detach().cpu().double()[chosen, :3], sample)


def _nearest_colours(start, sample):
    """[n, 3] colours of the sample ([m, 4], RGB and share) for start colours [n, 3], each used in about its
    share: the nearest pairs first."""
    if not len(start) or not len(sample):
        return start
    kinds, family, size = torch.unique(start, dim=0, return_inverse=True, return_counts=True)
    shares, room = (size.double() / len(start)).tolist(), sample[:, 3].tolist()
    apart = torch.cdist(kinds, sample[:, :3])
    taken = [{} for _ in kinds]
    for pair in apart.reshape(-1).argsort().tolist():
        kind, colour = divmod(pair, len(sample))
        part = min(shares[kind], room[colour])
        taken[kind][colour] = part
        shares[kind] -= part
        room[colour] -= part
    chosen = [max(each, key=each.get) for each in taken]
    return sample[chosen, :3][family]


def _bernstein(samples=8):
    t = torch.linspace(0, 1, samples + 1, dtype=torch.float64)
    u = 1 - t
    cubic = torch.stack([u**3, 3 * u * u * t, 3 * u * t * t, t**3], 1)
    line = torch.stack([u, 0 * t, 0 * t, t], 1)
    return torch.stack([cubic, line])
