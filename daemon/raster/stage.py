"""A drawing most of which stands still: what never changes is drawn once."""

import torch

from .render import outlines_of, render

PACE = 32  # draws from one look at whether outlines still serve to the next


class Stage:
    """Draws one scene again and again at one size, while only some of its paths change.

    scene: the drawing as it starts. changing: [P] bool, paths that may change. page: RGB 0..1.
    draw: `render`, or what stands in for it. behind, front: pictures below and above all paths, premultiplied
    RGBA [height, width, 4] each, or None.
    Paths below the lowest and above the highest changing path become two pictures; those between
    are drawn each time.

    On a GPU the outlines of those between are planned here and kept. A draw, and the way back from it, waits
    for nothing and can be captured in a CUDA graph after one of each outside. Whoever replays a graph calls
    `refresh` every PACE replays or so; draws that are not captured do so themselves.
    """

    def __init__(self, scene, changing, page, height, width, *, ramp, draw=render, behind=None, front=None):
        places = changing.nonzero()[:, 0].tolist()
        self._span = (places[0], places[-1] + 1) if places else (0, 0)
        self._size = (height, width)
        self._ramp = ramp
        self._draw = draw
        paper = scene.points.new_tensor([*page, 1.0])
        nothing = scene.points.new_zeros(4)
        with torch.no_grad():
            self._below = self._render(scene.span(0, self._span[0]), over(behind, paper))
            above = scene.span(self._span[1], scene.topology.path_count)
            above = over(front, self._render(above, nothing))
            # where nothing lies above, nothing need be laid over
            self._above = (above[..., :3], 1 - above[..., 3:]) if above.any() else None
        self._outlines = outlines_of(scene.span(*self._span), height, width) if draw is render else None
        self._draws = 0
        if self._outlines:
            self._outgrown = torch.zeros(1, dtype=torch.int32, pin_memory=True)
            self._answered = torch.cuda.Event()

    def draw(self, scene):
        """The whole drawing with the changing paths as in `scene`: RGB [H, W, 3] in 0..1, or [B, H, W, 3]
        if the scene has variants."""
        if self._outlines and not torch.cuda.is_current_stream_capturing():
            self._draws += 1
            if self._draws % PACE == 0:
                self.refresh(scene)
        kept = {"outlines": self._outlines} if self._outlines else {}
        picture = self._render(scene.span(*self._span), self._below, **kept)
        whole = picture[..., :3]
        if self._above:
            front, shows = self._above
            whole = front + shows * whole
        return whole[0] if scene.variants is None else whole

    def refresh(self, scene):
        """Plan the outlines anew for the scene as it is now, if one drawn before needed more than they have.

        Whether a CUDA graph that draws with them still does; True on the processor, which keeps none. It asks
        the GPU, and looks at what it answered to the last call, so it hardly waits but to plan. Until then
        curves are flatter than they should be, no more. A picture that was drawn before it planned has no way
        back: that is a RuntimeError.
        """
        if not self._outlines:
            return True
        self._answered.synchronize()  # or the moment to plan, and with it the last bits, would hang on timing
        if not self._outgrown:
            self._outgrown.copy_(self._outlines.outgrown, non_blocking=True)
            self._answered.record()
            return True
        with torch.no_grad():
            stays = self._outlines.plan(scene.span(*self._span))
        self._outgrown.zero_()
        return stays

    def _render(self, scene, background, **kept):
        return self._draw(scene, *self._size, background, ramp=self._ramp, **kept)


def over(picture, ground):
    """A premultiplied RGBA picture [..., 4], or None, laid over another."""
    return ground if picture is None else picture + (1 - picture[..., 3:]) * ground
