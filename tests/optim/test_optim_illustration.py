"""The picture of DESIGN.md is what its program draws."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from daemon.optim import illustrate


def lines_of(root):
    """[(colour, numbers)] of all paths."""
    paths = [each for each in root.iter() if each.tag.endswith("path")]
    numbers = [each.get("d").replace("M", "").replace("C", "").split() for each in paths]
    return [(path.get("stroke"), list(map(float, row))) for path, row in zip(paths, numbers, strict=True)]


def test_picture_is_that_of_the_program(capsys):
    illustrate.main()

    drawn = lines_of(ElementTree.fromstring(capsys.readouterr().out))
    kept = lines_of(ElementTree.parse(Path(illustrate.__file__).with_name("design.svg")).getroot())
    assert [ink for ink, _ in drawn] == [ink for ink, _ in kept]
    for (_, found), (_, wanted) in zip(drawn, kept, strict=True):
        assert found == pytest.approx(wanted, abs=0.2)  # both are rounded to 0.1
