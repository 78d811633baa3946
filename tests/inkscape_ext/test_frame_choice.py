"""What the model looks at: the selection with a margin, the page, or a rectangle."""

import pytest
from drawing_support import document, rows_by_id

from inkscape_ext.drawing import Drawing
from inkscape_ext.frame import FLATTEST, MARGIN
from inkscape_ext.view import View
from protocol.errors import ErrorCode, RefineError
from protocol.messages import CHANGES

BODY = """<path id="a" d="M 40,40 H 60 V 60" stroke="black" stroke-width="0.001" fill="none"/>
<path id="b" d="M 5,5 H 9" stroke="black"/>
<g transform="translate(10 20)"><rect id="view" inkscape:label="my frame" width="60" height="30" {paint}/></g>
<text id="words" x="1" y="9">no size</text>"""
PAGE = 'viewBox="-10 -20 200 100" width="100mm" height="50mm"'


def look(paint='fill="none" stroke="red"', ids=("a",), **view):
    svg = document(BODY.format(paint=paint), PAGE)
    return Drawing.read(svg, ids, CHANGES, view=View(**view))


def box_of(drawing):
    return pytest.approx(drawing.frame.box)


@pytest.mark.parametrize("margin", [None, 0.0, 0.5])
def test_a_selection_has_a_square_around_it_with_a_margin(margin):
    drawing = look(margin=margin)

    side = 20.001 * (1 + 2 * (MARGIN if margin is None else margin))
    assert (drawing.frame.width, drawing.frame.height) == pytest.approx((side, side), abs=0.01)
    assert (drawing.canvas.width, drawing.canvas.height) == (1.0, 1.0)
    assert drawing.margin == (MARGIN if margin is None else margin)


def test_the_page_is_seen_in_its_own_shape():
    drawing = look(frame="page")

    assert box_of(drawing) == (-10, -20, 190, 80)
    assert (drawing.canvas.width, drawing.canvas.height) == (1.0, 0.5)


@pytest.mark.parametrize("name", ["view", "my frame"])
def test_a_rectangle_is_found_by_its_id_or_label(name):
    assert box_of(look(frame=name)) == (10, 20, 70, 50)


def test_a_margin_lies_around_a_rectangle_too():
    assert box_of(look(frame="view", margin=0.1)) == (10 - 6, 20 - 6, 70 + 6, 50 + 6)


@pytest.mark.parametrize(("paint", "is_seen"), [('fill="none" stroke="red"', False), ('fill="red"', True)])
def test_a_rectangle_that_only_marks_the_frame_is_not_part_of_the_picture(paint, is_seen):
    assert ("view" in rows_by_id(look(paint, frame="view"))) == is_seen


def test_without_that_choice_the_same_rectangle_is_context():
    assert "view" in rows_by_id(look(margin=1.0))


def test_a_very_flat_rectangle_gets_more_room():
    svg = document('<path id="a" d="M 0,5 H 100" stroke="black"/><rect id="r" width="100" height="6"/>')
    flat = document('<path id="a" d="M 0,0 H 100" stroke="black"/><rect id="r" width="100" height="0.01"/>')

    assert Drawing.read(svg, ["a"], CHANGES, view=View(frame="r")).frame.height == pytest.approx(6)
    height = Drawing.read(flat, ["a"], CHANGES, view=View(frame="r")).frame.height
    assert height == pytest.approx(100 * FLATTEST)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "No object has the id or label “nobody”."),
        ("words", "“words” has no size of its own: draw a rectangle."),
        ("b", "Nothing of what is selected lies in the frame “b”."),
    ],
)
def test_a_frame_that_can_not_be_is_named_in_plain_words(name, said):
    with pytest.raises(RefineError) as caught:
        look(frame=name)

    assert (caught.value.code, caught.value.detail) == (ErrorCode.BAD_OBJECT, said)
