"""The picture of DESIGN.md is what its program draws."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from daemon.raster import illustrate

NUMBER = re.compile(r"-?\d*\.?\d+")


def elements_of(root):
    """[(tag, attributes without numbers, numbers in them)]."""
    texts = [(each.tag, " ".join(f"{name}={value}" for name, value in each.items())) for each in root.iter()]
    return [(tag, NUMBER.sub("#", text), list(map(float, NUMBER.findall(text)))) for tag, text in texts]


def test_picture_is_that_of_the_program(capsys):
    illustrate.main()

    drawn = elements_of(ElementTree.fromstring(capsys.readouterr().out))
    kept = elements_of(ElementTree.parse(Path(illustrate.__file__).with_name("design.svg")).getroot())
    assert [each[:2] for each in drawn] == [each[:2] for each in kept]
    for found, wanted in zip(drawn, kept, strict=True):
        assert found[2] == pytest.approx(wanted[2], abs=0.02)  # both are rounded to 0.01
