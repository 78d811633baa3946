"""Whole jobs with the embedded model: towards a picture, in the manner of a sample, between two pictures."""

import time
from array import array
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from daemon.worker.job_executor import JobExecutor
from protocol.geometry import Free
from protocol.messages import Picture, Preview, Prompt, RefineRequest, Result, Submit, Variation
from protocol.pictures import manner
from tests.support.tables import Path, polyline, table_of

FREE = Free.LINES | Free.STROKE | Free.WIDTH
LINES = [((0.1, 0.2), (0.4, 0.25)), ((0.3, 0.8), (0.8, 0.7)), ((0.6, 0.2), (0.7, 0.6))]


@pytest.fixture(scope="module")
def executor():
    return JobExecutor(None, time.monotonic)


def request(**fields):
    paths = [Path([polyline(*ends)], None, (0, 0, 0, 1), width=0.02, free=FREE) for ends in LINES]
    usual = {"prompts": (), "steps": 5, "seed": 3, "device": "cpu", "freedom": 0.8, "preview_side": 64}
    return RefineRequest(table_of(*paths), **{**usual, **fields})


def run(executor, wanted):
    previews = []  # and whatever else is sent
    result = executor.run(
        Submit("job", wanted),
        lambda each: previews.append(each) if isinstance(each, Preview) else None,
        lambda: None,
    )
    assert isinstance(result, Result)
    return result, previews


def sun():
    image = Image.new("RGBA", (96, 96), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((20, 20, 76, 76), fill="orange", outline="black", width=4)
    return Picture.of("goal", image.size, image.tobytes())


def test_a_picture_alone_leads_and_the_same_request_gives_the_same_bits(executor):
    wanted = request(pictures=(sun(),))

    first, _ = run(executor, wanted)
    again, _ = run(executor, wanted)

    assert first.similarity_after > first.similarity_before
    assert replace(again, load_s=0.0, run_s=0.0) == replace(first, load_s=0.0, run_s=0.0)


def test_variants_go_towards_a_picture_and_words_as_a_single_run_does(executor):
    prompts = (Prompt("a sun"),)
    wanted = request(prompts=prompts, pictures=(sun(),), goal_colours=True, steps=3, preview_side=0)
    heard = []

    alone, _ = run(executor, wanted)
    result = executor.run(Submit("job", replace(wanted, variants=2)), heard.append, lambda: None)

    variations = [each for each in heard if isinstance(each, Variation)]
    assert list(variations[0].points) == pytest.approx(list(alone.points), abs=1e-3)
    assert len({bytes(each.points) for each in variations}) == 2
    assert all(each.similarity_after > alone.similarity_before for each in variations)
    assert result.similarity_after == max(each.similarity_after for each in variations)


def test_a_sample_leaves_its_mark_beside_the_prompt(executor):
    sample = (manner([0.05], [1, 0, 0, 1], (), [1, 0, 1, 0, 1, 0]),)
    plain, _ = run(executor, request(prompts=(Prompt("a tree"),), steps=20))
    like, _ = run(executor, request(prompts=(Prompt("a tree"),), manner=sample, manner_weight=1.0, steps=20))

    assert min(like.stroke_width) > max(plain.stroke_width)
    assert min(like.stroke[::4]) > max(plain.stroke[::4])


def test_what_lies_around_is_shown_and_comes_back_in_no_result(executor):
    red = Picture.of("behind", (1, 1), bytes([255, 0, 0, 255]))
    half = bytes([0, 0, 255, 255] * 2 + [0, 0, 0, 0] * 2)
    blue = Picture.of("front", (2, 2), half)

    result, previews = run(executor, request(prompts=(Prompt("a tree"),), steps=2, pictures=(red, blue)))

    for preview in (previews[0], previews[-1]):
        image = Image.frombytes("RGB", (preview.width, preview.height), preview.rgb.tobytes())
        assert (image.getpixel((3, 3)), image.getpixel((3, 60))) == ((0, 0, 255), (255, 0, 0))
    assert isinstance(result.points, array)
    assert len(result.points) == 4 * len(LINES)
