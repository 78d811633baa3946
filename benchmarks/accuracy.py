"""How right gradients and ink are, against pictures that owe nothing to the rasteriser (exact.py)."""

import functools
from dataclasses import fields, replace

import numpy as np
import torch

from daemon.raster import render, scene_of

from .exact import Truth
from .scenes import Shape, fills, strokes, table_of

FINE = 16  # points of the true picture per pixel, each way
STEP = 0.15  # px that a point is moved either way for a difference
WAVES = 30.0  # px: the shortest wave of the measure whose gradient is taken


def cases():
    """{name: (shapes, side)}. The one curved stroke is about 75 px long."""
    curve = [(0.15, 0.75), (0.25, 0.05), (0.8, 0.1), (0.85, 0.8)]
    one = {
        f"curved stroke, half-width {half}": ([Shape(curve, stroke=(0, 0, 0, 1), width=2 * half / 64)], 64)
        for half in (4, 1)
    }
    return {"scene b": (strokes(16, 224), 224), **one, "fills": (fills(4), 224)}


def compare(shapes, side, draws, *, fine=FINE):
    """{"points", "widths" (strokes only): {renderer: agreement}, "ink_error": {renderer: share}}.

    draws: {name: function with the arguments of daemon.raster.render but `ramp`}. The name
    "difference, finer" is added: differences of the same pictures with more points and longer steps,
    which is how far the measure can be trusted.
    """
    weights = _weights(side)
    wanted = _differences(Truth(shapes, side, fine), shapes, side, weights, STEP)
    finer = _differences(Truth(shapes, side, 2 * fine), shapes, side, weights, 2 * STEP)
    out = {kind: {"difference, finer": agreement(finer[kind], wanted[kind])} for kind in wanted}
    real = Truth(shapes, side, fine).picture()
    out["ink_error"] = {}
    for name, draw in draws.items():
        picture, gradients = _drawn(shapes, side, draw, weights)
        for kind in wanted:
            out[kind][name] = agreement(gradients[kind], wanted[kind])
        out["ink_error"][name] = float((1 - picture).sum() / (1 - real).sum() - 1)
    return out


def agreement(found, wanted):
    """{"cosine", "error": L2 of the difference for that of what is wanted, "bias": how much longer along
    the wanted direction}."""
    return {
        "cosine": float((found * wanted).sum() / np.sqrt((found**2).sum() * (wanted**2).sum())),
        "error": float(np.sqrt(((found - wanted) ** 2).sum() / (wanted**2).sum())),
        "bias": float((found * wanted).sum() / (wanted**2).sum() - 1),
    }


def _weights(side):
    """[side, side, 3]: a smooth measure of the picture, waves in several directions."""
    y, x = np.mgrid[0:side, 0:side] + 0.5
    waves = [
        np.sin(2 * np.pi * (np.cos(turn) * x + np.sin(turn) * y) / (WAVES * long) + turn)
        for turn, long in ((0.4, 1.0), (1.9, 1.6), (2.8, 2.3))
    ]
    return np.stack([waves[0] + waves[1], waves[1] + waves[2], waves[2] + waves[0]], -1)


def _differences(truth, shapes, side, weights, step):
    """{"points": [N, 2], "widths": [P]} by px, central differences of the true picture's measure."""
    points, widths = [], []
    for index, shape in enumerate(shapes):
        place = np.array(shape.points)
        same = (shape.width, shape.width)
        for number in range(place.size):
            offset = np.zeros(place.size)
            offset[number] = step / side
            offset = offset.reshape(place.shape)
            change = truth.difference(index, weights, (place + offset, place - offset), same)
            points.append(change / (2 * step))
        if shape.stroke:
            wider = (shape.width + step / side, shape.width - step / side)
            widths.append(truth.difference(index, weights, (place, place), wider) / (2 * step))
    out = {"points": np.array(points).reshape(-1, 2)}
    # one number has no direction, and may be next to nothing
    return {**out, "widths": np.array(widths)} if len(widths) > 1 else out


def _drawn(shapes, side, draw, weights):
    """([side, side, 3] picture, {"points", "widths"} gradients by px) of a renderer."""
    scene = scene_of(table_of(shapes))
    leaves = scene.points.requires_grad_(), scene.stroke_width.requires_grad_()
    picture = draw(scene, side, side, torch.ones(4)).reshape(side, side, 4)[..., :3]
    measure = (picture * torch.from_numpy(weights).to(picture)).sum()
    found = torch.autograd.grad(measure, leaves, allow_unused=True)
    points, widths = (None if each is None else each.double().numpy() / side for each in found)
    return picture.detach().cpu().double().numpy(), {"points": points, "widths": widths}


def ours(device):
    """The renderers of ours that are compared: crisp, and as the optimiser looks at a drawing."""
    return {f"ours, ramp {ramp}": functools.partial(_ours, device, ramp) for ramp in (1, 2)}


def _ours(device, ramp, scene, height, width, background):
    tensors = {
        each.name: getattr(scene, each.name).to(device) for each in fields(scene) if each.name != "topology"
    }
    return render(replace(scene, **tensors), height, width, background.to(device), ramp=ramp)
