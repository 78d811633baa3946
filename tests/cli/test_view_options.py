"""`--frame`, `--margin`, `--image` and `--like`, with the practice worker and without Inkscape."""

import json

import pytest
from PIL import Image

RUN = ("--ids", "hull,sail", "--prompt", "a boat", "--steps", "6", "--no-context-pictures")


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    Image.new("RGB", (900, 300), "red").save(path)
    return path


@pytest.fixture
def settings(refine, sketch, tmp_path):
    """The settings in the report of a run with these options."""

    def run(*arguments):
        out, report = tmp_path / "out.svg", tmp_path / "report.json"
        code, _, err = refine("run", sketch, *RUN, *arguments, "-o", out, "--report", report)
        assert code == 0, err
        return json.loads(report.read_text(encoding="utf-8"))["settings"]

    return run


def test_the_report_says_what_was_looked_at(settings, photo):
    shares = ("--image-weight", "0.75", "--like-weight", "0.25", "--margin", "20")

    told = settings("--frame", "page", "--image", photo, "--image-colours", "--like", "mast", *shares)

    assert (told["frame"], told["margin"]) == ("page", 0.2)
    assert (told["goal_weight"], told["goal_colours"], told["manner_weight"]) == (0.75, True, 0.25)
    (picture,) = told["pictures"]
    assert (picture["use"], picture["name"], len(picture["sha256"])) == ("goal", "photo.png", 64)
    assert told["manner"] == [{"name": "mast"}]


def test_without_these_options_all_is_as_before(settings):
    told = settings()

    assert (told["frame"], told["margin"], told["pictures"], told["manner"]) == ("selection", 0.08, [], [])


def test_the_same_picture_has_the_same_hash(settings, photo):
    hashes = [settings("--image", photo)["pictures"][0]["sha256"] for _ in range(2)]
    Image.new("RGB", (900, 300), "blue").save(photo)

    assert hashes[0] == hashes[1] != settings("--image", photo)["pictures"][0]["sha256"]


def test_a_recorded_run_can_be_asked_for_again_with_the_same_options(refine, sketch, tmp_path, photo):
    given = ("--frame", "page", "--image", photo, "--like", "mast", "--image-colours", "--margin", "20")
    out = tmp_path / "out.svg"
    assert refine("run", sketch, *RUN, *given, "-o", out)[0] == 0

    code, printed, _ = refine("runs", out, "--settings", 1)

    assert code == 0
    for words in ("--frame page", "--margin 20", "--image photo.png", "--image-colours", "--like mast"):
        assert words in printed


def test_with_a_picture_the_prompt_may_be_left_out(refine, sketch, tmp_path, photo):
    arguments = ("--ids", "hull", "--steps", "3", "--no-context-pictures", "--image", photo)

    code, _, err = refine("run", sketch, *arguments, "-o", tmp_path / "out.svg")

    assert code == 0, err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--frame", "ghost"), "No object has the id or label “ghost”."),
        (("--frame", "name"), "“name” has no size of its own"),
        (("--image", "ghost.png"), "--image: ghost.png is neither an id in the drawing nor a file."),
        (("--image", __file__), "can't be read as a picture. Save it as PNG or JPEG."),
        (("--image-weight", "2"), "--image-weight: 2 is outside 0..1."),
        (("--like", "ghost"), "No object has the id or label “ghost”."),
        (("--like", "name"), "“name” holds no strokes and no fills to be like."),
        (("--like-weight", "-1"), "--like-weight: -1 is outside 0..1."),
        (("--margin", "-3"), "--margin: -3 is outside 0..1000."),
        (("--frame-side", "1"), "--frame-side: 1 is outside 2..20000."),
    ],
)
def test_what_can_not_be_is_said_in_plain_words(refine, sketch, tmp_path, arguments, said):
    code, out, err = refine("run", sketch, *RUN, *arguments, "-o", tmp_path / "out.svg")

    assert (code, out) == (2, "")
    assert said in err
    assert not (tmp_path / "out.svg").exists()
