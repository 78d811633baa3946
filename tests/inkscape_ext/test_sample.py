"""How a sample is drawn, in numbers: widths, colours, directions."""

import pytest
from drawing_support import document

from inkscape_ext.drawing import Drawing
from inkscape_ext.frame import Frame
from inkscape_ext.goal import on_canvas
from inkscape_ext.view import View
from protocol import limits
from protocol.errors import RefineError
from protocol.messages import CHANGES, Picture

OWN = '<path id="own" d="M 0,0 H 100 V 100" fill="none" stroke="black"/>'
HATCH = """<g id="hatch" transform="scale(2)" stroke="#ff0000" fill="none">
<path id="thin" d="M 0,0 H 30" stroke-width="1"/>
<path id="wide" d="M 0,9 H 10" stroke-width="4" stroke="#0000ff"/>
<circle id="dot" r="3" stroke="none" fill="#00ff00"/><text id="t">words</text></g>"""


def manner_of(sample, body=HATCH):
    svg = document(OWN + body)
    drawing = Drawing.read(svg, ["own"], CHANGES, view=View(sample=sample, margin=0.0))
    (manner,) = drawing.manner
    manner.check()
    return drawing, manner


def test_widths_and_colours_count_by_length():
    drawing, manner = manner_of("hatch")

    side = drawing.frame.side
    assert [round(width * side) for width in manner.widths] == [2] * 6 + [8] * 2
    assert list(manner.strokes) == pytest.approx([1, 0, 0, 0.75, 0, 0, 1, 0.25])
    assert list(manner.fills) == [0, 1, 0, 1]
    assert manner.name == "hatch"


@pytest.mark.parametrize(
    ("d", "cosines"),
    [("M 0,0 H 9", [1, 1, 1]), ("M 0,0 V 9", [-1, 1, -1]), ("M 0,0 L 9,9", [0, -1, 0])],
)
def test_directions_are_harmonics_of_the_angle(d, cosines):
    _, manner = manner_of("s", f'<path id="s" d="{d}" stroke="black"/>')

    assert list(manner.directions)[::2] == pytest.approx(cosines, abs=1e-6)


def test_a_round_line_runs_in_all_directions():
    _, manner = manner_of("s", '<circle id="s" r="9" stroke="black"/>')

    assert max(map(abs, manner.directions)) < 0.02


def test_many_widths_and_colours_are_few_numbers():
    lines = [f'<path d="M 0,{at} H 9" stroke="#{at:02x}0000" stroke-width="{1 + at}"/>' for at in range(200)]
    _, manner = manner_of("s", f'<g id="s">{"".join(lines)}</g>')

    assert (len(manner.widths), len(manner.strokes)) == (limits.SAMPLES, 4 * limits.SAMPLES)
    assert list(manner.widths) == sorted(manner.widths)


def test_a_sample_without_paths_is_refused():
    with pytest.raises(RefineError, match="holds no strokes and no fills"):
        manner_of("t", '<text id="t">words</text>')


@pytest.mark.parametrize(
    ("size", "frame", "canvas"),
    [
        ((4, 2), (10, 10), (4, 4)),
        ((2, 4), (20, 10), (8, 4)),
        ((3, 3), (1, 1), (3, 3)),
        ((9, 2000), (1, 1), None),
    ],
)
def test_a_picture_of_any_shape_lies_whole_in_the_middle_of_the_canvas(size, frame, canvas):
    colour = bytes([9, 8, 7, 255])
    fitted = on_canvas(Picture.of("goal", size, colour * (size[0] * size[1])), Frame(0, 0, *frame))

    fitted.check()
    assert canvas is None or (fitted.width, fitted.height) == canvas
    middle = 4 * (fitted.width * (fitted.height // 2) + fitted.width // 2)
    assert bytes(fitted.rgba[middle : middle + 4]) == colour
    if canvas:
        assert sum(fitted.rgba[3::4]) == 255 * size[0] * size[1]
