"""What pictures look like: against another SVG renderer, and where the answer is known."""

import pytest
import torch

from daemon.raster import Stage, render, scene_of
from protocol.geometry import FillRule, Free
from tests.support.independent import CAPS, JOINS, independent_picture
from tests.support.tables import Path, circle, curve, filled, polyline, stroked, table_of

SIDE = 128
WHITE = torch.ones(4)
STAR = polyline((0.5, 0.1), (0.75, 0.85), (0.1, 0.4), (0.9, 0.4), (0.25, 0.85), closed=True)
ZIGZAG = polyline((0.1, 0.2), (0.5, 0.15), (0.3, 0.6), (0.85, 0.5), (0.82, 0.7))
WAVE = curve((0.1, 0.3), (0.35, 0.05), (0.55, 0.75), (0.87, 0.43))

DRAWINGS = {
    "strokes": [stroked(WAVE, width=0.05), stroked(polyline((0.2, 0.8), (0.8, 0.6)), width=0.01)],
    "thin line": [stroked(WAVE, width=0.002)],
    "star, non-zero": [filled(STAR, colour=(0.9, 0.3, 0.1, 1))],
    "star, even-odd": [filled(STAR, colour=(0.9, 0.3, 0.1, 1), rule=FillRule.EVENODD)],
    "open fill": [filled(WAVE, colour=(0.2, 0.5, 0.3, 1))],
    "ring": [filled(circle(0.5, 0.5, 0.4), circle(0.5, 0.5, 0.2), rule=FillRule.EVENODD)],
    "fill, stroke, opacity, order": [
        filled(circle(0.4, 0.4, 0.3), colour=(0.1, 0.2, 0.9, 0.8)),
        Path([circle(0.6, 0.6, 0.25)], (1, 0.8, 0.1, 0.9), (0.6, 0.1, 0.1, 0.7), width=0.06, opacity=0.6),
    ],
    "deformed pen": [stroked(WAVE, width=0.06, pen=(2.0, 0.3, 0.0, 0.5))],
    **{
        f"{CAPS[cap]} caps, {JOINS[join]} joins": [
            stroked(ZIGZAG, colour=(0.1, 0.2, 0.6, 0.7), width=0.08, style=(cap, join, 4.0)),
            stroked(polyline((0.2, 0.9), (0.5, 0.82), (0.8, 0.93), closed=True), style=(cap, join, 4.0)),
        ]
        for cap in range(3)
        for join in range(3)
    },
    "larger than the frame": [filled(polyline((-3, -2), (4, -2), (4, 0.61), (-3, 0.61), closed=True))],
}


def picture(*paths, side=SIDE, background=WHITE, **options):
    return render(scene_of(table_of(*paths)), side, side, background, **options)[0]


@pytest.mark.parametrize("name", DRAWINGS)
def test_picture_is_that_of_another_renderer(name):
    ours = picture(*DRAWINGS[name])[..., :3]
    theirs = independent_picture(DRAWINGS[name], SIDE)

    assert (ours - theirs).abs().mean() < 0.25 / 255
    assert (ours - theirs).abs().max() < 0.3  # where edges of one path cross within a pixel


def test_comparison_notices_another_drawing():
    ours = picture(*DRAWINGS["star, non-zero"])[..., :3]
    theirs = independent_picture(DRAWINGS["star, even-odd"], SIDE)

    assert (ours - theirs).abs().mean() > 0.6 / 255


@pytest.mark.parametrize("width_px", [0.1, 0.4, 1.0, 3.0])
@pytest.mark.parametrize("ramp", [1, 2])
def test_straight_line_has_as_much_ink_as_its_area(width_px, ramp):
    line = stroked(polyline((0.2, 0.31), (0.8, 0.62)), width=width_px / SIDE)
    length_px = SIDE * (0.6**2 + 0.31**2) ** 0.5

    ink = picture(line, background=torch.zeros(4), ramp=ramp)[..., 3].sum()

    ends = 3.15 * (width_px / 2) ** 2 + ramp * width_px  # round, and blurred by the ramp
    assert width_px * length_px * 0.98 < float(ink) < width_px * length_px * 1.02 + ends


def test_later_path_covers_earlier_one():
    red, blue = (1, 0, 0, 1), (0, 0, 1, 1)
    square = polyline((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), closed=True)

    middle = picture(filled(square, colour=red), filled(square, colour=blue))[SIDE // 2, SIDE // 2]

    assert middle.tolist() == [0, 0, 1, 1]


def test_stroke_covers_its_own_fill():
    square = polyline((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), closed=True)
    both = Path([square], (1, 0, 0, 1), (0, 0, 1, 1), width=0.2)

    edge = picture(both)[SIDE // 2, round(0.27 * SIDE)]

    assert edge.tolist() == [0, 0, 1, 1]


def test_transparent_background_stays_transparent_and_premultiplied():
    square = polyline((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75), closed=True)

    out = picture(filled(square, colour=(1, 0.5, 0, 0.5)), background=torch.zeros(4))

    assert out[2, 2].tolist() == [0, 0, 0, 0]
    assert out[SIDE // 2, SIDE // 2].tolist() == [0.5, 0.25, 0, 0.5]


def test_deformed_pen_is_wider_across_one_direction():
    across = stroked(polyline((0.1, 0.5), (0.9, 0.5)), width=0.1, pen=(2.0, 0.0, 0.0, 0.5))
    along = stroked(polyline((0.5, 0.1), (0.5, 0.9)), width=0.1, pen=(2.0, 0.0, 0.0, 0.5))
    clear = torch.zeros(4)

    thin = picture(across, background=clear)[:, SIDE // 2, 3].sum() / SIDE
    thick = picture(along, background=clear)[SIDE // 2, :, 3].sum() / SIDE

    # one row of pixels, whose ramps are not quite box filters
    assert float(thin) == pytest.approx(0.05, rel=0.05)
    assert float(thick) == pytest.approx(0.2, rel=0.05)


def test_picture_may_be_wider_than_high():
    dot = filled(circle(0.9, 0.4, 0.05))

    out = render(scene_of(table_of(dot)), 64, 128, WHITE)[0]

    assert out.shape == (64, 128, 4)
    assert float(out[51, 115, 0]) == 0
    assert float(out[51, 20, 0]) == 1


def test_stage_draws_what_render_draws():
    paths = [
        filled(circle(0.3, 0.3, 0.2), colour=(1, 0, 0, 0.6), free=0),
        stroked(WAVE, width=0.05, free=Free.LINES),
        filled(circle(0.5, 0.5, 0.2), colour=(0, 1, 0, 0.6), free=0),
        stroked(STAR, width=0.02, free=Free.LINES),
        filled(circle(0.7, 0.7, 0.2), colour=(0, 0, 1, 0.6), free=0),
    ]
    scene = scene_of(table_of(*paths))
    changing = torch.tensor([bool(path.free) for path in paths])

    stage = Stage(scene, changing, (1.0, 0.9, 0.8), SIDE, SIDE, ramp=1)

    whole = render(scene, SIDE, SIDE, torch.tensor([1.0, 0.9, 0.8, 1.0]))[0, ..., :3]
    assert torch.allclose(stage.draw(scene), whole, atol=1e-6)
