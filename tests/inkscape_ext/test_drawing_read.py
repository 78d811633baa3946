import math

import pytest
from drawing_support import by_id, document, moved, read, row_points, rows_by_id, text_of

from inkscape_ext import context
from inkscape_ext.drawing import Drawing
from inkscape_ext.frame import MARGIN, frame_around
from protocol import limits
from protocol.errors import ErrorCode, RefineError
from protocol.geometry import CUBIC, LINE, Free, Paint
from protocol.messages import CHANGES

ALL = Free.LINES | Free.FILL | Free.STROKE | Free.WIDTH | Free.OPACITY
GRADIENT = '<linearGradient id="g"><stop stop-color="red"/></linearGradient><pattern id="tiles"/>'


def ids_of(drawing):
    return [row.placed.element.attrib.get("id") for row in drawing.rows]


def free_ids(drawing):
    return [name for name, flags in zip(ids_of(drawing), drawing.table.free, strict=True) if flags]


def test_reading_changes_nothing():
    svg = document(GRADIENT + '<g><path id="p" style="fill : red" d="m1 1 2,2"/></g><text>x</text>')
    before = text_of(svg)

    Drawing.read(svg, None, CHANGES)

    assert text_of(svg) == before


def test_points_are_in_root_user_units_through_all_ancestors():
    body = (
        '<g transform="translate(10 20)"><g transform="rotate(90)"><a transform="scale(2)">'
        '<path id="p" transform="skewX(45)" d="M0 0L3 0 0 5"/></a></g></g>'
    )
    svg, drawing = read(body, attributes='viewBox="-50 -50 70 30" width="300mm" height="9in"')

    expected = [
        tuple(by_id(svg, "p").composed_transform().apply_to_point(point))
        for point in ((0, 0), (3, 0), (0, 5))
    ]
    flat = [value for point in row_points(drawing, "p") for value in point]
    assert flat == pytest.approx([value for point in expected for value in point], abs=1e-5)


def test_the_frame_is_a_square_around_the_stroked_box_with_a_margin():
    _, drawing = read('<path d="M10 40h40" stroke="red" stroke-width="4" fill="none"/>')

    side = 44 * (1 + 2 * MARGIN)
    assert drawing.frame.side == pytest.approx(side)
    assert (drawing.frame.left, drawing.frame.top) == pytest.approx((30 - side / 2, 40 - side / 2))
    assert (drawing.canvas.width, drawing.canvas.height) == (1.0, 1.0)


def test_a_selection_without_extent_has_a_frame():
    _, drawing = read('<path d="M10 40z"/>')

    assert drawing.frame.side == pytest.approx(1.0)
    assert drawing.table.points[0] == pytest.approx(0.5)


def test_a_tiny_frame_far_away_keeps_its_numbers_meaningful():
    assert frame_around((1e7, 5, 1e7 + 1e-9, 5)).side == pytest.approx(1.0)
    assert frame_around((0, 0, 1e-12, 0)).side == 1.0


@pytest.mark.parametrize(
    ("body", "page"),
    [
        ("", (1, 1, 1)),
        ('<sodipodi:namedview pagecolor="#336699"/>', (0.2, 0.4, 0.6)),
        ('<sodipodi:namedview pagecolor="odd"/>', (1, 1, 1)),
        ("<sodipodi:namedview/>", (1, 1, 1)),
    ],
)
def test_the_page_colour_is_the_documents(body, page):
    _, drawing = read(body + '<path d="M0 0h9v9"/>')

    assert drawing.canvas.page == pytest.approx(page)


def test_groups_stand_for_all_inside_and_order_is_the_documents():
    body = "".join(
        f'<g id="g{i}"><path id="a{i}" d="M{i} 0h9v9"/><path id="b{i}" d="M0 {i}h9v9"/></g>' for i in range(3)
    )

    _, drawing = read(body, ["b2", "g0", "a0"])

    assert ids_of(drawing) == ["a0", "b0", "a1", "b1", "a2", "b2"]
    assert free_ids(drawing) == ["a0", "b0", "b2"]


def test_the_root_stands_for_everything():
    _, drawing = read('<g><path id="p" d="M0 0h9v9"/></g>', ["root"], attributes='id="root"')

    assert free_ids(drawing) == ["p"]


def test_the_first_of_a_doubled_id_is_meant():
    _, drawing = read('<path id="p" d="M0 0h9v9"/><path id="p" d="M5 5h9v9"/>', ["p"])

    assert list(drawing.table.free) == [ALL & ~Free.STROKE & ~Free.WIDTH, 0]


@pytest.mark.parametrize("name", ["defs", "clipPath", "mask", "marker", "symbol", "pattern"])
def test_definitions_take_part_only_when_selected_themselves(name):
    body = f'<g id="g"><{name}><path id="d" d="M0 0h9v9"/></{name}><path id="p" d="M0 0h9v9"/></g>'

    for ids, expected in ((None, ["p"]), (["g"], ["p"]), (["d", "p"], ["d", "p"])):
        _, drawing = read(body, ids)
        assert ids_of(drawing) == expected


@pytest.mark.parametrize(
    ("paint", "free"),
    [
        ('fill="red"', Free.LINES | Free.FILL | Free.OPACITY),
        ('fill="red" stroke="blue"', ALL),
        ('fill="none" stroke="blue"', ALL & ~Free.FILL),
        ('fill="url(#g)" stroke="blue"', ALL & ~Free.FILL),
        ('fill="red" stroke="url(#g)"', ALL & ~Free.STROKE),
        ('fill="url(#g)"', Free.LINES | Free.OPACITY),
        ('fill="url(#tiles)" stroke="blue"', Free.LINES | Free.STROKE | Free.WIDTH),
        ('fill="url(#tiles)"', Free.LINES),
        ('fill="none" style="stroke:red;-inkscape-stroke:hairline"', Free.LINES | Free.STROKE | Free.OPACITY),
        ('fill="red" stroke="blue" stroke-opacity="0"', Free.LINES | Free.FILL | Free.OPACITY),
    ],
)
def test_a_path_is_free_in_what_it_can_change(paint, free):
    _, drawing = read(f'{GRADIENT}<path d="M0 0h9v9" {paint}/>')

    assert drawing.table.free[0] == free


@pytest.mark.parametrize(
    ("changes", "free"),
    [
        (["lines"], Free.LINES),
        (["colours"], Free.FILL | Free.STROKE),
        (["widths", "opacity"], Free.WIDTH | Free.OPACITY),
        ([], Free(0)),
    ],
)
def test_only_what_may_change_is_free(changes, free):
    _, drawing = read('<path d="M0 0h9v9" stroke="red"/>', None, changes)

    assert drawing.table.free[0] == free


def test_a_path_of_which_nothing_may_change_is_context_and_named():
    _, drawing = read(f'{GRADIENT}<path id="p" d="M0 0h9v9" fill="url(#g)"/>', ["p"], ["colours"])

    assert list(drawing.table.free) == [0]
    assert [item.id for item in drawing.left_out] == ["p"]


def test_an_unknown_change_is_a_bad_setting():
    with pytest.raises(RefineError) as caught:
        read('<path d="M0 0h9v9"/>', None, ["shape"])

    assert caught.value.code is ErrorCode.BAD_SETTING


def test_the_table_holds_kinds_closing_and_paint():
    _, drawing = read('<path d="M0 0h9v9z M0 0C1 2 3 4 5 6 M7 7" stroke="#00ff0080" fill="none"/>')
    table = drawing.table

    assert list(table.segment_kinds) == [LINE, LINE, LINE, CUBIC]
    assert list(table.subpath_segments) == [3, 1]
    assert list(table.subpath_closed) == [1, 0]
    assert list(table.path_subpaths) == [2]
    assert list(table.paint) == [Paint.STROKE]
    assert list(table.stroke) == pytest.approx([0, 1, 0, 0.502], abs=1e-3)
    assert list(table.fill) == [0, 0, 0, 0]
    assert drawing.table.point_counts() == [7]


def test_the_pen_is_the_map_of_the_stroke_with_unit_area():
    _, drawing = read(
        '<g transform="scale(4 1)"><path transform="rotate(30)" d="M0 0h9" stroke="red"'
        ' stroke-width="3"/></g>'
    )
    table = drawing.table

    cosine, sine = math.cos(math.pi / 6), math.sin(math.pi / 6)
    assert list(table.pen) == pytest.approx([2 * cosine, -2 * sine, sine / 2, cosine / 2], abs=1e-6)
    assert table.stroke_width[0] * drawing.frame.side == pytest.approx(6)


def test_a_non_scaling_stroke_ignores_transforms_and_the_viewbox():
    _, drawing = read(
        '<path transform="scale(9 1)" d="M0 0h9v3" stroke="red" stroke-width="3"'
        ' vector-effect="non-scaling-stroke"/>',
        attributes='viewBox="0 0 100 100" width="400" height="400"',
    )

    assert list(drawing.table.pen) == [1, 0, 0, 1]
    assert drawing.table.stroke_width[0] * drawing.frame.side == pytest.approx(0.75)


def test_opacity_is_the_product_of_the_groups():
    _, drawing = read('<g opacity=".5"><g style="opacity:50%"><path opacity=".4" d="M0 0h9v9"/></g></g>')

    assert drawing.table.opacity[0] == pytest.approx(0.1)


def test_unselected_things_in_the_frame_are_context_at_their_place():
    body = (
        '<rect id="below" width="99" height="99" fill="#eee"/><path id="p" d="M10 10h20v20"/>'
        '<circle id="above" cx="20" cy="20" r="3"/><path id="far" d="M90 90h5v5"/>'
        '<path id="locked" sodipodi:insensitive="true" d="M12 12h5v5"/><text id="t">x</text>'
        '<path id="hidden" display="none" d="M12 12h5v5"/><path id="broken" d="M12 12h5v5 oops"/>'
        '<path id="cut" clip-path="url(#c)" d="M12 12h5v5"/>'
        '<g mask="url(#m)"><path id="masked" d="M12 12h5v5"/></g>'
        '<path id="blended" style="mix-blend-mode:multiply" d="M12 12h5v5"/>'
    )

    _, drawing = read(body, ["p"])

    assert ids_of(drawing) == ["below", "p", "above", "locked"]
    assert free_ids(drawing) == ["p"]
    assert drawing.left_out == []


def test_selected_things_that_are_left_out_are_still_seen():
    _, drawing = read('<rect id="r" width="9" height="9"/><path id="p" d="M0 0h9v9"/>', None)

    assert ids_of(drawing) == ["r", "p"]
    assert free_ids(drawing) == ["p"]


def test_context_is_bounded_to_the_nearest(monkeypatch):
    body = (
        "".join(f'<path id="c{i}" d="M{40 + i} 50h1v1"/>' for i in range(8))
        + '<path id="p" d="M20 40h21v21"/>'
    )
    monkeypatch.setattr(context, "PATHS", 3)

    _, drawing = read(body, ["p"])

    assert sorted(rows_by_id(drawing)) == ["c0", "c1", "c2", "p"]


@pytest.mark.parametrize(
    "huge", ['d="M-1e8 -1e8H1e8V1e8"', 'd="M0 0h1" fill="none" stroke="red" stroke-width="1.8e6"']
)
def test_context_far_larger_than_the_frame_is_not_sent(huge):
    _, drawing = read(f'<path id="huge" {huge}/><path id="p" d="M0 0h1v1"/>', ["p"])

    assert ids_of(drawing) == ["p"]
    drawing.table.check()


@pytest.mark.parametrize("name", ["PATHS", "POINTS"])
def test_a_selection_too_large_is_refused(monkeypatch, name):
    monkeypatch.setattr(limits, name, 1)

    with pytest.raises(RefineError) as caught:
        read('<path d="M0 0h9v9"/><path d="M0 0h9v9"/>')

    assert caught.value.code is ErrorCode.TOO_LARGE


def test_a_nested_viewport_places_its_paths():
    _, drawing = read(
        '<svg x="10" y="20" width="50%" height="20" viewBox="0 0 10 10" preserveAspectRatio="xMinYMin">'
        '<path id="p" d="M0 0h10v10"/></svg>'
    )

    flat = [value for point in row_points(drawing, "p") for value in point]
    assert flat == pytest.approx([10, 20, 30, 20, 30, 40], abs=1e-5)


def test_deep_nesting_is_no_problem():
    depth = 200
    _, drawing = read('<g transform="translate(1)">' * depth + '<path id="p" d="M0 0h9"/>' + "</g>" * depth)

    assert row_points(drawing, "p")[0] == pytest.approx((depth, 0), abs=1e-4)


@pytest.mark.parametrize(
    "name", ["it's", 'say "hi"', "a,b", "a b", "ünï", "--id=evil", "007", "url(#x)", "#x", "]//*["]
)
def test_odd_ids_are_found(name):
    svg = document('<path d="M0 0h9v9"/><path d="M0 0h9v9"/>')
    svg[1].attrib["id"] = name

    drawing = Drawing.read(svg, [name], CHANGES)

    assert free_ids(drawing) == [name]


def test_paths_without_an_id_take_part_when_everything_is_asked_for():
    _, drawing = read('<path d="M0 0h9v9"/>')

    (change,) = drawing.write(moved(drawing.table, 0.1))

    assert (change.id, change.is_changed) == ("", True)


def test_the_context_leaves_room_for_nothing_beyond_the_limits(monkeypatch):
    body = "".join(f'<path id="p{i}" d="M{i} 0h9v9"/>' for i in range(9))
    monkeypatch.setattr(limits, "PATHS", 4)
    monkeypatch.setattr(limits, "POINTS", 11)

    _, drawing = read(body, ["p0", "p1"])

    assert ids_of(drawing) == ["p0", "p1", "p2"]
    drawing.table.check()


def test_a_context_path_with_too_many_points_does_not_hide_the_others(monkeypatch):
    body = '<path id="c" d="M0 0h1h1h1h1h1"/><path id="d" d="M0 5h9"/><path id="p" d="M0 0h9v9"/>'
    monkeypatch.setattr(context, "POINTS", 5)

    _, drawing = read(body, ["p"])

    assert ids_of(drawing) == ["d", "p"]


def test_a_viewbox_that_shrinks_a_non_scaling_pen_to_nothing_is_survived():
    body = '<path id="p" fill="red" vector-effect="non-scaling-stroke" d="M0 0h9v9"/>'

    _, drawing = read(body, attributes='viewBox="0 0 1e300 1e300" width="1e-9" height="1e-9"')

    drawing.table.check()
    assert free_ids(drawing) == ["p"]
