"""Names of icons in plain words."""

import pytest

from training.naming import (
    emoji_name,
    one_spelling,
    plain_name,
    read_affixes,
    rename_for_training,
    split_words,
)

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


CLDR = {"frog": ("frog", []), "fallenleaf": ("fallen leaf", []), "pushpin": ("pushpin", [])}
UNICODE = {"frogface": "frog"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("frog face", "frog"),  # Unicode's name
        ("fallenleaf", "fallen leaf"),
        ("blackpushpin", "pushpin"),
        ("leafpushpin", "leaf pushpin"),  # no emoji of CLDR's
        ("qxpushpin", "qxpushpin"),
    ],
)
def test_an_emoji_gets_cldrs_name_or_at_least_words(name, found):
    assert emoji_name(name, CLDR, UNICODE, {"leaf", "pushpin"}) == found


def test_the_fewest_words_are_taken():
    assert split_words("fallingleaf", {"falling", "leaf", "fall", "in", "gle", "af"}) == "falling leaf"


def test_only_drawings_for_training_are_renamed():
    def drawing(name, role, icon_set, thing):
        return {"name": name, "role": [role], "set": icon_set, "thing": thing}

    items = [
        drawing("frog face", "train", "fxemoji", 2),
        drawing("frog face", "test", "openmoji", 2),
        drawing("rocket one", "train", "icon-park", 1),
        drawing("rocket", "train", "other", 1),
        drawing("dice two", "train", "other", 1),
    ]

    rename_for_training(items, CLDR, UNICODE, Nouns())

    assert [item["name"] for item in items] == ["frog", "frog face", "rocket", "rocket", "dice two"]
