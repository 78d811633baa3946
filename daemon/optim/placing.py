"""Where new strokes start: where the drawing lacks them most, found by trying.

Of many places, half of them at ends of the drawing's own strokes (as CICADA places strokes), half anywhere,
those are taken whose stroke brings the picture nearest to the prompt; in a few rounds, so that later strokes
see the earlier ones.
"""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from protocol.geometry import Free, floats

from .outline import outline_of

ROUNDS = 4
LEAST_TRIES, MOST_TRIES = 32, 128  # in a round
TRIES = 3  # for each stroke that is placed in a round
BATCH = 16  # pictures that are judged at once
MARGIN = 0.06  # canvas units: no place is nearer to the canvas's edge
APART = (
    0.05  # canvas units between places that are taken in one round, and what strokes beyond those differ by
)


@dataclass(frozen=True)
class _Try:
    path: int
    points: Tensor  # [n, 2]
    middle: Tensor  # [2]


def placed(request, scene, stage, guide):
    """The request's PathTable with its new paths, moved and turned as they are, in better places.

    scene: of the table. stage: draws it, its new paths changing. guide: has glance(pictures).
    """
    table = request.paths
    places = _Places(request, torch.Generator().manual_seed(request.seed))
    points, waiting = places.points.clone(), list(places.members)
    while waiting:
        share = -(-len(places.members) // ROUNDS)
        count = min(share, len(waiting))
        tries = places.tries(waiting, min(MOST_TRIES, max(LEAST_TRIES, TRIES * count)))
        losses = _losses(tries, points, waiting, places.members, scene, stage, guide)
        for each in places.chosen(waiting, tries, losses, count):
            points[places.members[each.path]] = each.points
            waiting.remove(each.path)
    return replace(table, points=floats(points.reshape(-1).tolist()))


def _losses(tries, points, waiting, members, scene, stage, guide):
    """The plain loss of the drawing with each _Try."""
    losses = []
    shown = scene.opacity.clone()
    shown[waiting] = 0.0
    for start in range(0, len(tries), BATCH):
        batch = tries[start : start + BATCH]
        moved = points.repeat(len(batch), 1, 1)
        opacity = shown.repeat(len(batch), 1)
        for row, each in enumerate(batch):
            moved[row, members[each.path]] = each.points
            opacity[row, each.path] = scene.opacity[each.path]
        with torch.no_grad():
            pictures = stage.draw(replace(scene, points=moved.to(scene.points), opacity=opacity))
            losses += guide.glance(pictures).plain_loss.tolist()
    return losses


class _Places:
    """Where new paths may go. members: {new path: indices of its points}."""

    def __init__(self, request, chance):
        table, outline = request.paths, outline_of(request.paths)
        self._chance = chance
        self.points = torch.tensor(table.points).reshape(-1, 2)
        first = table.path_count - request.new_paths
        path = outline.subpath_path[outline.point_subpath]
        moving = [new for new in range(first, table.path_count) if table.free[new] & Free.LINES]
        self.members = {new: (path == new).nonzero()[:, 0] for new in moving}
        self._size = torch.tensor([request.canvas.width, request.canvas.height])
        is_old = (outline.subpath_path < first) & ~outline.is_closed
        ends = self.points[outline.ends[is_old].reshape(-1)] if is_old.any() else self.points[:0]
        is_inside = ((ends > MARGIN) & (ends < self._size - MARGIN)).all(1)
        self._ends = ends[is_inside]

    def tries(self, waiting, count):
        """So many _Tries of paths that wait, in turns."""
        paths = [waiting[at % len(waiting)] for at in range(count)]
        return [self._try(path, is_at_end=bool(at % 2)) for at, path in enumerate(paths)]

    def chosen(self, waiting, tries, losses, count):
        """Yield a _Try of so many paths: the best places first, each once while there are others."""
        order = sorted(range(len(tries)), key=losses.__getitem__)
        taken, waiting = [], list(waiting)
        for at in order:
            each = tries[at]
            if len(taken) < count and each.path in waiting and self._is_apart(each, taken):
                waiting.remove(each.path)
                taken.append(each)
        yield from taken
        best = taken or [tries[order[0]]]
        for number, path in enumerate(waiting[: count - len(taken)]):
            yield self._near(path, best[number % len(best)].middle)

    def _is_apart(self, each, taken):
        return all((each.middle - other.middle).norm() >= APART for other in taken)

    def _try(self, path, is_at_end):
        if is_at_end and len(self._ends):
            pick = int(torch.randint(len(self._ends), (1,), generator=self._chance))
            return self._moved(path, self._ends[pick], by_end=True)
        place = MARGIN + torch.rand(2, generator=self._chance) * (self._size - 2 * MARGIN)
        return self._moved(path, place)

    def _near(self, path, place):
        return self._moved(path, place + APART * torch.randn(2, generator=self._chance))

    def _moved(self, path, place, by_end=False):
        points = self.points[self.members[path]]
        turn = 2 * math.pi * float(torch.rand(1, generator=self._chance))
        cosine, sine = math.cos(turn), math.sin(turn)
        turned = (points - points.mean(0)) @ torch.tensor([[cosine, sine], [-sine, cosine]])
        moved = turned - (turned[0] if by_end else 0.0) + place
        return _Try(path, moved, moved.mean(0))
