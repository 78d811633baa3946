"""Drawings that the GPU's kernels and the processor's are compared on."""

import itertools
from dataclasses import replace

import torch

from protocol.geometry import Cap, FillRule, GradientKind, Join, Spread
from tests.support.tables import Gradient, Path, circle, curve, polyline

NAMES = ("points", "fill", "stroke", "stroke_width", "opacity")
HAIRPIN = curve((0.2, 0.3), (0.95, 0.35), (0.1, 0.45), (0.8, 0.7))
CORNERS = polyline((0.15, 0.8), (0.4, 0.2), (0.55, 0.75), (0.9, 0.3))
BOW = polyline((0.2, 0.2), (0.8, 0.7), (0.8, 0.2), (0.2, 0.7), closed=True)
STOPS = (
    (0.1, (0.9, 0.2, 0.1, 1)),
    (0.4, (0.1, 0.8, 0.3, 0.4)),
    (0.4, (0.8, 0.8, 0.3, 0.4)),
    (0.9, (0.1, 0.2, 0.9, 0.7)),
)
RAINBOW = Gradient(STOPS, to_unit=(1.8, -0.7, 0.9, 2.1, -0.9, -0.6))


def path(*subpaths, cap=Cap.ROUND, join=Join.ROUND, **fields):
    """A path with translucent fill and stroke."""
    fields = {"fill": (0.9, 0.3, 0.1, 0.8), "stroke": (0.1, 0.4, 0.8, 0.7), "width": 0.07} | fields
    return Path(list(subpaths), style=(cap, join, 4.0), **fields)


DRAWINGS = {
    **{
        f"{cap.name} {join.name}".lower(): [path(HAIRPIN, CORNERS, cap=cap, join=join)]
        for cap, join in itertools.product(Cap, Join)
    },
    "even-odd under opaque": [
        path(BOW, join=Join.MITER, rule=FillRule.EVENODD),
        path(circle(0.5, 0.5, 0.3), opacity=0.5),
        path(circle(0.4, 0.5, 0.2), fill=(0.2, 0.2, 0.9, 1.0), stroke=None),
    ],
    "a hole": [path(circle(0.5, 0.5, 0.4), circle(0.5, 0.5, 0.2), rule=FillRule.EVENODD, stroke=None)],
    "hairline": [path(HAIRPIN, width=0.003, fill=None)],
    "dashes": [path(HAIRPIN, fill=None, dashes=(0.1, 0.06), dash_offset=0.03)],
    "deformed pen": [path(CORNERS, pen=(2.0, 0.3, 0.0, 0.5), fill=None)],
    "leaves the picture": [path(polyline((-3, -2), (4, -2.1), (4, 0.61), (-3, 0.7), closed=True))],
    "far away": [path(polyline((-3e5, -2e5), (4e5, -2e5), (4, 0.61), (-3, 0.7), closed=True))],
    "dots": [path(polyline((0.3, 0.3), (0.3, 0.3)), width=0.2, fill=None)],
    "not a number": [path(polyline((0.3, float("nan")), (0.3, 0.3))), path(CORNERS)],
    "many layers": [path(circle(0.3 + 0.04 * k, 0.5, 0.2), width=0.02 + 0.01 * k) for k in range(9)],
    "gradient paints": [
        path(CORNERS, fill_gradient=RAINBOW, width=0.2),
        path(
            circle(0.5, 0.5, 0.3),
            fill_gradient=replace(RAINBOW, spread=Spread.REPEAT),
            stroke_gradient=replace(
                RAINBOW, kind=GradientKind.RADIAL, spread=Spread.REFLECT, focus=(0.5, -0.3)
            ),
            opacity=0.8,
        ),
        path(HAIRPIN, fill=None, stroke_gradient=replace(RAINBOW, stops=RAINBOW.stops[:1])),
    ],
    "no paint": [path(HAIRPIN, fill=None, stroke=None)],
    "nothing": [],
}


def drawn(scene, height, width, draw):
    """(pictures, gradients by NAMES and the background) of draw(scene, background), on the scene's device."""
    device, count = scene.points.device, scene.variants or 1
    leaves = {name: getattr(scene, name).detach().clone().requires_grad_() for name in NAMES}
    pixels = torch.arange(count * height * width * 4, device=device).reshape(count, height, width, 4)
    background = (0.5 + 0.5 * torch.sin(0.37 * pixels)).requires_grad_()
    pictures = draw(replace(scene, **leaves), background)
    measure = (pictures * torch.cos(0.011 * pixels)).sum()
    return pictures.detach(), torch.autograd.grad(measure, [*leaves.values(), background])


def differences(found, wanted):
    """(greatest of the pictures, {name: of a gradient, relative}) of two results of `drawn`."""
    relative = {}
    for name, one, other in zip((*NAMES, "background"), found[1], wanted[1], strict=True):
        one, other = one.cpu(), other.cpu()
        relative[name] = float((one - other).norm() / (other.norm() + 1e-3))
    pictures = [each[0].cpu() for each in (found, wanted)]
    return float((pictures[0] - pictures[1]).abs().max()), relative
