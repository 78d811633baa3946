"""What we read from path data, written again, looks the same to another renderer."""

import random

import pytest
from path_support import random_path
from picture_support import difference, picture

from inkscape_ext.path_data import parse_path
from inkscape_ext.subpaths import format_subpaths

# Levels of 255, mean. The renderer's own arcs are coarse where radii are scaled up far: 0.22 at most.
TOLERANCE = 0.3


def drawn(data):
    return picture(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -200 400 400" width="160" height="160">'
        f'<path d="{data}" fill="#88f" fill-rule="evenodd" stroke="black" stroke-width="3"/></svg>'
    )


@pytest.mark.parametrize("seed", range(150))
def test_random_paths_look_the_same(seed):
    text, _ = random_path(random.Random(seed))

    before, after = drawn(text), drawn(format_subpaths(parse_path(text)))

    assert difference(before, after) < TOLERANCE


def test_the_comparison_sees_a_flag_read_wrongly():
    right, wrong = (f"M-90 0A100 60 20 {flags} 90 20" for flags in ("01", "10"))

    assert difference(drawn(right), drawn(wrong)) > 1.0
