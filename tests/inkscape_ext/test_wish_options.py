"""The dialog's fields for words and colours: what they ask for, and what they write."""

import pytest
from lxml import etree
from noting import NotingDisplay, NotingHost
from small_request import scripted

from inkscape_ext.effect import RefineSelectedPaths
from inkscape_ext.history.metadata import read_record
from inkscape_ext.menu_effect import run_in_inkscape
from inkscape_ext.view_fields import NO_SAMPLE, ONLY_SAMPLE
from protocol.errors import ErrorCode

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
 width="100" height="100" viewBox="0 0 100 100">
<defs><linearGradient id="s" inkscape:swatch="solid"><stop stop-color="Navy"/></linearGradient></defs>
<g id="boat" inkscape:label="a boat"><path id="hull" d="M 10,60 L 90,60 L 50,90 Z" style="fill:#336699"/></g>
<path id="sun" inkscape:label="the sun" d="M 10,10 L 30,10 L 20,30 Z" style="fill:#ffcc00;stroke:#333"/>
<g id="inks" inkscape:label="my inks"><path id="ink" d="M 0,0 L 5,0 L 5,5 Z" fill="Tomato" stroke="#ABC"/></g>
</svg>"""


@pytest.fixture
def refine(tmp_path, monkeypatch):
    """Runs the effect as Inkscape would; returns (document handed over, display)."""

    def run(*arguments, svg=SVG, step="painted"):
        document = tmp_path / "drawing.svg"
        document.write_bytes(svg)
        display, host, effect = NotingDisplay(), NotingHost(), RefineSelectedPaths()
        monkeypatch.setattr("inkscape_ext.menu_effect.choose_display", lambda *_: display)
        effect.command = scripted(step)
        run_in_inkscape(effect, host, "extension.log", ["--prompt=a scene", *arguments, str(document)])
        return host.document, display

    return run


def paints(document):
    """{id: (fill, stroke, style)} of all paths."""
    return {
        path.get("id"): (path.get("fill"), path.get("stroke"), path.get("style"))
        for path in etree.fromstring(document).iter("{*}path")
        if path.get("id")
    }


@pytest.mark.parametrize(
    ("options", "written"),
    [
        (("--palette_source=typed", "--palette_text=#FFF rgb(1, 2, 3)"), "rgb(1, 2, 3)"),
        (("--palette_source=swatches",), "Navy"),
        (("--palette_source=group", "--palette_text=my inks"), "#ABC"),
        (("--palette_source=group", "--id=inks"), "#ABC"),
    ],
)
def test_colours_end_as_the_palettes_text_and_the_rest_keeps_its_own(refine, options, written):
    document, display = refine("--id=sun", *options)

    assert display.said == []
    after = paints(document)
    assert after == {**paints(SVG), "sun": (None, None, f"fill:{written};stroke:{written}")}


def test_the_topmost_selected_group_is_the_sample_and_does_not_change(refine):
    document, display = refine("--id=sun", "--id=boat", "--id=inks", "--like_selected=true", step="result")

    (manner,) = display.request.manner
    assert manner.name == "inks"
    assert display.remark == ""
    after, before = (
        {path.get("id"): dict(path.attrib) for path in etree.fromstring(each).iter("{*}path")}
        for each in (document, SVG)
    )
    assert {name for name in before if after[name] != before[name]} == {"sun", "hull"}


@pytest.mark.parametrize("selected", [("--id=sun",), ("--id=sun", "--id=hull")])
def test_a_sample_group_that_is_not_selected_is_missed(refine, selected):
    document, display = refine(*selected, "--like_selected=true")

    assert document == b""
    assert display.told == [(ErrorCode.BAD_OBJECT, NO_SAMPLE, "")]


def test_the_sample_stays_as_it_is_where_that_run_is_done_again(refine):
    selected = ("--id=sun", "--id=boat", "--id=inks")
    recorded, first = refine(*selected, "--like_selected=true", step="result")

    _, second = refine(*selected, "--like_run=1", svg=recorded, step="result")

    assert [manner.name for manner in second.request.manner] == ["inks"]
    assert second.request.paths.path_count == first.request.paths.path_count


def test_a_sample_alone_is_nothing_to_refine(refine):
    document, display = refine("--id=inks", "--like=inks")

    assert document == b""
    assert display.told == [(ErrorCode.BAD_OBJECT, ONLY_SAMPLE, "")]


def test_tidying_asks_for_no_sample(refine):
    _, display = refine("--id=sun", "--id=inks", "--like_selected=true", "--preset=tidy")

    assert display.request.manner == ()
    assert display.request.paths.path_count > 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--palette_source=typed", "--palette_text=blau"), "“blau” is no colour"),
        (("--palette_source=typed",), "holds no colour"),
        (("--palette_source=group",), "Select the group with the colours as well"),
    ],
)
def test_a_palette_that_is_none_is_said_and_nothing_is_handed_over(refine, options, said):
    document, display = refine("--id=sun", *options)

    assert (document, display.request) == (b"", None)
    ((title, sentence),) = display.said
    assert title == "Nothing was changed"
    assert said in sentence


def test_a_palette_of_an_object_that_is_not_there_is_said(refine):
    document, display = refine("--id=sun", "--palette_source=group", "--palette_text=nobody")

    assert (document, display.request) == (b"", None)
    assert display.told == [(ErrorCode.BAD_OBJECT, "No object has the id or label “nobody”.", "")]


def test_words_reach_the_request(refine):
    words = ("--avoid=a  dog", "--avoid_weight=80", "--style=woodcut", "--suppress_text=false")
    _, display = refine("--id=sun", "--id=boat", *words, "--part_prompts=label", step="result")

    request = display.request
    assert [(each.text, each.weight) for each in request.prompts] == [
        ("a scene", 1.0),
        ("a dog", -0.8),
        ("a boat", 1.0),
        ("the sun", 1.0),
    ]
    assert [len(each.box) for each in request.prompts] == [0, 0, 4, 4]
    assert (request.style, request.suppress_text, request.part_prompts) == ("woodcut", False, "label")


def test_writing_is_suppressed_and_all_else_free_unless_asked_for(refine):
    _, display = refine("--id=sun", step="result")

    request = display.request
    assert request.suppress_text
    assert (request.palette, request.style, request.part_prompts, request.keep_colours) == ((), "", "", 0.0)
    assert [prompt.text for prompt in request.prompts] == ["a scene"]


def test_no_part_with_a_label_is_said_while_it_runs(refine):
    _, display = refine("--id=hull", "--part_prompts=label", step="result")

    assert "No part of the selection has a label" in display.remark


def test_wishes_of_an_earlier_run_can_be_used_again(refine):
    wishes = ("--palette_source=swatches", "--palette_pull=70", "--keep_colours=20", "--style=sticker")
    words = ("--avoid=a dog", "--part_prompts=label", "--suppress_text=false")
    recorded, first = refine("--id=sun", "--id=boat", *wishes, *words)
    assert read_record(etree.fromstring(recorded)).runs[0].settings["palette"] == ["Navy"]

    _, again = refine("--id=sun", "--id=boat", "--like_run=1", "--avoid=a cat", svg=recorded)

    for name in (
        "prompts",
        "palette",
        "palette_pull",
        "keep_colours",
        "style",
        "suppress_text",
        "part_prompts",
    ):
        assert getattr(again.request, name) == getattr(first.request, name), name
