"""What going back changes in a document, and what stays equal to the last character."""

import pytest
from drawing_support import by_id, document, text_of
from history_support import BODY, IDS, attributes, drawn, refine

from inkscape_ext.history.going_back import go_back
from inkscape_ext.history.metadata import read_record, remove_record
from inkscape_ext.path_data import parse_path


def test_all_that_runs_have_changed_comes_back_to_the_last_character():
    svg = drawn()
    before = attributes(svg)
    for shift in (0.01, 0.02, -0.005):
        refine(svg, shift=shift, shade=0.1)
    assert all(attributes(svg)[name] != before[name] for name in IDS)

    done = go_back(svg, None)

    assert (done.changed, done.is_plain) == (3, True)
    assert attributes(svg) == before


def test_with_a_selection_only_that_comes_back_and_a_group_stands_for_its_paths():
    svg = drawn()
    before = attributes(svg)
    refine(svg)
    after = attributes(svg)

    assert go_back(svg, ["g"]).changed == 2

    assert attributes(svg) == {**before, "a": after["a"]}


def test_the_record_can_be_removed_and_then_the_document_is_as_if_never_recorded():
    plain, svg = drawn(), drawn()
    refine(svg)
    go_back(svg, None)

    assert remove_record(svg)

    assert text_of(svg) == text_of(plain)
    assert not remove_record(svg)


def test_0_percent_changes_nothing():
    svg = drawn()
    refine(svg, shade=0.2)
    text = text_of(svg)

    assert go_back(svg, None, 0.0).changed == 0

    assert text_of(svg) == text


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_between_the_ends_points_colours_and_opacities_lie_between(share):
    svg = drawn(
        '<path id="a" d="M 0,0 C 1,5 60,40 90,10 z" style="fill:#000000;stroke:#808080;stroke-width:2"/>'
    )
    refine(svg, ["a"], shift=0.05, shade=0.4)
    element = by_id(svg, "a")
    today = parse_path(element.get("d"))[0].points
    style = element.attrib["style"]
    assert "fill:#666666" in style

    assert go_back(svg, ["a"], share).changed == 1

    first = [(0.0, 0.0), (1.0, 5.0), (60.0, 40.0), (90.0, 10.0)]
    blended = parse_path(element.get("d"))[0].points
    for point, start, end in zip(blended, today, first, strict=True):
        assert point == pytest.approx(
            [a + share * (b - a) for a, b in zip(start, end, strict=True)], abs=1e-6
        )
    declarations = dict(part.split(":") for part in element.attrib["style"].split(";"))
    assert int(declarations["fill"][1:3], 16) == pytest.approx(0x66 * (1 - share), abs=1)
    assert int(declarations["stroke"][1:3], 16) == pytest.approx(0xE6 + share * (0x80 - 0xE6), abs=1)
    assert declarations["stroke-width"] == "2"


def test_blending_twice_ends_exactly_at_the_original():
    svg = drawn()
    before = attributes(svg)
    refine(svg, shade=0.3)

    for share in (0.5, 0.3, 1.0):
        go_back(svg, None, share)

    assert attributes(svg) == before


def test_other_declarations_that_have_changed_since_are_kept():
    svg = drawn()
    refine(svg, shade=0.1)
    element = by_id(svg, "a")
    element.attrib["style"] = element.attrib["style"].replace("2,1", "5,5") + ";opacity:0.5"

    go_back(svg, ["a"])

    declarations = dict(part.split(":") for part in element.attrib["style"].split(";"))
    assert declarations == {
        "fill": "none", "stroke": "#336699", "stroke-width": "3", "stroke-dasharray": "5,5", "opacity": "0.5",
    }  # fmt: skip


def test_a_paint_that_became_a_gradient_waits_for_100_percent():
    svg = drawn()
    refine(svg, shade=0.1)
    element = by_id(svg, "b")
    element.attrib["style"] = "fill:url(#x)"

    go_back(svg, ["b"], 0.5)
    assert element.attrib["style"] == "fill:url(#x)"

    go_back(svg, ["b"])
    assert "style" not in element.attrib


def test_back_to_before_a_run_takes_back_that_run_and_all_later_ones():
    svg = drawn()
    states = [attributes(svg)]
    for ids in (["a", "b"], ["b", "c"], ["a"], ["c"]):
        refine(svg, ids)
        states.append(attributes(svg))

    for number in (4, 3, 2, 1):
        go_back(svg, None, number=number)
        assert attributes(svg) == states[number - 1]


def test_one_can_go_on_after_going_back():
    svg = drawn()
    before = attributes(svg)
    refine(svg, prompt="a boat")
    go_back(svg, None)
    refine(svg, prompt="a fish")

    assert [run.settings["prompts"][0]["text"] for run in read_record(svg).runs] == ["a boat", "a fish"]
    go_back(svg, None, number=2)
    assert attributes(svg) == before


@pytest.mark.parametrize(
    ("ids", "number", "sentence"),
    [
        (["d"], None, "None of the selected objects was changed by a run."),
        (None, 7, "This drawing's record holds no run 7."),
    ],
)
def test_what_there_is_nothing_to_go_back_to_is_said(ids, number, sentence):
    svg = drawn()
    refine(svg)
    text = text_of(svg)

    done = go_back(svg, ids, number=number)

    assert done.sentence.startswith(sentence)
    assert text_of(svg) == text


def test_a_drawing_without_runs_says_so():
    done = go_back(document(BODY), None)

    assert done.sentence == "This drawing holds no record of runs, so there is nothing to go back to."
