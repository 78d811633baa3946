"""Variations, new strokes and fewer strokes as effects: real documents, a bridge process that is scripted."""

import io

import pytest
from lxml import etree
from noting import NotingDisplay, NotingHost
from small_request import scripted

from inkscape_ext.effect import RefineSelectedPaths
from inkscape_ext.history.metadata import read_record
from inkscape_ext.menu_effect import run_in_inkscape
from inkscape_ext.namespace import LEFT_OUT
from inkscape_ext.stages.taking_over import TakeOver
from inkscape_ext.strokes.draw_effect import DrawFromPrompt
from inkscape_ext.strokes.fewer_effect import FewerStrokes, ShowAllStrokes
from inkscape_ext.strokes.new_layer import layer_at_random
from protocol.errors import ErrorCode

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">
<g id="sketch">
<path id="p1" d="M 10,10 C 20,40 60,40 90,10" style="fill:none;stroke:#336699;stroke-width:3"/>
<path id="p2" d="M 10,60 L 90,60" style="fill:none;stroke:#cc6633;stroke-width:2"/>
<path id="p3" d="M 10,80 L 90,80" stroke="#cc6633"/></g>
<rect id="r1" x="100" y="20" width="50" height="40" style="fill:none;stroke:#000000"/>
</svg>"""
LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"


@pytest.fixture
def effect(tmp_path, monkeypatch):
    """Runs an effect as Inkscape would; (the document handed over as a root element or None, display)."""

    def run(kind, *arguments, steps=(), svg=SVG, **answers):
        document = tmp_path / "drawing.svg"
        document.write_bytes(svg)
        display, host, made = NotingDisplay(), NotingHost(), kind()
        vars(display).update(answers)
        monkeypatch.setattr("inkscape_ext.menu_effect.choose_display", lambda *_: display)
        made.command = scripted(*steps)
        run_in_inkscape(made, host, "extension.log", [*arguments, str(document)])
        return (etree.parse(io.BytesIO(host.document)).getroot() if host.document else None), display

    return run


def paths(root):
    return {path.get("id"): path for path in root.iter("{*}path") if path.get("id")}


def of_svg():
    return paths(etree.fromstring(SVG))


VARIED = ("variations", "result")


def test_the_chosen_variation_is_written_and_no_other(effect):
    arguments = ("--id=p2", "--prompt=x", "--variations=3", "--spread=30")

    drawn = [
        paths(effect(RefineSelectedPaths, *arguments, steps=VARIED, picture=(at, "keep"))[0])["p2"].get("d")
        for at in range(3)
    ]

    heights = [float(d.split(",")[1].split()[0]) for d in drawn]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3


def test_all_of_them_are_shown_with_their_strengths_and_the_nearest_is_taken_first(effect):
    _, display = effect(
        RefineSelectedPaths, "--id=p2", "--prompt=x", "--variations=3", "--spread=30", steps=VARIED
    )

    headline, labels, chosen, buttons = display.shown
    assert headline == "Which one? “x”"
    assert labels == ["1: strength 20 %", "2: strength 50 %", "3: strength 80 %"]
    assert (chosen, buttons) == (0, ["keep", "keep_all"])
    assert (display.request.variants, display.request.spread) == (3, 0.3)


def test_whoever_wants_none_of_them_gets_no_document(effect):
    root, _ = effect(
        RefineSelectedPaths, "--id=p2", "--prompt=x", "--variations=2", steps=VARIED, refuses=True
    )

    assert root is None


def test_keeping_all_adds_hidden_layers(effect):
    arguments = ("--id=p2", "--prompt=x", "--variations=2")
    root, _ = effect(RefineSelectedPaths, *arguments, steps=VARIED, picture=(1, "keep_all"))

    layer = root[-1]
    assert [each.get(LABEL) for each in layer] == ["Variation 1", "Variation 2 (the one kept)"]
    assert layer[1][0].get("d") == paths(root)["p2"].get("d") != layer[0][0].get("d")


def test_single_strokes_of_other_variations_can_be_taken_over(effect):
    arguments = ("--id=p1", "--id=p2", "--prompt=x", "--variations=3")
    root, _ = effect(RefineSelectedPaths, *arguments, steps=VARIED, picture=(0, "keep_all"))
    copy = root[-1][2][0]
    copy.set("id", "copied")

    mixed, display = effect(TakeOver, "--id=copied", svg=etree.tostring(root))

    before, after = paths(root), paths(mixed)
    assert after["p1"].get("d") == copy.get("d") != before["p1"].get("d")
    assert after["p1"].get("style") == before["p1"].get("style")
    assert dict(after["p2"].attrib) == dict(before["p2"].attrib)
    assert display.said == []


def test_what_is_no_copy_can_not_be_taken_over(effect):
    root, display = effect(TakeOver, "--id=p1")

    assert root is None
    assert display.said[0][0] == "Nothing was changed"


def test_added_strokes_are_on_a_layer_and_own_ones_stay_to_the_last_digit(effect):
    root, display = effect(
        RefineSelectedPaths, "--id=p1", "--id=p2", "--prompt=x", "--add_strokes=4", steps=["result"]
    )

    after = paths(root)
    layer = root[-1]
    assert layer.get(LABEL) == "New strokes: “x”"
    assert len(layer) == 4
    assert all(dict(after[name].attrib) == dict(path.attrib) for name, path in of_svg().items())
    assert (display.request.new_paths, display.request.place) == (4, True)
    assert [bool(free) for free in display.request.paths.free] == [False] * 3 + [True] * 4
    assert display.remark == ""
    (run,) = read_record(root).runs
    assert (run.settings["new_paths"], run.before) == (4, {})


def test_own_strokes_can_be_refined_along_with_new_ones(effect):
    arguments = ("--id=p1", "--prompt=x", "--add_strokes=2", "--refine_too=true")
    root, _ = effect(RefineSelectedPaths, *arguments, steps=["result"])

    after, before = paths(root), of_svg()
    assert [name for name in before if after[name].get("d") != before[name].get("d")] == ["p1"]
    assert set(read_record(root).runs[0].before) == {"p1"}


def test_drawing_needs_no_selection_and_takes_the_page(effect):
    root, display = effect(DrawFromPrompt, "--prompt=a cat", "--strokes=3", "--fills=1", steps=["result"])

    assert root[-1].get(LABEL) == "Drawn: “a cat”"
    assert len(root[-1]) == 4
    assert (display.request.canvas.width, display.request.canvas.height) == (1.0, 0.5)
    assert (display.request.new_paths, display.request.place) == (4, False)
    assert all(dict(paths(root)[name].attrib) == dict(path.attrib) for name, path in of_svg().items())
    assert display.request.paths.path_count == 4 + 4  # all of the drawing is seen


def test_what_has_faded_away_is_no_path_of_the_drawing():
    root = etree.fromstring(SVG)
    new = layer_at_random(root, (0, 0, 200, 100), 2, 2, "x", 0)
    for path, name in zip(new.element, ("fill", "stroke", "stroke", "fill"), strict=True):
        path.set("style", path.get("style") + f";{name}-opacity:0")

    assert new.drop_invisible() == 2
    assert [path.get("id") for path in new.element] == ["stroke-2", "stroke-4"]


def test_a_selected_rectangle_is_the_frame_and_not_seen(effect):
    _, display = effect(DrawFromPrompt, "--id=r1", "--prompt=a cat", "--strokes=3", steps=["result"])

    assert (display.request.canvas.width, display.request.canvas.height) == (1.0, pytest.approx(0.8))
    assert display.request.paths.path_count == 3
    assert all(-0.2 <= value <= 1.2 for value in display.request.paths.points)


def test_nothing_to_draw_with_is_said(effect):
    root, display = effect(DrawFromPrompt, "--prompt=a cat", "--strokes=0", steps=["result"])

    assert root is None
    assert display.told[0][0] is ErrorCode.NOTHING_SELECTED


def test_a_cancelled_drawing_leaves_the_document_as_it_was(effect):
    assert effect(DrawFromPrompt, "--prompt=a cat", steps=["failed:out_of_memory"])[0] is None


RANKED = ("notice:ranking", "ranking", "unchanged")


def test_the_strokes_that_say_least_are_hidden_and_nothing_else_changes(effect):
    root, display = effect(FewerStrokes, "--id=sketch", "--prompt=x", "--strokes=1", steps=RANKED)

    after = paths(root)
    hidden = [name for name, path in after.items() if path.get(LEFT_OUT)]
    assert hidden == ["p2", "p3"]
    assert after["p2"].get("style") == "fill:none;stroke:#cc6633;stroke-width:2;display:none"
    assert after["p3"].get("style") == "display:none"
    assert dict(after["p1"].attrib) == dict(of_svg()["p1"].attrib)
    assert display.request.counts == (1,)
    assert display.shown is None


def test_what_only_inkscape_can_draw_is_looked_at_as_well(effect, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # which it can't without Inkscape, and says so
    text = b'<text id="t" x="10" y="50">fewer words</text></svg>'

    arguments = ("--id=sketch", "--prompt=x", "--strokes=1")
    _, display = effect(FewerStrokes, *arguments, steps=RANKED, svg=SVG.replace(b"</svg>", text))

    assert "are missing in what the model sees" in display.remark


def test_without_a_number_counts_are_offered_with_their_match(effect):
    root, display = effect(FewerStrokes, "--id=sketch", "--prompt=x", steps=RANKED, picture=(1, "keep"))

    headline, labels, chosen, _ = display.shown
    assert headline == "How many strokes?"
    assert labels == ["3 strokes: match 100", "2 strokes: match 67", "1 stroke: match 33"]
    assert chosen == 0
    assert [name for name, path in paths(root).items() if path.get(LEFT_OUT)] == ["p3"]


def test_what_is_left_out_can_be_taken_back_in_part_and_as_a_whole(effect):
    few, _ = effect(FewerStrokes, "--id=sketch", "--prompt=x", "--strokes=1", steps=RANKED)
    text = etree.tostring(few)

    more, _ = effect(FewerStrokes, "--id=p1", "--prompt=x", "--strokes=2", steps=RANKED, svg=text)
    whole, _ = effect(ShowAllStrokes, svg=text)

    assert [name for name, path in paths(more).items() if path.get(LEFT_OUT)] == ["p3"]
    for name, path in of_svg().items():
        assert dict(paths(whole)[name].attrib) == dict(path.attrib)


def test_where_nothing_is_left_out_that_is_said(effect):
    root, display = effect(ShowAllStrokes)

    assert root is None
    assert display.said == [("Nothing was changed", "No stroke of this drawing has been left out.")]
