"""Colours to start from: those that the goal picture has where each path shows."""

from dataclasses import replace

import torch

from daemon.raster import render, scene_of
from protocol.geometry import Free, floats

from .pixels import on_page

SIDE = 256  # px of the picture in which it is seen where paths show
LEAST = 0.5  # px: of a path that shows less its colour stays


def with_goal_colours(request):
    """The request with every free fill and stroke in the goal's mean colour where it shows, if it asks for
    that. A picture is linear in each colour, so how much of which pixel a path makes up is its slope."""
    goal = request.picture("goal")
    may_change = request.freedom * request.dials.colours > 0.0 and request.keep_colours < 1.0
    if not (goal and request.goal_colours and may_change) or request.tidy_only:
        return request
    paths = request.paths
    wanted = on_page(goal, request.canvas, SIDE, "cpu")
    scene = scene_of(paths)
    inks = [scene.fill.clone().requires_grad_(), scene.stroke.clone().requires_grad_()]
    picture = render(
        replace(scene, fill=inks[0], stroke=inks[1]),
        *wanted.shape[:2],
        wanted.new_tensor([0.0, 0.0, 0.0, 1.0]),
    )[0, ..., :3]
    sums = torch.autograd.grad((picture * wanted).sum(), inks, retain_graph=True)
    areas = torch.autograd.grad(picture.sum(), inks)
    free = torch.tensor(paths.free, dtype=torch.int64)
    columns = {}
    for name, flag, ink, total, area in zip(
        ("fill", "stroke"), (Free.FILL, Free.STROKE), inks, sums, areas, strict=True
    ):
        shows = ((free & flag) != 0)[:, None] & (area[:, :3] > LEAST)
        mean = (total[:, :3] / area[:, :3].clamp(min=1e-9)).clamp(0, 1)
        colour = torch.where(shows, mean, ink.detach()[:, :3])
        columns[name] = floats(torch.cat([colour, ink.detach()[:, 3:]], 1).reshape(-1).tolist())
    return replace(request, paths=replace(paths, **columns))
