"""Dash patterns: CSS lists to lengths in user units, and those to the path table's columns."""

import pytest
from drawing_support import read, rows_by_id

from inkscape_ext.dashes import parse_dashes
from protocol import limits


def dashed(attributes, path='d="M10 10h50"', around="", view='viewBox="0 0 100 100"'):
    """(dashes, offset) of a path's stroke in root user units, from the table."""
    body = f'<g {around}><path id="p" stroke="red" fill="none" {path} {attributes}/></g>'
    _, drawing = read(body, attributes=view)
    drawing.table.check()
    assert list(drawing.table.path_dashes) == [len(drawing.table.dashes)]
    side = drawing.frame.side
    return pytest.approx([length * side for length in drawing.table.dashes], rel=1e-5), pytest.approx(
        drawing.table.dash_offset[0] * side, rel=1e-5
    )


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("5", [5]),
        ("5,3", [5, 3]),
        (" 5 3\n2 ", [5, 3, 2]),
        ("1mm , 2px", [96 / 25.4, 2]),
        ("10% 1em", [20, 12]),
        ("0 4", [0, 4]),
        ("none", None),
        ("", None),
        ("5,,3", None),
        ("5,-3", None),
        ("5 x", None),
        ("5 inf", None),
    ],
)
def test_lists_are_read_as_css_says(text, lengths):
    found = parse_dashes(text, percent_of=200.0, font_size=12.0)

    assert found == (lengths if lengths is None else pytest.approx(lengths))


@pytest.mark.parametrize(
    ("attributes", "dashes", "offset"),
    [
        ('stroke-dasharray="5 3"', [5, 3], 0),
        ('stroke-dasharray="5 3" stroke-dashoffset="2"', [5, 3], 2),
        ('stroke-dasharray="5 3" stroke-dashoffset="-2"', [5, 3], 6),
        ('stroke-dasharray="5 3" stroke-dashoffset="17"', [5, 3], 1),
        ('stroke-dasharray="5 3 1" stroke-dashoffset="10"', [5, 3, 1, 5, 3, 1], 10),
        ('stroke-dasharray="1mm 2px" stroke-dashoffset="1px"', [3.7795276, 2], 1),
        ('stroke-dasharray="10% 5" stroke-dashoffset="5%"', [10, 5], 5),
        ('stroke-dasharray="1em" font-size="7px"', [7, 7], 0),
        ('style="stroke-dasharray:1.5, 3;stroke-dashoffset:0.5"', [1.5, 3], 0.5),
        ('stroke-dasharray="0 4"', [0, 4], 0),
        ('stroke-dasharray="5 3" style="stroke-dasharray:none"', [], 0),
        ('stroke-dasharray="5 3" style="stroke-dasharray:5 -1"', [5, 3], 0),
        ('stroke-dasharray="5 3" stroke-dashoffset="x"', [5, 3], 0),
        ('stroke-dasharray="0 0" stroke-dashoffset="3"', [], 0),
        ('stroke-dasharray="-1"', [], 0),
        ('stroke-dasharray="1e-60"', [], 0),
        ('stroke-dasharray="1e308 1e308"', [], 0),
        ("", [], 0),
    ],
)
def test_dashes_reach_the_table(attributes, dashes, offset):
    assert dashed(attributes) == (dashes, offset)


def test_dashes_are_inherited():
    around = 'stroke-dasharray="4 2" style="stroke-dashoffset:1"'

    assert dashed("", around=around) == ([4, 2], 1)
    assert dashed('stroke-dasharray="none"', around=around) == ([], 0)


def test_dashes_scale_with_the_path():
    assert dashed('stroke-dasharray="4 2" transform="scale(3)"') == ([12, 6], 0)


def test_under_a_deforming_transform_dashes_scale_as_the_stroke_width_does():
    found = dashed('stroke-dasharray="4 2" stroke-dashoffset="1" transform="rotate(30) scale(8 2)"')

    assert found == ([16, 8], 4)  # the square root of 8 times 2


def test_dashes_of_a_non_scaling_stroke_are_pixels_on_the_screen():
    attributes = 'stroke-dasharray="4 2" vector-effect="non-scaling-stroke" transform="scale(3)"'

    assert dashed(attributes, view='viewBox="0 0 100 100" width="200" height="200"') == ([2, 1], 0)


def test_a_path_without_a_stroke_has_no_dashes():
    _, drawing = read('<path d="M0 0h9v9" stroke-dasharray="3"/>')

    assert list(drawing.table.path_dashes) == [0]


def test_a_dash_beyond_the_range_is_cut_to_it():
    _, drawing = read('<path stroke="red" d="M0 0h9" stroke-dasharray="1e9 3" stroke-dashoffset="9e8"/>')

    drawing.table.check()
    assert drawing.table.dashes[0] == drawing.table.dash_offset[0] == limits.COORDINATE


def test_patterns_beyond_the_bound_are_drawn_solid(monkeypatch):
    monkeypatch.setattr(limits, "DASHES", 4)
    path = '<path id="{}" stroke="red" d="M0 0h9" stroke-dasharray="{}"/>'

    _, drawing = read(path.format("a", "1 2") + path.format("b", "1 2 3 4") + path.format("c", "5 6"))

    counts = drawing.table.path_dashes
    assert {name: counts[index] for name, index in rows_by_id(drawing).items()} == {"a": 2, "b": 0, "c": 2}
