"""The colours that things have by nature."""

import pytest
import torch

from training.natural import MIN_SHARE, main_colour, says_colour
from training.vocabulary import COLOURS


def shares(**colours):
    """[12] of a drawing with these shares of colours."""
    return torch.tensor([colours.get(word, 0.0) for word in COLOURS])


@pytest.mark.parametrize(
    ("drawings", "found"),
    [
        ([shares(yellow=0.8), shares(yellow=0.5, white=0.5)], "yellow"),
        ([shares(yellow=1.0)], None),
        ([shares(red=0.3, green=0.3), shares(red=0.4, brown=0.3)], None),
        ([shares(white=1.0), shares(white=0.9)], None),
        ([shares(teal=0.6, blue=0.4), shares(teal=0.5, blue=0.3)], "blue"),
        ([shares(teal=0.9), shares(teal=0.7)], "teal"),
    ],
    ids=["most of it", "one drawing", "mixed", "no colour", "light blue", "teal"],
)
def test_the_colour_of_most_of_what_several_drawings_cover(drawings, found):
    assert main_colour(torch.stack(drawings), MIN_SHARE) == found


def test_a_name_that_says_its_colour_has_no_other():
    told = [name for name in ("black bird", "grey heart", "blackbird", "lemon") if says_colour(name)]

    assert told == ["black bird", "grey heart"]
