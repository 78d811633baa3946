"""A drawing most of which stands still: what never changes is drawn once."""

import torch

from .render import render


class Stage:
    """Draws one scene again and again at one size, while only some of its paths change.

    scene: the drawing as it starts. changing: [P] bool, paths that may change. page: RGB 0..1.
    draw: `render`, or what stands in for it.
    Paths below the lowest and above the highest changing path become two pictures; those between
    are drawn each time.
    """

    def __init__(self, scene, changing, page, height, width, *, ramp, draw=render):
        places = changing.nonzero()[:, 0].tolist()
        self._span = (places[0], places[-1] + 1) if places else (0, 0)
        self._size = (height, width)
        self._ramp = ramp
        self._draw = draw
        paper = scene.points.new_tensor([*page, 1.0])
        nothing = scene.points.new_zeros(4)
        with torch.no_grad():
            self._below = self._render(scene.span(0, self._span[0]), paper)
            above = scene.span(self._span[1], scene.topology.path_count)
            self._above = self._render(above, nothing)

    def draw(self, scene):
        """The whole drawing with the changing paths as in `scene`: RGB [H, W, 3] in 0..1, or [B, H, W, 3]
        if the scene has variants."""
        picture = self._render(scene.span(*self._span), self._below)
        whole = self._above[..., :3] + (1 - self._above[..., 3:]) * picture[..., :3]
        return whole[0] if scene.variants is None else whole

    def _render(self, scene, background):
        return self._draw(scene, *self._size, background, ramp=self._ramp)
