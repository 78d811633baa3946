"""`clip-refine run --variations`."""

import json

import pytest
from lxml import etree

from inkscape_ext.history.metadata import read_record

LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
RUN = ("--ids", "hull,sail", "--prompt", "a boat", "--steps", "4")


def lines(root):
    return {path.get("id"): path.get("d") for path in root.iter("{*}path") if path.get("id")}


def copies(layer):
    return [path.get("d") for path in layer]


@pytest.mark.parametrize(("choice", "kept"), [((), 3), (("--choose", 1), 1)])
def test_all_are_hidden_layers_and_one_is_the_drawing(refine, sketch, tmp_path, choice, kept):
    output = tmp_path / "out.svg"

    code, *_ = refine("run", sketch, *RUN, "--variations", 3, *choice, "--no-record", "-o", output)

    assert code == 0
    root = etree.parse(output).getroot()
    layer = root[-1]
    assert layer.get(LABEL) == "Variations of “a boat”"
    names = [f"Variation {at}" + (" (the one kept)" if at == kept else "") for at in (1, 2, 3)]
    assert [each.get(LABEL) for each in layer] == names
    assert all(each.get("style") == "display:none" for each in layer)
    assert copies(layer[kept - 1]) == [lines(root)["hull"], lines(root)["sail"]]
    assert len({tuple(copies(each)) for each in layer}) == 3
    assert lines(root)["mast"] == "M 45,60 L 45,10"


def test_all_but_the_layer_is_the_file_of_the_one_kept(refine, sketch, tmp_path):
    layered, single = tmp_path / "layered.svg", tmp_path / "single.svg"
    options = ("--variations", 2, "--choose", 2, "--no-record")

    refine("run", sketch, *RUN, *options, "-o", layered)
    refine("run", sketch, *RUN, *options, "--variations-as", "files", "-o", single)

    text = layered.read_bytes()
    start, end = text.index(b'<g xmlns="'), text.rindex(b"</g>") + len(b"</g>\n")
    assert text[:start] + text[end:] == (tmp_path / "single-2.svg").read_bytes()
    assert (tmp_path / "single-1.svg").exists()
    assert not single.exists()


def test_each_file_tells_which_one_it_is(refine, sketch, tmp_path):
    report = tmp_path / "report.json"
    options = ("--variations", 2, "--spread", 0.2, "--seed", 5, "--variations-as", "files")

    refine("run", sketch, *RUN, *options, "--report", report, "-o", tmp_path / "out.svg")

    for number in (1, 2):
        (run,) = read_record(etree.parse(tmp_path / f"out-{number}.svg").getroot()).runs
        assert run.outcome["variant"] == number - 1
        assert (run.settings["variants"], run.settings["spread"], run.settings["seed"]) == (2, 0.2, 5)
        assert set(run.before) == {"hull", "sail"}
    told = json.loads(report.read_text(encoding="utf-8"))["variations"]
    assert [(each["seed"], each["freedom"]) for each in told] == [(5, 0.3), (6, 0.7)]


def test_drawings_from_a_prompt_come_in_variations(refine, tmp_path):
    options = ("--strokes", 3, "--variations", 2, "--variations-as", "files", "--no-record")

    assert refine("draw", "--prompt", "x", "--steps", 2, *options, "-o", tmp_path / "out.svg")[0] == 0

    one, two = ((tmp_path / f"out-{number}.svg").read_bytes() for number in (1, 2))
    assert one != two
    assert one.count(b"<path") == two.count(b"<path") == 3


def test_variations_of_a_picture_without_words_are_named_after_it(refine, sketch, tmp_path):
    from PIL import Image

    Image.new("RGB", (9, 9), "orange").save(tmp_path / "photo.png")
    output = tmp_path / "out.svg"
    options = ("--ids", "hull", "--image", tmp_path / "photo.png", "--steps", 3, "--variations", 2)

    assert refine("run", sketch, *options, "-o", output)[0] == 0

    root = etree.parse(output).getroot()
    assert root[-1].get(LABEL) == "Variations of “the picture”"
    assert root[-1][0][0].get("d") != root[-1][1][0].get("d")
    said = refine("runs", output)[1]
    assert ": the picture; strength 50 %" in said
    assert "2 variations; variation 2 kept;" in said


def test_the_picture_shows_all_of_them(refine, sketch, tmp_path):
    from PIL import Image

    sizes = []
    for count in (1, 4):
        picture = tmp_path / f"{count}.png"
        refine("run", sketch, *RUN, "--variations", count, "--picture", picture, "-o", tmp_path / "out.svg")
        sizes.append(Image.open(picture).width)

    assert sizes[1] > 2 * sizes[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--variations", "9"), "--variations: 9 is outside 1..8."),
        (("--variations", "2", "--choose", "3"), "--choose: there is no variation 3 among 2."),
        (("--variations", "2", "--spread", "2"), "--spread: 2.0 is outside 0..1"),
    ],
)
def test_what_can_not_be_done_is_said_before_the_run(refine, sketch, tmp_path, arguments, said):
    code, _, err = refine("run", sketch, *RUN, *arguments, "-o", tmp_path / "out.svg")

    assert code == 2
    assert said in err
