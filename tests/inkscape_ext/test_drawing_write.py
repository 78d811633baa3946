import math

import pytest
from drawing_support import by_id, document, moved, read, result_of, row_points, rows_by_id, text_of
from lxml import etree

from inkscape_ext.drawing import Drawing
from inkscape_ext.path_data import parse_path
from protocol.errors import ErrorCode, RefineError
from protocol.geometry import floats
from protocol.messages import CHANGES

MESS = """
<style>.hot{fill:red!important;stroke:lime} #s{stroke-width:3}</style>
<linearGradient id="g"><stop stop-color="red"/></linearGradient>
<g transform="translate(3.3 4.4) rotate(17)" style="opacity:.9">
<path id="a" transform="skewX(20)"
  style="fill : #ABCDEF ;marker-end:url(#m); -x:'a;b'"
  d="m 1,2 c 3 4 5 6 7 8 s 1 1 2 2 t 3 3 h 1 v 1 z m 1 1 2 2"/>
<path id="b" class="hot" inkscape:label="Bee" data-x="é" d="M10 10a5 5 0 1040,40z"/></g>
<path id="s" fill="none" stroke="rgb(1,2,3)" stroke-width="2mm"
  d="M1234567.9 0.1 L1234568.9 0.2 .3 .4"/>
<path id="gradient" fill="url(#g)" stroke="#ff000080" d="M0 0h9v9z"/>
"""
MATRIX = 'transform="matrix(1.2 .3 -.4 .9 5 6)"'


def test_a_result_equal_to_the_request_changes_not_one_byte():
    svg, drawing = read(MESS)
    before = text_of(svg)

    changes = drawing.write(result_of(drawing.table))

    assert text_of(svg) == before
    assert [change.is_changed for change in changes] == [False] * 4


@pytest.mark.parametrize("transform", ["", MATRIX, 'transform="scale(-1e-3 2e-3)"', 'transform="scale(1e4)"'])
def test_points_move_by_what_the_result_says(transform):
    svg, drawing = read(f'<g {transform}><path id="p" d="m10 10 20 0 c 1 2 3 4 5 6z"/></g>')
    before = row_points(drawing, "p")

    drawing.write(moved(drawing.table, 0.25))

    after = row_points(Drawing.read(svg, None, CHANGES), "p")
    step = 0.25 * drawing.frame.side
    for (x, y), (u, v) in zip(before, after, strict=True):
        assert (u - x, v - y) == pytest.approx((step, step), rel=1e-5)


def test_a_point_that_did_not_move_keeps_its_last_digit():
    svg, drawing = read(
        '<path id="p" d="M0.12345678901234567 1234567.9 L 0.1,0.30000000000000004 7,1234560z"/>'
    )
    points = drawing.table.points[:]
    points[4] += 0.125

    drawing.write(result_of(drawing.table, points=points))

    (subpath,) = parse_path(by_id(svg, "p").attrib["d"])
    assert subpath.points[:2] == [(0.12345678901234567, 1234567.9), (0.1, 0.30000000000000004)]
    assert subpath.points[2][0] == pytest.approx(7 + 0.125 * drawing.frame.side, rel=1e-6)
    assert subpath.points[2][1] == 1234560


def test_only_changed_elements_and_attributes_are_touched():
    svg, drawing = read(MESS)
    untouched = {element: dict(element.attrib) for element in svg.iter()}
    index = rows_by_id(drawing)["a"]
    fill = drawing.table.fill[:]
    fill[4 * index] = 0.0

    drawing.write(result_of(drawing.table, fill=fill))

    changed = {
        (element.attrib.get("id"), name)
        for element, old in untouched.items()
        for name in {*old, *element.attrib}
        if old.get(name) != element.attrib.get(name)
    }
    assert changed == {("a", "style")}
    assert by_id(svg, "a").attrib["style"] == "fill : #00cdef ;marker-end:url(#m); -x:'a;b'"


def test_written_paths_keep_their_subpaths_nodes_and_closing():
    svg, drawing = read(MESS)
    before = {name: parse_path(by_id(svg, name).attrib["d"]) for name in ("a", "b", "s", "gradient")}

    drawing.write(moved(drawing.table, 0.01))

    for name, old in before.items():
        new = parse_path(by_id(svg, name).attrib["d"])
        assert [(part.kinds, part.is_closed) for part in new] == [
            (part.kinds, part.is_closed) for part in old
        ]
        assert new != old
        assert "e" not in by_id(svg, name).attrib["d"]


def test_lines_stay_lines_and_quadratics_become_cubics():
    svg, drawing = read('<path id="p" d="M0 0H8V8q1 1 2 2L0 8z"/>')

    drawing.write(moved(drawing.table, 0.01))

    letters = [letter for letter in by_id(svg, "p").attrib["d"] if letter.isalpha()]
    assert letters == ["M", "L", "C", "L", "z"]


def test_a_joined_end_moves_with_its_start():
    svg, drawing = read('<path id="p" d="M0 0L8 0 8 8 0 0z M 50 50"/>')
    points = drawing.table.points[:]
    points[0] += 0.5
    points[1] += 0.25

    drawing.write(result_of(drawing.table, points=points))

    triangle, lone = parse_path(by_id(svg, "p").attrib["d"])
    assert triangle.points[0] == triangle.points[-1] != (0, 0)
    assert triangle.points[1:3] == [(8, 0), (8, 8)]
    assert lone.points == [(50, 50)]


def test_moved_numbers_are_short_but_finer_than_the_canvas():
    svg, drawing = read('<path id="p" d="M0 0L80 0 80 80"/>')

    drawing.write(moved(drawing.table, 1 / 3))

    words = by_id(svg, "p").attrib["d"].replace(",", " ").split()
    assert max(len(word) for word in words) <= 11
    assert float(words[1]) == pytest.approx(drawing.frame.side / 3, rel=1e-6)


@pytest.mark.parametrize(
    ("attributes", "style"),
    [
        ('fill="#000000"', "fill:#ff0000"),
        ('style="fill:#000000;stroke:none"', "fill:#ff0000;stroke:none"),
        ('style="stroke:none;"', "stroke:none;fill:#ff0000"),
        ('style="fill:black!important"', "fill:#ff0000 !important"),
        ('class="strong"', "fill:#ff0000 !important"),
        ('class="strong" style="fill:blue"', "fill:#ff0000 !important"),
        ('class="weak" style="opacity:.5"', "opacity:.5;fill:#ff0000"),
        ("", "fill:#ff0000"),
        ('style="fill:#000c"', "fill:#ff0000;fill-opacity:0.8"),
        ('style="fill:rgba(0,0,0,.5);fill-opacity:.5"', "fill:#ff0000;fill-opacity:0.25"),
        ('style="fill-opacity:.5"', "fill-opacity:.5;fill:#ff0000"),
    ],
)
def test_a_new_colour_wins_over_everything_and_keeps_the_rest(attributes, style):
    sheet = "<style>.strong{fill:black!important} .weak{fill:black}</style>"
    svg, drawing = read(f'{sheet}<g><path id="p" d="M0 0h9v9" {attributes}/></g>')
    fill = drawing.table.fill[:]
    fill[0] = 1.0

    (change,) = drawing.write(result_of(drawing.table, fill=fill))

    assert by_id(svg, "p").attrib["style"] == style
    again = Drawing.read(svg, None, CHANGES).table
    assert list(again.fill) == pytest.approx(list(fill), abs=1e-4)
    assert change.is_recoloured
    assert not change.is_opacity_changed


def test_an_inherited_stroke_is_changed_on_the_path_itself():
    svg, drawing = read('<g id="g" style="stroke:#000000;stroke-width:2"><path id="p" d="M0 0h9v9"/></g>')
    stroke, width = drawing.table.stroke[:], drawing.table.stroke_width[:]
    stroke[2] = 1.0
    width[0] *= 2

    drawing.write(result_of(drawing.table, stroke=stroke, stroke_width=width))

    assert by_id(svg, "g").attrib["style"] == "stroke:#000000;stroke-width:2"
    assert by_id(svg, "p").attrib["style"] == "stroke:#0000ff;stroke-width:4"


def test_an_opacity_is_written_without_the_colour():
    svg, drawing = read('<path id="p" d="M0 0h9v9" fill="red" stroke="blue" stroke-opacity=".5"/>')
    fill, stroke = drawing.table.fill[:], drawing.table.stroke[:]
    fill[3], stroke[3] = 0.75, 0.25

    (change,) = drawing.write(result_of(drawing.table, fill=fill, stroke=stroke))

    assert by_id(svg, "p").attrib["style"] == "fill-opacity:0.75;stroke-opacity:0.25"
    assert change.is_opacity_changed
    assert not change.is_recoloured


@pytest.mark.parametrize(
    ("attributes", "transform", "width"),
    [
        ('stroke-width="3"', "", "4.5"),
        ('style="stroke-width:1in"', "", "144"),
        ('stroke-width="3"', 'transform="scale(10 .1)"', "4.5"),
        ('stroke-width="3" vector-effect="non-scaling-stroke"', 'transform="scale(7)"', "4.5"),
        ('stroke-width="10%"', "", "15"),
    ],
)
def test_a_new_width_is_in_the_elements_own_units(attributes, transform, width):
    svg, drawing = read(
        f'<g {transform}><path id="p" d="M0 0h9v9" stroke="red" {attributes}/></g>',
        attributes='viewBox="0 0 100 100" width="250mm"',
    )
    widths = floats([drawing.table.stroke_width[0] * 1.5])

    (change,) = drawing.write(result_of(drawing.table, stroke_width=widths))

    written = dict(part.split(":") for part in by_id(svg, "p").attrib["style"].split(";"))["stroke-width"]
    assert float(written) == pytest.approx(float(width), rel=1e-6)
    assert change.is_width_changed


def test_what_is_not_free_is_not_written_whatever_the_result_says():
    body = '<path id="c" d="M0 0h9v9"/><path id="p" d="M0 0h9v9" fill="red" stroke="blue"/>'
    wild = {"fill": [0.5] * 8, "stroke": [0.5] * 8, "stroke_width": [0.5] * 2}
    for changes, touched in ((["lines"], {"d"}), (["colours"], {"style"}), (["widths"], {"style"})):
        svg = document(body)
        drawing = Drawing.read(svg, ["p"], changes)
        context = dict(by_id(svg, "c").attrib)
        old = dict(by_id(svg, "p").attrib)
        columns = {name: floats(values) for name, values in wild.items()}

        drawing.write(result_of(drawing.table, points=moved(drawing.table, 0.1).points, **columns))

        assert dict(by_id(svg, "c").attrib) == context
        new = by_id(svg, "p").attrib
        assert {name for name in {*old, *new} if old.get(name) != new.get(name)} == touched


@pytest.mark.parametrize(
    ("server", "fill_opacity", "style"),
    [
        ('<linearGradient id="g"><stop stop-opacity=".5"/></linearGradient>', "1", "fill-opacity:0.75;"),
        ('<radialGradient id="g"><stop/><stop offset="1"/></radialGradient>', ".5", "fill-opacity:0.25;"),
        ('<pattern id="g"/>', "1", ""),
    ],
)
def test_gradients_and_patterns_are_kept_and_gradients_may_fade(server, fill_opacity, style):
    path = f'<path id="p" fill="url(#g)" fill-opacity="{fill_opacity}" stroke="red" d="M0 0h9v9"/>'
    svg, drawing = read(f"{server}{path}")
    untouched = etree.tostring(by_id(svg, "g"))
    fill = floats([0.3, 0.2, 0.1, drawing.table.fill[3] - 0.25])

    drawing.write(result_of(drawing.table, fill=fill, stroke=floats([0.3, 0.2, 0.1, 1])))

    assert etree.tostring(by_id(svg, "g")) == untouched
    assert by_id(svg, "p").attrib["fill"] == "url(#g)"
    assert by_id(svg, "p").attrib["style"] == f"{style}stroke:#4d331a"


@pytest.mark.parametrize("value", [math.nan, math.inf, -1e30])
@pytest.mark.parametrize("column", ["points", "fill", "stroke", "stroke_width"])
def test_a_result_that_makes_no_sense_changes_nothing(column, value):
    svg, drawing = read(MESS)
    before = text_of(svg)
    values = getattr(drawing.table, column)[:]
    values[-1] = value

    with pytest.raises(RefineError) as caught:
        drawing.write(moved_and(drawing.table, column, values))

    assert caught.value.code is ErrorCode.BAD_GEOMETRY
    assert text_of(svg) == before


def moved_and(table, column, values):
    """A result that moves everything (so that a partial write would show) with one column replaced."""
    columns = {"points": moved(table, 0.1).points, column: values}
    return result_of(table, **columns)


def test_a_result_of_another_size_changes_nothing():
    svg, drawing = read(MESS)
    before = text_of(svg)

    with pytest.raises(RefineError):
        drawing.write(result_of(drawing.table, points=moved(drawing.table, 0.1).points[:-2]))

    assert text_of(svg) == before


def test_movement_is_reported_in_user_units_and_against_the_length():
    _, drawing = read('<g transform="scale(2)"><path id="p" inkscape:label="Pee" d="M0 0h10"/></g>')
    points = drawing.table.points[:]
    points[0] += 0.25

    (change,) = drawing.write(result_of(drawing.table, points=points))

    assert (change.id, change.label) == ("p", "Pee")
    assert change.movement == pytest.approx(0.25 * drawing.frame.side / 2, rel=1e-5)
    assert change.movement_share == pytest.approx(change.movement / 20, rel=1e-5)
    assert change.is_changed


def test_refining_the_output_again_works_and_keeps_ids_and_order():
    svg, drawing = read(MESS)
    order = [element.attrib.get("id") for element in svg.iter()]
    first = [list(row_points(drawing, name)) for name in ("a", "b")]

    for shift in (0.02, -0.02):
        table = Drawing.read(svg, None, CHANGES)
        table.write(moved(table.table, shift))

    assert [element.attrib.get("id") for element in svg.iter()] == order
    again = Drawing.read(svg, None, CHANGES)
    for name, points in zip(("a", "b"), first, strict=True):
        for point, back in zip(points, row_points(again, name), strict=True):
            assert back == pytest.approx(point, abs=1e-6 * drawing.frame.side)


def test_a_second_read_sees_the_table_that_was_written():
    svg, drawing = read(f'<g {MATRIX}><path id="p" stroke="red" d="M3 4c5 6 7 8 9 1 L5 5"/></g>')

    drawing.write(moved(drawing.table, 0.1))
    again = Drawing.read(svg, None, CHANGES)

    unchanged = (
        "segment_kinds",
        "subpath_segments",
        "fill",
        "stroke",
        "pen",
        "opacity",
        "stroke_style",
        "free",
    )
    assert all(getattr(again.table, name) == getattr(drawing.table, name) for name in unchanged)
    assert again.frame.side == pytest.approx(drawing.frame.side, rel=1e-6)


def test_inkex_sees_what_was_written():
    svg, drawing = read('<path id="p" style="fill:#000000" d="M0 0h9v9"/>')
    element = by_id(svg, "p")
    assert element.style["fill"] == "#000000"  # inkex keeps its parsed copy
    fill = drawing.table.fill[:]
    fill[0] = 1.0

    drawing.write(result_of(drawing.table, points=moved(drawing.table, 1.0).points, fill=fill))

    assert element.style["fill"] == "#ff0000"
    assert element.path[0].x == pytest.approx(drawing.frame.side, rel=1e-6)
