"""What has a colour by nature gets it, where nothing says another."""

import time
from dataclasses import replace

import pytest

from daemon.worker.job_executor import JobExecutor, leaves_colours_to_nature
from protocol.geometry import Free
from protocol.messages import Canvas, Dials, Picture, Prompt, RefineRequest, Submit, Swatch
from tests.support.tables import Path, polyline, table_of

TOMATO = polyline((0.2, 0.5), (0.4, 0.3), (0.6, 0.3), (0.8, 0.5), (0.6, 0.7), (0.4, 0.7), closed=True)
GREY = (0.5, 0.5, 0.5, 1.0)
ALL = Free.LINES | Free.FILL | Free.STROKE | Free.WIDTH
REQUEST = RefineRequest(
    table_of(Path([TOMATO], GREY, None, free=Free.FILL)),
    (Prompt("a tomato"),),
    Canvas(),
    steps=40,
    freedom=1.0,
    device="cpu",
    preview_side=0,
)


@pytest.mark.parametrize(
    ("options", "is_free"),
    [
        ({}, True),
        ({"style": "sticker"}, True),
        ({"style": "woodcut"}, False),
        ({"palette": (Swatch(1.0, 0.0, 0.0),)}, False),
        ({"keep_colours": 1.0}, False),
        ({"dials": Dials(colours=0.0)}, False),
        ({"dials": Dials(colours=0.0), "new_paths": 1}, True),
        ({"counts": (1,)}, False),
        ({"paths": table_of(Path([TOMATO], None, (0, 0, 0, 1), width=0.02, free=ALL))}, False),
        ({"paths": table_of(Path([TOMATO], None, (0, 0, 0, 1), width=0.02, free=ALL)), "new_paths": 1}, True),
        ({"pictures": (Picture.of("goal", (1, 1), bytes([255, 0, 0, 255])),)}, False),
        ({"paths": table_of(Path([TOMATO], GREY, None, free=Free.LINES))}, False),
    ],
)
def test_colours_are_left_to_nature_where_they_may_change_and_nothing_says_to_what(options, is_free):
    assert leaves_colours_to_nature(replace(REQUEST, **options)) == is_free


def test_a_grey_tomato_turns_red_and_a_told_colour_is_kept_to():
    executor = JobExecutor(None, time.monotonic)

    def fill_for(text):
        request = replace(REQUEST, prompts=(Prompt(text),))
        return list(executor.run(Submit("job", request), lambda message: None, lambda: None).fill)

    red, green, blue, _ = fill_for("a tomato")
    assert red > max(green, blue) + 0.3

    red, green, blue, _ = fill_for("a green tomato")
    assert green > max(red, blue) + 0.2
