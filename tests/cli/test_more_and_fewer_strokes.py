"""`clip-refine draw`, `run --add` and `fewer`: what is added or hidden, and what stays to the last byte."""

import re

import pytest
from lxml import etree

LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
PROMPT = ("--prompt", "a boat", "--steps", "3")


def without_last_group(text):
    """The bytes of a drawing without the layer that was appended to it."""
    start = text.rindex(b"<g xmlns")
    return text[:start] + text[text.rindex(b"</g>") + len(b"</g>\n") :]


def last_layer(path):
    return etree.parse(path).getroot()[-1]


def test_a_drawing_from_nothing_has_its_strokes_and_shapes_on_one_layer(refine, tmp_path):
    output = tmp_path / "out.svg"
    numbers = ("--strokes", 5, "--fills", 2, "--size", "300x200", "--no-record")

    code, out, _ = refine("draw", *PROMPT, *numbers, "-o", output)

    assert code == 0
    assert out.startswith("7 of 7 paths changed")
    root = etree.parse(output).getroot()
    assert (root.get("width"), root.get("viewBox")) == ("300", "0 0 300 200")
    (layer,) = root
    assert layer.get(LABEL) == "Drawn: “a boat”"
    assert ["fill:none" in path.get("style") for path in layer] == [False] * 2 + [True] * 5


def test_the_same_seed_draws_the_same_file_and_another_one_another(refine, tmp_path):
    files = [tmp_path / f"{number}.svg" for number in range(3)]
    for path, seed in zip(files, (1, 1, 2), strict=True):
        assert refine("draw", *PROMPT, "--strokes", 4, "--seed", seed, "--no-record", "-o", path)[0] == 0

    first, again, other = (path.read_bytes() for path in files)
    assert first == again != other


def test_drawing_on_a_drawing_leaves_it_equal_to_the_last_byte(refine, sketch, tmp_path):
    output = tmp_path / "out.svg"

    code, *_ = refine("draw", "--on", sketch, *PROMPT, "--strokes", 4, "--no-record", "-o", output)

    assert code == 0
    assert without_last_group(output.read_bytes()) == sketch.read_bytes()
    assert len(last_layer(output)) == 4


def test_the_frame_of_a_drawing_can_be_one_of_its_objects(refine, sketch, tmp_path):
    output = tmp_path / "out.svg"
    options = ("--frame", "sail", "--strokes", 20, "--no-record")

    assert refine("draw", "--on", sketch, *PROMPT, *options, "-o", output)[0] == 0

    numbers = [float(word) for path in last_layer(output) for word in re.findall(r"[\d.]+", path.get("d"))]
    # the sail is 47..75 by 12..52, and lies in a group that is moved by 5
    assert 40 < sum(numbers[::2]) / len(numbers[::2]) < 85
    assert 10 < sum(numbers[1::2]) / len(numbers[1::2]) < 60


def test_added_strokes_look_like_the_drawing_which_stays_equal_to_the_last_byte(refine, sketch, tmp_path):
    output = tmp_path / "out.svg"

    code, out, _ = refine("run", sketch, "--all", *PROMPT, "--add", 6, "--no-record", "-o", output)

    assert code == 0
    assert out.startswith("6 of 6 paths changed")
    assert without_last_group(output.read_bytes()) == sketch.read_bytes()
    layer = last_layer(output)
    assert len(layer) == 6
    colours = {re.search("stroke:(#......)", path.get("style"))[1] for path in layer}
    assert colours == {"#204080", "#000000", "#d04020"}  # hull, mast and the filled sail
    widths = {float(re.search("stroke-width:([0-9.]+)", path.get("style"))[1]) for path in layer}
    assert {1.0, 2.0} < widths


def test_own_strokes_go_along_when_asked_to(refine, sketch, tmp_path):
    output = tmp_path / "out.svg"
    options = ("--add", 2, "--refine-too", "--no-record")

    _, out, _ = refine("run", sketch, "--ids", "hull", *PROMPT, *options, "-o", output)

    assert out.startswith("3 of 3 paths changed")
    assert b'd="M 10,60' not in output.read_bytes()


def test_strokes_that_are_left_out_are_hidden_and_come_back_to_the_last_byte(refine, sketch, tmp_path):
    output, back = tmp_path / "out.svg", tmp_path / "back.svg"

    code, out, _ = refine("fewer", sketch, "--all", "--prompt", "a boat", "--to", 1, "-o", output)

    assert code == 0
    assert "1 of 3 strokes kept, 2 hidden" in out
    paths = {path.get("id"): path for path in etree.parse(output).iter("{*}path")}
    assert [name for name, path in paths.items() if "display:none" in path.get("style", "")] == [
        "hull",
        "mast",
    ]
    assert refine("fewer", output, "--show-all", "-o", back)[0] == 0
    assert back.read_bytes() == sketch.read_bytes()


def test_several_counts_make_a_file_each_and_a_picture_of_all(refine, sketch, tmp_path):
    output, picture = tmp_path / "out.svg", tmp_path / "out.png"
    options = ("--to", "2,1", "--picture", picture)

    assert refine("fewer", sketch, "--all", "--prompt", "a boat", *options, "-o", output)[0] == 0

    hidden = [(tmp_path / f"out-{count}.svg").read_text().count("display:none") for count in (2, 1)]
    assert hidden == [1, 2]
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("options", "is_said"), [((), True), (("--no-context-pictures",), False)])
def test_what_is_around_is_shown_to_the_model_and_said_where_it_can_not_be(
    refine, sketch, tmp_path, monkeypatch, options, is_said
):
    monkeypatch.setenv("PATH", str(tmp_path))  # no Inkscape, which has to draw the text
    sketch.write_text(sketch.read_text(encoding="utf-8").replace("co<", "sons<"), encoding="utf-8")
    given = ("fewer", sketch, "--all", "--prompt", "a boat", "--to", 1, *options)

    code, out, _ = refine(*given, "-o", tmp_path / "out.svg")

    assert code == 0
    assert ("are missing in what the model sees" in out) == is_said


def test_what_was_left_out_can_be_chosen_again(refine, sketch, tmp_path):
    few, more = tmp_path / "few.svg", tmp_path / "more.svg"
    refine("fewer", sketch, "--all", "--prompt", "a boat", "--to", 1, "-o", few)

    _, out, _ = refine("fewer", few, "--all", "--prompt", "a boat", "--to", 2, "-o", more)

    assert "2 of 3 strokes kept, 1 hidden" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("draw", *PROMPT, "--strokes", "0"), "There is nothing to draw with."),
        (("draw", *PROMPT, "--strokes", "6000"), "--strokes: 6000 is outside 0..5000."),
        (("draw", *PROMPT, "--size", "big"), "--size: 'big' is no size."),
        (("draw", *PROMPT, "--frame", "hull"), "Name the drawing with --on."),
        (("draw", *PROMPT, "--on", "SKETCH", "--frame", "sky"), "No object in the drawing has the id “sky”."),
        (("draw", *PROMPT, "--on", "SKETCH", "--frame", "name"), "--frame: name has no area."),
        (("run", "SKETCH", "--all", *PROMPT, "--add", "-1"), "--add: -1 is outside 0..5000."),
        (("fewer", "SKETCH", "--all"), "Say with --prompt what it is a drawing of."),
        (("fewer", "SKETCH", "--all", "--prompt", "x", "--to", "9"), "--to: '9' is no number of strokes"),
        (
            ("fewer", "SKETCH", "--all", "--prompt", "x", "--to", "some"),
            "--to: 'some' is no number of strokes",
        ),
    ],
)
def test_what_can_not_be_done_is_said(refine, sketch, tmp_path, arguments, said):
    words = [sketch if word == "SKETCH" else word for word in arguments]

    code, _, err = refine(*words, "-o", tmp_path / "out.svg")

    assert code == 2
    assert said in err
    assert not (tmp_path / "out.svg").exists()
