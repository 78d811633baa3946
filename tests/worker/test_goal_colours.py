"""Colours to start from: those of the goal picture where each path shows."""

from dataclasses import replace

import pytest
import torch

from daemon.worker.goal_colours import with_goal_colours
from daemon.worker.pixels import on_page, premultiplied
from protocol.geometry import Free
from protocol.messages import Canvas, Picture, RefineRequest
from tests.support.tables import Path, polyline, stroked, table_of

CPU = torch.device("cpu")
RED, BLUE = (204, 0, 0, 255), (0, 51, 255, 255)
HALVES = Picture.of("goal", (256, 1), bytes(RED * 128 + BLUE * 128))
GREY = (0.5, 0.5, 0.5, 0.75)


def box(left, right, free=Free.FILL, top=0.0, bottom=1.0):
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Path([polyline(*corners, closed=True)], GREY, None, free=free)


def coloured(*paths, **options):
    settings = {"goal_colours": True, "pictures": (HALVES,), "freedom": 0.5, **options}
    request = RefineRequest(table_of(*paths), (), Canvas(), **settings)
    return request, with_goal_colours(request)


def test_free_colours_become_those_of_the_picture_there_and_alpha_stays():
    line = stroked(polyline((0.75, 0.1), (0.75, 0.9)), free=Free.STROKE, width=0.05)
    request, done = coloured(box(0.05, 0.4), box(0.6, 0.95, free=Free.LINES), line)

    assert list(done.paths.fill[:4]) == pytest.approx([0.8, 0, 0, 0.75], abs=1e-3)
    assert list(done.paths.fill[4:8]) == list(request.paths.fill[4:8])
    assert list(done.paths.stroke[8:11]) == pytest.approx([0, 0.2, 1], abs=1e-3)
    assert replace(done.paths, fill=request.paths.fill, stroke=request.paths.stroke) == request.paths


def test_what_is_hidden_counts_for_nothing():
    cover = replace(box(0.0, 1.0, free=0), fill=(0, 1, 0, 1))
    request, done = coloured(box(0.05, 0.4), cover)

    assert done.paths == request.paths


@pytest.mark.parametrize("options", [{"goal_colours": False}, {"pictures": ()}, {"freedom": 0.0}])
def test_nothing_changes_unless_it_is_asked_for(options):
    request, done = coloured(box(0.05, 0.4), **options)

    assert done is request


def test_pictures_are_scaled_and_laid_on_the_page():
    half = Picture.of("behind", (2, 2), bytes([255, 0, 0, 128] * 4))

    assert premultiplied(None, 4, 4, CPU) is None
    assert premultiplied(half, 3, 5, CPU)[1, 2].tolist() == pytest.approx([128 / 255, 0, 0, 128 / 255])
    page = Canvas(1.0, 0.5, (0.0, 1.0, 0.0))
    seen = on_page(half, page, 8, CPU)
    assert seen.shape == (4, 8, 3)
    assert seen[1, 2].tolist() == pytest.approx([128 / 255, 127 / 255, 0], abs=1e-6)
