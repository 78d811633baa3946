"""Whole jobs that ask for several things at once: a palette with variants, new strokes with held points…"""

import time

import pytest
from PIL import Image, ImageDraw

from daemon.worker.job_executor import JobExecutor
from protocol.geometry import Free, octets
from protocol.messages import Dials, Picture, Prompt, RefineRequest, Snapshot, Submit, Swatch, Variation
from protocol.pictures import manner
from tests.support.tables import Path, curve, table_of

FREE = Free.LINES | Free.STROKE | Free.WIDTH
PALETTE = (Swatch(1.0, 0.0, 0.0), Swatch(0.0, 0.0, 0.5))
MANNER = manner([0.01], [0.0, 0.5, 0.0, 1.0], directions=[0.5, 0, 0, 0, 0, 0])
HELD = 3  # the point in the middle of the first stroke


@pytest.fixture(scope="module")
def executor():
    return JobExecutor(None, time.monotonic)


def request(**fields):
    waves = [
        curve(*[(0.1 + 0.8 * at / 6, height + 0.1 * (at % 2)) for at in range(7)])
        for height in (0.2, 0.5, 0.8)
    ]
    table = table_of(*(Path([wave], None, (0.2, 0.2, 0.2, 1), width=0.02, free=FREE) for wave in waves))
    usual = {"prompts": (Prompt("a boat"),), "steps": 6, "seed": 3, "device": "cpu", "preview_side": 0}
    return RefineRequest(table, **{**usual, **fields})


def run(executor, wanted, kind=Variation):
    """(the Result, the messages of a kind before it)."""
    sent = []
    result = executor.run(Submit("job", wanted), sent.append, lambda: None)
    return result, [message for message in sent if isinstance(message, kind)]


def colours(message):
    """The set of the strokes' RGB, to float32."""
    return {rgb_of(message, at) for at in range(len(message.stroke) // 4)}


def rgb_of(message, path):
    return tuple(abs(round(value, 6)) for value in message.stroke[4 * path : 4 * path + 3])


def points(message, first, last):
    return message.points[2 * first : 2 * last]


def held(wanted):
    """The same paths with one point held."""
    table = wanted.paths
    marks = octets([int(at == HELD) for at in range(len(table.points) // 2)])
    return type(table)(**{**vars(table), "held": marks})


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_every_variant_settles_its_own_palette_and_keeps_held_points(executor, spread):
    wanted = request(palette=PALETTE, variants=2, spread=spread, snapshots=1, manner=(MANNER,))
    wanted = RefineRequest(**{**vars(wanted), "paths": held(wanted)})

    result, variations = run(executor, wanted)
    _, snapshots = run(executor, wanted, Snapshot)

    allowed = {swatch.rgb for swatch in PALETTE}
    assert len(variations) == len(snapshots) == 2
    for message in (result, *variations, *snapshots):
        assert colours(message) <= allowed
        assert points(message, HELD, HELD + 1) == points(wanted.paths, HELD, HELD + 1)
    assert variations[0].points != variations[1].points


def test_colours_stay_where_their_dial_is_at_0_whatever_the_palette_and_the_picture(executor):
    goal = Picture.of("goal", (8, 8), bytes([255, 0, 0, 255]) * 64)

    result, _ = run(
        executor, request(palette=PALETTE, dials=Dials(colours=0.0), pictures=(goal,), goal_colours=True)
    )

    assert result.stroke == request().paths.stroke
    assert result.points != request().paths.points


@pytest.mark.parametrize("own_free", [FREE, Free(0)])
def test_new_strokes_join_a_palette_and_leave_held_points(executor, own_free):
    wanted = request(palette=PALETTE, new_paths=1, place=True, variants=2)
    table = held(wanted)
    table = type(table)(**{**vars(table), "free": octets([own_free, own_free, FREE])})

    result, variations = run(executor, RefineRequest(**{**vars(wanted), "paths": table}))

    allowed = {swatch.rgb for swatch in PALETTE}
    for message in (result, *variations):
        assert rgb_of(message, 2) in allowed
        assert points(message, HELD, HELD + 1) == points(table, HELD, HELD + 1)
        assert points(message, 14, 21) != points(table, 14, 21)
        if own_free:
            assert colours(message) <= allowed
        else:
            assert message.stroke[:8] == table.stroke[:8]


def test_a_picture_says_where_new_strokes_go_and_parts_count_beside_it(executor):
    image = Image.new("RGB", (64, 64), "white")
    ImageDraw.Draw(image).ellipse((10, 10, 54, 54), outline="black", width=5)
    goal = Picture.of("goal", image.size, image.convert("RGBA").tobytes())
    part = Prompt("a wheel", 1.0, (0.1, 0.1, 0.6, 0.6))
    wanted = request(prompts=(Prompt("a bicycle"), part), pictures=(goal,), new_paths=1, place=True)

    result, _ = run(executor, wanted)
    again, _ = run(executor, wanted)

    assert result.points == again.points != wanted.paths.points


def test_tidying_alone_heeds_nothing_else(executor):
    goal = Picture.of("goal", (8, 8), bytes([255, 0, 0, 255]) * 64)
    more = {"palette": PALETTE, "pictures": (goal,), "goal_colours": True, "variants": 3, "manner": (MANNER,)}

    plain, _ = run(executor, request(tidy_only=True))
    result, variations = run(executor, request(tidy_only=True, **more))

    assert variations == []
    for name in ("points", "stroke", "stroke_width"):
        assert getattr(result, name) == getattr(plain, name)
    assert result.stroke == request().paths.stroke
