"""The page "View and style" of the dialog in a real Inkscape; what a run was sent stands in its record."""

import base64
import io

import pytest
from driver import REFINE, Inkscape, changed, contents, install_scripted
from lxml import etree
from PIL import Image

from inkscape_ext.history.metadata import read_record

pytestmark = pytest.mark.inkscape

HEAD = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" id="top" viewBox="0 0 200 150" width="200"
 height="150"><defs id="defs1"/>"""
BODY = """<text id="title" x="20" y="30" font-size="20">a title</text>
<g id="hatch" inkscape:label="hatching"><path id="h1" d="M 150,20 L 180,50" stroke="#008000"/></g>
<path id="hull" d="M 30,90 C 60,120 130,120 160,88" fill="none" stroke="#223344" stroke-width="3"/>
<path id="mast" d="M 95,100 V 40" fill="none" stroke="#443322" stroke-width="2.5"/></svg>"""


def photo():
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    href = f'xlink:href="data:image/png;base64,{data}"'
    return f'<image id="photo" x="20" y="40" width="90" height="90" preserveAspectRatio="none" {href}/>'


def recorded(desk, tmp_path, select, body=BODY, **preferences):
    """(ids that differ, settings of the run) of one run with these values of the dialog."""
    install_scripted(tmp_path / "profile", ["result"], **preferences)
    drawing, refined = tmp_path / "drawing.svg", tmp_path / "refined.svg"
    drawing.write_text(HEAD + body)
    actions = f"select-by-id:{select};{REFINE};export-filename:{refined};export-do"
    inkscape = Inkscape(desk, tmp_path / "profile", drawing, batch_actions=actions)
    inkscape.wait_extension()
    inkscape.wait_end()
    (run,) = read_record(etree.parse(str(refined)).getroot()).runs
    return changed(contents(drawing), contents(refined)), run.settings


@pytest.mark.parametrize(
    ("select", "sample", "name"),
    [("hull", {"like": "hatching"}, "hatching"), ("hull,hatch", {"like_selected": 1}, "hatch")],
)
def test_page_and_text_are_seen_and_a_sample_is_named_or_selected(desk, tmp_path, select, sample, name):
    names, settings = recorded(
        desk, tmp_path, select, prompt="a boat", frame="page", **sample, like_weight=80
    )

    assert names == {"hull"}
    assert (settings["frame"], settings["margin"]) == ("page", 0.0)
    assert [each["use"] for each in settings["pictures"]] == ["behind"]
    assert (settings["manner"], settings["manner_weight"]) == ([{"name": name}], 0.8)


def test_the_selected_picture_is_the_goal_without_a_prompt(desk, tmp_path):
    values = {"use_picture": 1, "picture_weight": 70, "picture_colours": 1, "draw_all": 0}
    names, settings = recorded(desk, tmp_path, "hull,photo", photo() + BODY, **values)

    assert names == {"hull"}
    assert settings["prompts"] == []
    assert [(each["use"], each["name"]) for each in settings["pictures"]] == [("goal", "photo")]
    assert (settings["goal_weight"], settings["goal_colours"]) == (0.7, True)
