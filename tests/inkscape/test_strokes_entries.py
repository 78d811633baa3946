"""Variations, drawing from a prompt, fewer strokes: through Inkscape's menu, with a scripted bridge."""

import shutil

import pytest
from desk import until
from driver import BOAT, EXTENSION, MENU, Inkscape, changed, install_scripted

LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
LEFT_OUT, COPY_OF = ("{urn:refine-with-clip}" + name for name in ("left-out", "copy-of"))
DRAW, FEWER, SHOW_ALL, TAKE_OVER = (
    f"{MENU}.{name}.noprefs"
    for name in (
        "draw-from-a-prompt",
        "fewer-strokes",
        "show-all-strokes-again",
        "take-over-into-the-drawing",
    )
)

pytestmark = pytest.mark.inkscape


@pytest.fixture
def started(desk, tmp_path):
    """Starts Inkscape with the boat; the dialog of `entry` has these values. steps: of the bridge."""
    running = []

    def start(steps, entry="refine_selected_paths", **values):
        name = f"{EXTENSION.rpartition('.')[0]}.{entry}"
        install_scripted(tmp_path / "profile", steps, entry=name, prompt="a boat", **values)
        running.append(Inkscape(desk, tmp_path / "profile", shutil.copy(BOAT, tmp_path / "boat.svg")))
        running[-1].wait_started()
        return running[-1]

    yield start
    for inkscape in running:
        inkscape.end()


def height(drawing):
    """Where the hull starts."""
    return float(drawing["hull"][1]["d"].split(",")[1].split()[0])


def choose(inkscape, action, *deeds):
    """Run an entry and, once pictures are offered, do these things."""
    inkscape.begin(action)
    inkscape.wait_extension()
    names = [f"{at}" for at in (1, 2, 3)]
    until("pictures", lambda: any(item["name"].split(" ")[0] in names for item in inkscape.window()))
    inkscape.desk.focus("^Refine with CLIP$")
    for deed in deeds:
        deed()
    inkscape.wait_free()


def test_a_variation_is_chosen_by_its_number_or_by_a_click(started, desk):
    inkscape = started(["variations", "result"], variations=3)
    before = inkscape.drawing()
    inkscape.select("hull")

    heights = []
    for deeds in (
        [lambda: desk.keys("Return")],
        [lambda: desk.keys("3"), lambda: desk.keys("Return")],
        [lambda: inkscape.press("2"), lambda: inkscape.press("Keep this one")],
    ):
        choose(inkscape, f"{MENU}.refine-selected-paths.noprefs", *deeds)
        after = inkscape.drawing()
        assert changed(before, after) == {"hull"}
        heights.append(height(after))
        inkscape.do("undo")
        inkscape.select("hull")

    assert heights[0] < heights[2] < heights[1]
    choose(inkscape, f"{MENU}.refine-selected-paths.noprefs", lambda: desk.keys("Escape"))
    assert changed(before, inkscape.drawing()) == set()


def test_all_variations_stay_as_hidden_layers_and_one_undo_takes_them_away(started):
    inkscape = started(["variations", "result"], variations=2)
    before = inkscape.drawing()
    inkscape.select("hull", "mast")

    choose(inkscape, f"{MENU}.refine-selected-paths.noprefs", lambda: inkscape.press("Keep all as layers"))

    after = inkscape.drawing()
    fresh = [after[name][1] for name in after if name not in before]
    assert [each[LABEL] for each in fresh if LABEL in each] == [
        "Variations of “a boat”",
        "Variation 1 (the one kept)",
        "Variation 2",
    ]
    assert [each.get("style") for each in fresh if LABEL in each][1:] == ["display:none"] * 2
    inkscape.do("undo")
    assert changed(before, inkscape.drawing()) == set()


def test_a_stroke_of_another_variation_is_taken_over_into_the_drawing(started):
    inkscape = started(["variations", "result"], variations=2)
    inkscape.select("hull", "mast")
    choose(inkscape, f"{MENU}.refine-selected-paths.noprefs", lambda: inkscape.press("Keep all as layers"))
    before = inkscape.drawing()
    copies = [name for name, (_, attributes, _) in before.items() if attributes.get(COPY_OF) == "hull"]
    other = next(name for name in copies if before[name][1]["d"] != before["hull"][1]["d"])

    inkscape.select(other)
    inkscape.do(TAKE_OVER)

    after = inkscape.drawing()
    assert changed(before, after) == {"hull"}
    assert after["hull"][1]["d"] == before[other][1]["d"]
    assert {**after["hull"][1], "d": ""} == {**before["hull"][1], "d": ""}
    inkscape.do("undo")
    assert changed(before, inkscape.drawing()) == set()
    inkscape.select("mast")
    inkscape.begin(TAKE_OVER)
    inkscape.wait_extension()
    inkscape.dismiss("Nothing was changed")


def test_a_prompt_alone_draws_on_a_new_layer_and_nothing_else_changes(started):
    palette = {"palette_source": "typed", "palette_text": "#E63946"}
    inkscape = started(["progress:1:7", "painted"], "draw_from_a_prompt", strokes=3, fills=1, **palette)
    before = inkscape.drawing()
    inkscape.select()

    inkscape.begin(DRAW)
    inkscape.wait_extension()
    inkscape.wait_free()

    after = inkscape.drawing()
    fresh = [name for name in after if name not in before]
    assert {name for name in before if before[name] != after[name]} == set()
    assert [after[name][1].get(LABEL) for name in fresh] == ["Drawn: “a boat”"] + [None] * 4
    assert all("#E63946" in after[name][1]["style"] for name in fresh[1:])
    inkscape.do("undo")
    assert changed(before, inkscape.drawing()) == set()


def test_added_strokes_are_a_layer_and_the_selected_ones_stay(started):
    inkscape = started(["progress:1:7", "result"], add_strokes=5)
    before = inkscape.drawing()
    inkscape.select("hull", "mast", "sail")

    inkscape.refine()
    inkscape.wait_free()

    after = inkscape.drawing()
    fresh = [name for name in after if name not in before]
    assert {name for name in before if before[name] != after[name]} == set()
    assert [after[name][1].get(LABEL) for name in fresh] == ["New strokes: “a boat”"] + [None] * 5
    assert "stroke:#223344" in "".join(after[name][1].get("style", "") for name in fresh)


def test_strokes_that_say_little_are_hidden_and_shown_again(started, desk):
    inkscape = started(["notice:ranking", "progress:1:3", "ranking", "unchanged"], "fewer_strokes")
    before = inkscape.drawing()
    inkscape.select("layer2")

    choose(inkscape, FEWER, lambda: desk.keys("3"), lambda: desk.keys("Return"))

    after = inkscape.drawing()
    assert changed(before, after) == {"mast", "sail"}
    assert after["mast"][1][LEFT_OUT] == "true"
    assert "display:none" in after["mast"][1]["style"]
    inkscape.do(SHOW_ALL)
    assert changed(before, inkscape.drawing()) == set()
