"""The picture of DESIGN.md is what its program draws."""

from pathlib import Path
from xml.etree import ElementTree

from daemon.raster import illustrate


def test_picture_is_that_of_the_program(capsys):
    illustrate.main()

    drawn = ElementTree.fromstring(capsys.readouterr().out)
    kept = ElementTree.parse(Path(illustrate.__file__).with_name("design.svg")).getroot()
    assert [each.tag for each in drawn.iter()] == [each.tag for each in kept.iter()]
