"""Recorded paths that the user has renamed, moved, edited, copied or deleted since."""

import copy

import pytest
from drawing_support import by_id, text_of
from history_support import IDS, attributes, drawn, refine

from inkscape_ext.history.going_back import go_back
from inkscape_ext.history.moves import mapped_path
from inkscape_ext.path_data import parse_path
from inkscape_ext.scene import INKSCAPE, SODIPODI


@pytest.fixture
def svg():
    svg = drawn()
    refine(svg, shade=0.1)
    return svg


def points(d):
    return [point for subpath in parse_path(d) for point in subpath.points]


def test_a_deleted_path_is_counted_and_the_others_come_back(svg):
    before = attributes(drawn())
    by_id(svg, "a").getparent().remove(by_id(svg, "a"))

    done = go_back(svg, None)

    assert done.sentence == ("2 paths changed. Left alone: 1 path is no longer in the drawing.")
    assert attributes(svg, ["b", "c"]) == {name: before[name] for name in ("b", "c")}


def test_a_renamed_path_is_found_and_keeps_its_first_original(svg):
    original = attributes(drawn())["a"]
    by_id(svg, "a").attrib["id"] = "oar"
    refine(svg, ["oar"])

    assert go_back(svg, ["oar"]).is_plain

    assert attributes(svg, ["oar"])["oar"] == {**original, "id": "oar"}


def test_a_copy_is_not_taken_for_the_path(svg):
    double = copy.deepcopy(by_id(svg, "a"))
    double.attrib["id"] = "a2"
    svg.append(double)
    after = dict(double.attrib)

    assert go_back(svg, None).is_plain

    assert dict(double.attrib) == after
    assert attributes(svg)["a"] == attributes(drawn())["a"]


def test_a_doubled_id_is_told_apart_by_what_was_drawn(svg):
    double = copy.deepcopy(by_id(svg, "a"))
    double.attrib["d"] = "M 0,0 L 7,7"
    svg.insert(0, double)
    double.attrib["id"] = "a"

    assert go_back(svg, None).is_plain

    assert double.attrib["d"] == "M 0,0 L 7,7"
    assert [each.get("d") for each in svg if each.get("id") == "a"][1] == attributes(drawn())["a"]["d"]


def test_what_can_not_be_told_apart_is_left_alone(svg):
    double = copy.deepcopy(by_id(svg, "a"))
    svg.append(double)
    double.attrib["id"] = "a"
    after = text_of(by_id(svg, "a").getparent())

    done = go_back(svg, ["a"])

    assert "1 path shares its id" in done.sentence
    assert text_of(by_id(svg, "a").getparent()) == after


def test_added_nodes_are_not_overwritten_unless_asked_for(svg):
    element = by_id(svg, "a")
    element.attrib["d"] += " L 95,95"
    after = dict(element.attrib)

    for share in (0.5, 1.0):
        assert "1 path has had nodes added or removed" in go_back(svg, ["a"], share).sentence
        assert dict(element.attrib) == after
    go_back(svg, ["a"], 0.5, with_nodes=True)
    assert dict(element.attrib) == after

    assert go_back(svg, ["a"], with_nodes=True).changed == 1
    assert attributes(svg)["a"] == attributes(drawn())["a"]


def test_nodes_edited_by_hand_are_taken_back_and_that_is_said(svg):
    element = by_id(svg, "a")
    element.attrib["d"] = element.attrib["d"].replace("C ", "C 3,")  # another first handle
    element.attrib["d"] = "M 10,10 C 1,1 60,40 90,10"

    done = go_back(svg, None)

    assert "1 had been edited or taken over since its last run; that is taken back as well." in done.sentence
    assert attributes(svg) == attributes(drawn())


MOVES = [
    ("a", (1.0, 0.0, 0.0, 1.0, 30.0, -7.5)),
    ("a", (0.6, 0.8, -0.8, 0.6, 3.0, 4.0)),
    ("a", (2.0, 0.0, 0.0, 2.0, 0.0, 0.0)),
    ("b", (1.0, 0.0, 0.0, 1.0, 1000.0, 1000.0)),
    ("c", (-1.0, 0.0, 0.0, 1.0, 50.0, 0.0)),
]


@pytest.mark.parametrize(("name", "matrix"), MOVES)
@pytest.mark.parametrize("digits", [8, 17])
def test_a_path_moved_as_a_whole_gets_its_original_in_its_new_place(svg, name, matrix, digits):
    element = by_id(svg, name)
    moved = mapped_path(element.attrib["d"], matrix)
    words = [
        word if word.isalpha() else ",".join(f"{float(x):.{digits}g}" for x in word.split(","))
        for word in moved.split()
    ]
    element.attrib["d"] = " ".join(words)

    assert go_back(svg, [name]).is_plain

    expected = points(mapped_path(attributes(drawn())[name]["d"], matrix))
    for point, wanted in zip(points(element.attrib["d"]), expected, strict=True):
        assert point == pytest.approx(wanted, abs=2e-4)
    once = element.attrib["d"]
    assert go_back(svg, [name]).changed == 0
    assert element.attrib["d"] == once


def test_a_stroke_that_was_scaled_along_stays_scaled(svg):
    element = by_id(svg, "a")
    element.attrib["d"] = mapped_path(element.attrib["d"], (2.0, 0.0, 0.0, 2.0, 0.0, 0.0))
    element.attrib["style"] = element.attrib["style"].replace("stroke-width:3", "stroke-width:6")

    go_back(svg, ["a"])

    assert "stroke-width:6" in element.attrib["style"]
    assert "stroke:#336699" in element.attrib["style"]


def test_runs_after_a_move_share_its_place_with_the_first_original(svg):
    element = by_id(svg, "a")
    element.attrib["d"] = mapped_path(element.attrib["d"], (1.0, 0.0, 0.0, 1.0, 40.0, 0.0))
    refine(svg, ["a"])

    go_back(svg, ["a"])

    expected = [(x + 40.0, y) for x, y in points(attributes(drawn())["a"]["d"])]
    for point, wanted in zip(points(element.attrib["d"]), expected, strict=True):
        assert point == pytest.approx(wanted, abs=1e-5)


def test_transforms_and_groups_made_since_stay(svg):
    element = by_id(svg, "a")
    element.attrib["transform"] = "rotate(30)"
    group = svg.makeelement("{http://www.w3.org/2000/svg}g", {"id": "new", "transform": "scale(2)"})
    svg.append(group)
    group.append(element)

    assert go_back(svg, None).is_plain

    assert element.getparent() is group
    assert dict(element.attrib) == {**attributes(drawn())["a"], "transform": "rotate(30)"}


@pytest.mark.parametrize(
    ("attribute", "value", "reason"),
    [
        (SODIPODI + "insensitive", "true", "1 path is locked in Inkscape"),
        (INKSCAPE + "original-d", "M 0,0 L 1,1", "1 path has become a live shape or effect"),
    ],
)
def test_what_must_not_be_written_to_is_left_alone(svg, attribute, value, reason):
    element = by_id(svg, "a")
    element.attrib[attribute] = value
    after = dict(element.attrib)

    done = go_back(svg, None)

    assert reason in done.sentence
    assert dict(element.attrib) == after
    assert done.changed == len(IDS) - 1


def test_a_path_that_became_something_else_is_no_longer_there(svg):
    by_id(svg, "a").tag = "{http://www.w3.org/2000/svg}rect"

    assert "1 path is no longer in the drawing" in go_back(svg, None).sentence


def test_paths_without_ids_have_a_way_back_too():
    svg = drawn('<path d="M 0,0 L 50,50" stroke="red"/><path d="M 0,9 L 50,5" stroke="red"/>')
    for _ in range(2):
        refine(svg, None)

    assert go_back(svg, None).is_plain

    assert [each.attrib["d"] for each in svg.iter("{*}path")] == ["M 0,0 L 50,50", "M 0,9 L 50,5"]
