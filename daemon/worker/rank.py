"""A job that says which paths matter: nothing is refined."""

from dataclasses import replace

import torch

from daemon.optim.outline import outline_of
from daemon.optim.ranking import by_neighbourhood, ranking
from protocol.geometry import floats, integers
from protocol.messages import Ranking

BATCH = 16  # pictures that are judged at once


class Ranker:
    """Judges a drawing without some of its free paths.

    table: a checked PathTable. scene: its Scene. stage: draws it, its free paths changing.
    """

    def __init__(self, table, scene, stage, guide):
        self._scene, self._stage, self._guide = scene, stage, guide
        self._free = [index for index, flags in enumerate(table.free) if flags]
        outline = outline_of(table)
        path = outline.subpath_path[outline.point_subpath].to(scene.points.device)
        sums = scene.points.new_zeros(table.path_count, 2).index_add_(0, path, scene.points)
        self._centres = sums / path.bincount(minlength=table.path_count)[:, None]

    def orders(self):
        """As optim.ranking.ranking, for all free paths."""
        places = by_neighbourhood(self._centres[self._free])
        return ranking([self._free[at] for at in places], lambda absent: self._judged(absent)[0])

    @property
    def rounds(self):
        """How many orders there will be."""
        return sum(1 for _ in ranking(self._free, lambda absent: [0.0] * len(absent)))

    def message(self, job, order, counts):
        """The Ranking that this order makes."""
        _, similarity = self._judged([order[: len(order) - count] for count in (len(order), *counts)])
        return Ranking(job, integers(order), floats(similarity))

    def scene(self, order, counts):
        """The drawing with so many paths of the order, for each of the counts."""
        return self._without([order[: len(order) - count] for count in counts])

    def _judged(self, absent):
        """(losses, similarities) of the drawing without each of these lists of paths."""
        losses, similarities = [], []
        for start in range(0, len(absent), BATCH):
            with torch.no_grad():
                pictures = self._stage.draw(self._without(absent[start : start + BATCH]))
                verdict = self._guide.glance(pictures)
            losses += verdict.plain_loss.tolist()
            similarities += verdict.similarity.tolist()
        return losses, similarities

    def _without(self, absent):
        opacity = self._scene.opacity.repeat(len(absent), 1)
        for row, paths in zip(opacity, absent, strict=True):
            row[paths] = 0.0
        return replace(self._scene, opacity=opacity)
