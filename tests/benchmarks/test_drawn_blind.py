"""Pairs of pictures for people who are not to know which came first."""

import json
import random

from PIL import Image

from benchmarks.drawn.blind import CELL, GAP, LABEL, write_blind

BEFORE, AFTER = (255, 0, 0), (0, 0, 255)


def test_key_tells_which_picture_is_the_later_one(tmp_path):
    pairs = [tuple(Image.new("RGB", (8, 8), colour) for colour in (BEFORE, AFTER)) for _ in range(7)]
    prompts = [f"thing {index}" for index in range(7)]

    write_blind(tmp_path / "pairs", pairs, prompts, random.Random(0))

    key = json.loads((tmp_path / "pairs.key.json").read_text())
    assert sorted(each["prompt"] for each in key.values()) == prompts
    assert {each["after"] for each in key.values()} == {"A", "B"}
    assert sorted(path.name for path in (tmp_path / "pairs").iterdir()) == ["pairs-1.png", "pairs-2.png"]
    for number, each in key.items():
        sheet, row = divmod(int(number) - 1, 5)
        picture = Image.open(tmp_path / "pairs" / f"pairs-{sheet + 1}.png")
        top = GAP + row * (LABEL + CELL + GAP) + LABEL + CELL // 2
        colours = {
            letter: picture.getpixel((GAP + column * (CELL + GAP) + CELL // 2, top))
            for column, letter in enumerate("AB")
        }
        assert colours[each["after"]] == AFTER
        assert set(colours.values()) == {BEFORE, AFTER}
