"""Names of icons in plain words."""

import pytest

from training.naming import one_spelling, plain_name, read_affixes

NO_AFFIXES = {"prefixes": [], "suffixes": []}


class Nouns:
    """A WordNet of a few words."""

    def offsets(self, noun):
        return ["0"] if noun in {"sailboat", "ice cream"} else []


@pytest.mark.parametrize(
    ("icon", "name"),
    [
        ("cat", "cat"),
        ("cat-outline", "cat"),
        ("coffee-cup-filled-24", "coffee cup"),
        ("home-2", "home"),
        ("traffic-light", "traffic light"),
        ("outline", "outline"),
    ],
)
def test_style_words_and_sizes_are_no_part_of_a_name(icon, name):
    assert plain_name(icon, NO_AFFIXES) == name


def test_a_sets_own_affixes_are_taken_off_longest_first():
    affixes = read_affixes(
        {"prefixes": {"ic-": "Icon"}, "suffixes": {"-line": "Line", "-bold-line": "Both", "": "Plain"}}
    )

    assert affixes["suffixes"] == ["bold-line", "line"]
    assert plain_name("ic-rocket-bold-line", affixes) == "rocket"


def test_spellings_of_one_name_become_the_best_known_one():
    items = [
        {"name": name}
        for name in ("sail boat", "sail boat", "sailboat", "cream ice", "ice cream", "icecream")
    ]

    one_spelling(items, {}, Nouns())

    assert [item["name"] for item in items] == ["sailboat"] * 3 + ["ice cream"] * 3
