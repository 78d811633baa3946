"""Drawing with pydiffvg. Nobody has to have it, and it can't be had from the package index: where it is
missing, these tests have nothing to test. What must hold without it is in test_without_diffvg.py."""

import pytest
import torch

from daemon.raster import render, scene_of
from daemon.raster.diffvg import render_with_diffvg
from protocol.geometry import FillRule
from tests.support.tables import Path, circle, curve, filled, polyline, stroked, table_of

pytest.importorskip("pydiffvg", reason="an optional peer that only some users have built")

SIDE = 64
WHITE, CLEAR = torch.ones(4), torch.zeros(4)
WAVE = curve((0.1, 0.3), (0.35, 0.05), (0.55, 0.75), (0.87, 0.43))
SQUARE = polyline((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), closed=True)
LEAVES = ("points", "fill", "stroke", "stroke_width", "opacity")

DRAWINGS = {
    "curved stroke": [stroked(WAVE, width=0.08, colour=(0.2, 0.5, 0.1, 0.7))],
    "thin stroke": [stroked(WAVE, width=0.01)],
    "closed stroke": [stroked(SQUARE, width=0.06, style=(1, 1, 4.0))],
    "deformed pen": [stroked(WAVE, width=0.08, pen=(2.0, 0.3, 0.0, 0.5))],
    "open fill": [filled(WAVE)],
    "ring": [filled(circle(0.5, 0.5, 0.4), circle(0.5, 0.5, 0.2), rule=FillRule.EVENODD)],
    "disc twice": [filled(circle(0.5, 0.5, 0.4), circle(0.5, 0.5, 0.2), rule=FillRule.NONZERO)],
    "one over another": [
        filled(circle(0.4, 0.45, 0.27), colour=(0.9, 0.2, 0.1, 0.7)),
        Path([circle(0.6, 0.55, 0.23)], (0.1, 0.4, 0.9, 0.6), (0.2, 0.7, 0.3, 1.0), width=0.05),
    ],
}


def picture(paths, background=WHITE, draw=render_with_diffvg, **options):
    return draw(scene_of(table_of(*paths)), SIDE, SIDE, background, **options)[0]


@pytest.mark.parametrize("background", [WHITE, CLEAR], ids=["on white", "on nothing"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_picture_is_ours_but_for_noise(name, background):
    theirs = picture(DRAWINGS[name], background)
    ours = picture(DRAWINGS[name], background, render)

    assert theirs.shape == ours.shape
    assert (theirs - ours).abs().mean() < 0.012
    assert torch.allclose(theirs.mean((0, 1)), ours.mean((0, 1)), atol=0.003)


def test_same_drawing_gives_the_same_picture():
    assert torch.equal(picture(DRAWINGS["curved stroke"]), picture(DRAWINGS["curved stroke"]))


def test_wider_ramp_blurs():
    crisp, blurred = (picture(DRAWINGS["ring"], ramp=ramp)[..., 0] for ramp in (1, 3))

    assert (blurred.diff(dim=1).abs().max()) < 0.7 * crisp.diff(dim=1).abs().max()
    assert float(blurred.mean()) == pytest.approx(float(crisp.mean()), abs=0.005)


def test_stroke_covers_its_own_fill():
    both = Path([SQUARE], (1, 0, 0, 1), (0, 0, 1, 1), width=0.2)

    assert picture([both])[SIDE // 2, round(0.27 * SIDE)].tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("background", [WHITE, CLEAR], ids=["on white", "on nothing"])
def test_more_shapes_than_diffvg_bears_over_one_another_are_drawn(background):
    many = [filled(SQUARE, colour=(index / 600, 0.5, 0, 0.02)) for index in range(600)]

    middle = picture(many, background)[SIDE // 2, SIDE // 2]

    assert torch.allclose(middle, picture(many, background, render)[SIDE // 2, SIDE // 2], atol=1e-3)


@pytest.mark.parametrize(
    "degenerate",
    [
        stroked(curve((0.5, 0.5), (0.5, 0.5), (0.5, 0.5), (0.5, 0.5))),
        filled(polyline((0.5, 0.5), (0.5, 0.5), (0.5, 0.5), closed=True)),
        stroked(WAVE, width=0.0),
        stroked(curve((0.1, 0.3), (float("nan"), 0.05), (0.55, 0.75), (0.87, 0.43))),
        stroked(polyline((0.2, 0.2), (float("inf"), 0.4))),
        stroked(WAVE, pen=(1.0, 0.0, 0.0, 0.0)),
    ],
    ids=["no length", "no area", "no width", "not a number", "endless", "flat pen"],
)
def test_what_cannot_be_drawn_is_left_out(degenerate):
    alone, with_it = DRAWINGS["ring"], [degenerate, *DRAWINGS["ring"]]

    assert torch.equal(picture(alone), picture(with_it))
    assert torch.equal(picture([degenerate]), WHITE.expand(SIDE, SIDE, 4))


def gradients(paths, draw):
    scene = scene_of(table_of(*paths))
    leaves = [getattr(scene, name).requires_grad_() for name in LEAVES]
    background = torch.ones(SIDE, SIDE, 4, requires_grad=True)
    y, x = torch.meshgrid(torch.linspace(0, 1, SIDE), torch.linspace(0, 1, SIDE), indexing="ij")
    weights = torch.stack([torch.sin(4 * x + 3 * y + phase) for phase in range(4)], -1)
    measure = (draw(scene, SIDE, SIDE, background) * weights).sum()
    return torch.autograd.grad(measure, [*leaves, background], allow_unused=True)


# of different sizes: where edges coincide, diffvg counts each for all of them
MANY = [
    filled(circle(0.5, 0.5, 0.2 + index / 1500), colour=(index / 300, 0.5, 0, 0.02)) for index in range(300)
]


@pytest.mark.parametrize(
    "paths", [DRAWINGS["curved stroke"], DRAWINGS["one over another"], MANY], ids=["stroke", "fills", "many"]
)
def test_gradients_point_where_ours_do(paths):
    kinds = (*LEAVES, "background")
    theirs, ours = (gradients(paths, draw) for draw in (render_with_diffvg, render))

    for kind, found, wanted in zip(kinds, theirs, ours, strict=True):
        if wanted.norm() == 0:
            assert found is None or found.norm() == 0
            continue
        cosine = float((found * wanted).sum() / (found.norm() * wanted.norm()))
        assert cosine > (0.5 if kind == "points" else 0.97), kind  # diffvg's are biased
        assert float(found.norm() / wanted.norm()) == pytest.approx(1, abs=0.25), kind
