"""A run kept step by step: hidden layers and a film, of which the drawing itself knows nothing."""

from dataclasses import replace

import pytest
from drawing_support import by_id, document, moved, result_of, text_of
from history_support import attributes
from lxml import etree

from inkscape_ext.drawing import Drawing
from inkscape_ext.history.going_back import go_back
from inkscape_ext.history.keeping import RunKeeper
from inkscape_ext.history.matching import Missing
from inkscape_ext.history.metadata import RECORD
from inkscape_ext.history.state import PROPERTIES
from inkscape_ext.path_data import parse_path
from inkscape_ext.scene import INKSCAPE
from inkscape_ext.stages.film import HOLD, film
from inkscape_ext.stages.kept_moments import kept_moments
from inkscape_ext.stages.layers import add_layers
from inkscape_ext.stages.moments import snapshots_for, write_with_moments
from inkscape_ext.subpaths import bounds
from inkscape_ext.transforms import parse_transform
from protocol.geometry import floats
from protocol.messages import CHANGES, Prompt, RefineRequest, Snapshot

SVG = "{http://www.w3.org/2000/svg}"
IDS = ("a", "b", "c")
BODY = """<style>.k { stroke-linecap: round }</style>
<path id="a" d="M 10 10 C 20,40 60,40 90,10"
  style="fill:none;stroke:#336699;stroke-width:3;marker-end:url(#m)"/>
<g id="g" transform="translate(5,3) scale(.5)" opacity=".5" fill="#cc6633" stroke-width="4">
<path id="b" transform="rotate(10)" d="m 10,60 80,0 0,20 z"/>
<path id="c" class="k" d="M10 90h50q9 9 20-5" stroke="black"/>
</g><path id="d" d="M 5,5 L 9,9" stroke="black"/>"""


def run(shifts=(0.01, 0.02), last=0.03, ids=IDS):
    """(root, Drawing, Moments) of a run whose points shift by these canvas units and whose colours pale."""
    svg = document(BODY)
    drawing = Drawing.read(svg, ids, CHANGES)
    table = drawing.table

    def paler(ink, shift):
        return floats(v if at % 4 == 3 else min(1.0, v + 5 * shift) for at, v in enumerate(ink))

    def columns(shift):
        inks = (paler(table.fill, shift), paler(table.stroke, shift))
        return moved(table, shift).points, *inks, table.stroke_width

    snapshots = [Snapshot("job", 10 * at, *columns(shift)) for at, shift in enumerate(shifts, 1)]
    points, fill, stroke, _ = columns(last)
    end = result_of(table, points=points, fill=fill, stroke=stroke)
    _, moments = write_with_moments(drawing, snapshots, end)
    return svg, drawing, moments


def test_the_drawing_ends_up_as_without_stages():
    svg, _, _ = run()
    plain, _, _ = run(shifts=())

    assert text_of(svg) == text_of(plain)


def test_the_moments_are_start_steps_and_result():
    svg, _, moments = run()
    start = attributes(document(BODY))

    assert [moment.label for moment in moments] == ["Start", "Step 10", "Step 20", "Result"]
    for name in IDS:
        states = [moment.states[by_id(svg, name)][0] for moment in moments]
        assert (states[0].d, states[0].style) == (start[name]["d"], start[name].get("style"))
        assert len(set(states)) == 4
        assert states[-1].d == by_id(svg, name).attrib["d"]


def test_a_moment_that_does_not_fit_leaves_the_document_as_it_was():
    svg = document(BODY)
    before = text_of(svg)
    drawing = Drawing.read(svg, ["a"], CHANGES)
    bad = Snapshot("job", 1, floats([float("nan")]), floats(), floats(), floats())

    with pytest.raises(Exception, match="bad_geometry"):
        write_with_moments(drawing, [bad], moved(drawing.table, 0.1))

    assert text_of(svg) == before


def test_each_moment_is_a_hidden_layer_of_copies_where_the_paths_were():
    svg, drawing, moments = run()
    before = text_of(svg)

    layer = add_layers(svg, drawing.rows, moments, "Stages")

    assert svg[-1] is layer
    assert layer.attrib[INKSCAPE + "label"] == "Stages"
    assert [inner.attrib[INKSCAPE + "label"] for inner in layer] == ["Start", "Step 10", "Step 20", "Result"]
    assert {inner.attrib["style"] for inner in layer} == {"display:none"}
    rows = [row for row in drawing.rows if row.free]
    for row, shown in zip(rows, layer[0], strict=True):
        assert parse_transform(shown.attrib["transform"]) == pytest.approx(row.placed.matrix)
        assert shown.attrib["d"] == moments[0].states[row.placed.element][0].d
        box = bounds([part.mapped(row.placed.matrix) for part in parse_path(shown.attrib["d"])])
        assert all(low >= high for low, high in zip(box[:2], row.box[:2], strict=True))
    svg.remove(layer)
    assert text_of(svg) == before


def test_copies_bring_the_style_of_their_groups_and_sheets():
    svg, drawing, moments = run()

    layer = add_layers(svg, drawing.rows, moments, "Stages")

    styles = [dict(part.split(":", 1) for part in each.attrib["style"].split(";")) for each in layer[0]]
    assert styles[0] == {"fill": "none", "stroke": "#336699", "stroke-width": "3", "marker-end": "url(#m)"}
    assert styles[1] == {"fill": "#cc6633", "stroke-width": "4", "opacity": "0.5"}
    assert styles[2]["stroke-linecap"] == "round"
    assert styles[2]["stroke"] == "black"
    assert not any("id" in each.attrib for each in layer.iter("{*}path"))


def test_the_next_run_leaves_the_stages_alone():
    svg, drawing, moments = run()
    layer = add_layers(svg, drawing.rows, moments, "Stages")
    before = text_of(layer)

    again = Drawing.read(svg, None, CHANGES)
    again.write(moved(again.table, 0.02))

    assert text_of(layer) == before
    assert len(again.rows) == 4


def test_nothing_is_added_where_nothing_has_changed():
    svg, drawing, moments = run(shifts=(), last=0.0)

    assert add_layers(svg, drawing.rows, moments, "Stages") is None


def test_the_film_moves_what_has_moved_and_nothing_else():
    svg, _, moments = run()
    svg.insert(0, svg.makeelement(SVG + "metadata", {}))
    svg[0].append(etree.Element(RECORD))
    before = text_of(svg)

    root = etree.fromstring(film(svg.getroottree(), moments))

    assert text_of(svg) == before
    assert root.find(f".//{RECORD}") is None
    paths = {path.get("id"): path for path in root.iter(SVG + "path")}
    assert len(paths["d"]) == 0
    for name in IDS:
        assert dict(paths[name].attrib) == dict(by_id(svg, name).attrib)
        animations = {each.get("attributeName"): each for each in paths[name]}
        frames = animations["d"].get("values").split(";")
        assert len(frames) == 4 + HOLD
        letters = {"".join(filter(str.isalpha, frame)) for frame in frames}
        assert len(letters) == 1  # or a browser would jump instead of moving
        assert frames[-1] == paths[name].get("d")
        assert {each.get("dur") for each in paths[name]} == {"3.6s"}
    colours = paths["b"].find(f"{SVG}animate[@attributeName='fill']").get("values").split(";")
    assert colours[0] == "#cc6633"
    assert len(set(colours)) == 4
    assert paths["a"].find(f"{SVG}animate[@attributeName='fill']") is None


@pytest.mark.parametrize(("points", "count"), [(4, 8), (1_000_000, 4), (3_000_000, 1), (5_000_000, 0)])
def test_large_drawings_have_fewer_stages(points, count):
    class Table:
        point_count = points

    class Large:
        table = Table

    assert snapshots_for(Large) == count


def test_the_way_back_does_not_take_a_copy_for_a_path_that_was_renamed_or_deleted():
    svg = document(BODY)
    drawing = Drawing.read(svg, IDS, CHANGES)
    keeper = RunKeeper(svg, drawing)
    result = moved(drawing.table, 0.02)
    _, moments = write_with_moments(drawing, [], result)
    layer = add_layers(svg, drawing.rows, moments, "Stages")
    keeper.keep(RefineRequest(drawing.table, (Prompt("x"),)), CHANGES, result)
    before = text_of(layer)
    by_id(svg, "a").attrib["id"] = "renamed"
    by_id(svg, "c").getparent().remove(by_id(svg, "c"))

    done = go_back(svg, None)

    assert (done.changed, done.left) == (2, {Missing.DELETED: 1})
    assert by_id(svg, "renamed").attrib["d"] == "M 10 10 C 20,40 60,40 90,10"
    assert text_of(layer) == before


def test_the_layers_hold_the_moments_of_their_run():
    svg, drawing, moments = run()
    add_layers(svg, drawing.rows, moments, "Stages")
    variations = [replace(moment, label=f"Variation {n}") for n, moment in enumerate(moments[1:], 1)]
    add_layers(svg, drawing.rows, variations, "Variations")

    kept = kept_moments(svg)

    assert [moment.label for moment in kept] == [moment.label for moment in moments]
    for wanted, found in zip(moments, kept, strict=True):
        assert found.states.keys() == wanted.states.keys()
        for path, (state, style) in wanted.states.items():
            assert found.states[path][0].d == state.d
            assert [found.states[path][1][name] for name in PROPERTIES] == [
                style[name] for name in PROPERTIES
            ]
    assert kept_moments(document(BODY)) == []


def test_moments_of_two_runs_follow_one_another_and_what_one_left_alone_stays():
    svg, drawing, moments = run(ids=("a",))
    add_layers(svg, drawing.rows, moments, "Stages of one")
    second = Drawing.read(svg, ["b"], CHANGES)
    _, later = write_with_moments(second, [], moved(second.table, 0.02))
    add_layers(svg, second.rows, later, "Stages of two")

    kept = kept_moments(svg)

    a, b = ([moment.states[by_id(svg, name)][0].d for moment in kept] for name in ("a", "b"))
    assert [moment.label for moment in kept] == ["Start", "Step 10", "Step 20", "Result", "Start", "Result"]
    assert len(set(a[:4])) == 4
    assert set(a[3:]) == {by_id(svg, "a").attrib["d"]}
    assert len(set(b[:5])) == 1
    assert b[5] == by_id(svg, "b").attrib["d"]


def test_the_film_is_without_the_layers():
    svg, drawing, moments = run()
    alone = film(svg.getroottree(), moments)
    add_layers(svg, drawing.rows, moments, "Stages")

    assert film(svg.getroottree(), kept_moments(svg)) == alone
