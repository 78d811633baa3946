"""What parts of a drawing are called, and where they are."""

import pytest
from drawing_support import read

from inkscape_ext.part_prompts import PARTS, part_prompts

BODY = """
<g id="layer1" inkscape:label="Layer 1">
  <g id="boat" inkscape:label="a boat"><desc>an old  boat
     of wood</desc>
    <path id="hull" d="M 20,60 L 80,60 L 70,80 L 30,80 Z" fill="#333"/>
    <path id="sail" inkscape:label="red silk" d="M 50,20 L 70,50 L 50,50 Z" fill="#c00"/>
  </g>
  <path id="path7" inkscape:label="path7" d="M 0,90 L 100,90 L 100,100 L 0,100 Z" fill="#48f"/>
  <path id="sun" inkscape:label="the sun" d="M 85,5 L 95,5 L 95,15 Z" fill="#fc0"/>
</g>
"""


def texts(prompts):
    return [prompt.text for prompt in prompts]


def test_labels_of_groups_and_paths_are_prompts_for_their_boxes():
    _, drawing = read(BODY)

    prompts, remark = part_prompts(drawing, "label")

    assert texts(prompts) == ["a boat", "the sun"]
    assert remark == ""
    frame = drawing.frame
    left, top, right, bottom = prompts[0].box
    assert (left * frame.side + frame.left, right * frame.side + frame.left) == pytest.approx((20, 80))
    assert (top * frame.side + frame.top, bottom * frame.side + frame.top) == pytest.approx((20, 80))


def test_descriptions_are_read_as_one_line():
    _, drawing = read(BODY)

    assert texts(part_prompts(drawing, "description")[0]) == ["an old boat of wood"]


def test_what_is_all_of_the_selection_or_not_selected_is_no_part():
    _, drawing = read(BODY, ["hull", "sail"])

    assert texts(part_prompts(drawing, "label")[0]) == ["red silk"]


def test_no_part_with_a_name_is_said():
    _, drawing = read(BODY, ["path7", "sun"])

    prompts, remark = part_prompts(drawing, "description")

    assert prompts == ()
    assert remark.startswith("No part of the selection has a description of its own")


def test_of_many_parts_the_largest_count():
    strokes = (
        f"<path inkscape:label='stroke {chr(97 + i)}' d='M 0,{i} h {i + 1} v 1 Z'/>" for i in range(PARTS + 2)
    )
    _, drawing = read("".join(strokes))

    prompts, remark = part_prompts(drawing, "label")

    assert texts(prompts) == [f"stroke {chr(97 + i)}" for i in range(2, PARTS + 2)]
    assert remark == "Only the 8 largest of 10 named parts count."
