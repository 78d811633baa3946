"""Values of the dialog's fields, and what a run may then change; its bridge moves points and nothing else."""

import math
import shutil

import pytest
from desk import until
from driver import BOAT, MENU, Inkscape, changed, install_scripted
from lxml import etree

from inkscape_ext.history.metadata import read_record
from inkscape_ext.stages.film_effect import MADE

LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"

pytestmark = pytest.mark.inkscape


@pytest.mark.parametrize(
    ("field", "value", "names"),
    [
        ("preset", "lines", {"hull"}),
        ("preset", "colours", set()),
        ("dial_lines", 100, {"hull"}),
        ("dial_lines", 0, set()),
    ],
)
def test_presets_and_dials_decide_what_may_change(desk, tmp_path, field, value, names):
    install_scripted(tmp_path / "profile", ["result"], prompt="a boat", **{field: value})
    inkscape = Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg"))
    inkscape.wait_started()
    before = inkscape.drawing()
    inkscape.select("hull")

    inkscape.refine()
    inkscape.wait_free()

    assert changed(before, inkscape.drawing()) == names
    inkscape.end()


def test_the_stages_are_hidden_layers_and_a_film_and_one_undo_takes_them_away(desk, tmp_path):
    steps = ["snapshot:3", "snapshot:6", "result"]
    install_scripted(tmp_path / "profile", steps, prompt="a boat", keep_stages=1)
    inkscape = Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg"))
    inkscape.wait_started()
    before = inkscape.drawing()
    inkscape.select("mast", "sail")

    inkscape.refine()
    inkscape.wait_free()

    after = inkscape.drawing()
    fresh = [name for name in after if name not in before]
    labels = [after[name][1].get(LABEL) for name in fresh]
    assert [label for label in labels if label] == [
        "Stages of “a boat”",
        "Start",
        "Step 3",
        "Step 6",
        "Result",
    ]
    assert labels.count(None) == 2 * 4
    assert {name for name in before if before[name] != after[name]} == {"mast", "sail"}
    inkscape.begin(f"{MENU}.export-stages-as-film.noprefs")
    inkscape.dismiss(MADE)
    film = etree.parse(str(tmp_path / "boat-film.svg")).getroot()
    assert {each.getparent().get("id") for each in film.iter("{*}animate")} == {"mast", "sail"}
    assert inkscape.drawing() == after
    inkscape.do("undo")
    assert changed(before, inkscape.drawing()) == set()
    inkscape.end()


def test_a_palette_is_what_comes_out_and_words_are_on_record(desk, tmp_path):
    palette = {"palette_source": "typed", "palette_text": "#E63946 rgb(29, 53, 87)", "keep_colours": 20}
    words = {"avoid": "a car", "avoid_weight": 80, "style": "sticker", "part_prompts": "label"}
    install_scripted(tmp_path / "profile", ["painted"], prompt="a boat", **palette, **words)
    inkscape = Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg"))
    inkscape.wait_started()
    before = inkscape.drawing()
    inkscape.select("hull")

    inkscape.refine()
    inkscape.wait_free()

    after = inkscape.drawing()
    assert changed(before, after) == {"hull"}
    style = after["hull"][1]["style"]
    assert "rgb(29, 53, 87)" in style
    assert after["hull"][1]["d"] == before["hull"][1]["d"]
    saved = tmp_path / "saved.svg"
    inkscape.do("export-filename", str(saved))
    inkscape.do("export-do")
    until("a saved drawing", saved.exists)
    (run,) = read_record(etree.parse(saved).getroot()).runs
    assert [each["weight"] for each in run.settings["prompts"]] == [1.0, -0.8]
    assert (run.settings["style"], run.settings["keep_colours"]) == ("sticker", 0.2)
    assert (run.settings["part_prompts"], run.settings["suppress_text"]) == ("label", True)
    assert run.settings["palette"] == ["#E63946", "rgb(29, 53, 87)"]
    inkscape.do("undo")
    assert changed(before, inkscape.drawing()) == set()
    inkscape.end()


def test_a_palette_of_no_colours_is_said_and_nothing_changes(desk, tmp_path):
    install_scripted(tmp_path / "profile", ["painted"], prompt="a boat", palette_source="swatches")
    inkscape = Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg"))
    inkscape.wait_started()
    before = inkscape.drawing()
    inkscape.select("hull")

    inkscape.refine()
    said = "This document has no swatches. In Fill and Stroke choose Swatch to make some, or type colours."
    inkscape.dismiss(said)

    assert changed(before, inkscape.drawing()) == set()
    inkscape.end()


def test_tidying_needs_no_prompt_and_simplifying_spares_nodes_until_undo(desk, tmp_path):
    waves = "M 10,50 L " + " ".join(f"{10 + x},{50 + 10 * math.sin(x / 10):.3f}" for x in range(1, 100))
    drawing = tmp_path / "long.svg"
    drawing.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="100" viewBox="0 0 120 100" id="s">'
        f'<path id="long" d="{waves}" style="fill:none;stroke:#334455"/></svg>'
    )
    install_scripted(tmp_path / "profile", ["unchanged"], prompt="", preset="tidy", simplify="0.005")
    inkscape = Inkscape(desk, tmp_path / "profile", drawing)
    inkscape.wait_started()
    before = inkscape.drawing()
    inkscape.select("long")

    inkscape.refine()
    inkscape.wait_free()

    after = inkscape.drawing()
    assert changed(before, after) == {"long"}
    assert after["long"][1]["d"].count(",") < 40
    inkscape.do("undo")
    assert inkscape.drawing()["long"][1]["d"] == before["long"][1]["d"]
    inkscape.end()
