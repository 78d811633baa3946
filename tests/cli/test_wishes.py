"""`clip-refine run` with palettes, several prompts, styles and parts: file in, file out."""

import json
import re
import shlex

import pytest

from tests.support.sketch import SKETCH

RUN = ("--prompt", "a boat", "--steps", "6", "--device", "cpu")
PALETTE = ("#E63946", "rgb(29, 53, 87)", "Wheat")
_PAINT = re.compile(r"(?:fill|stroke)[:=]\"?((?:rgb\([^)]*\)|[#\w]+))")


def paints(path):
    """The colours in a drawing, as it writes them."""
    drawing = path.read_text(encoding="utf-8").partition("</metadata>")
    found = set(_PAINT.findall(drawing[2] or drawing[0]))
    return found - {"none"}


@pytest.fixture(scope="module")
def finished(real_refine, tmp_path_factory):
    """A run with a palette and more: (its folder, the CompletedProcess)."""
    folder = tmp_path_factory.mktemp("palette")
    (folder / "in.svg").write_text(SKETCH, encoding="utf-8")
    wishes = (
        "--palette",
        ",".join(PALETTE),
        "--prompt",
        "a ship:0.5",
        "--not",
        "a car",
        "--style",
        "sticker",
    )
    written = ("-o", folder / "out.svg", "--report", folder / "report.json")
    kept = ("--lock", "mast", "--part-prompts", "label")
    return folder, real_refine("run", folder / "in.svg", "--all", *RUN, *wishes, *kept, *written)


def test_the_result_has_just_the_palettes_colours_as_it_writes_them(finished):
    folder, done = finished

    assert done.returncode == 0, done.stderr
    assert {"#204080", "#d04020"} <= paints(folder / "in.svg")
    assert paints(folder / "out.svg") <= {*PALETTE, "black", "#000"}  # the mast and what can't be refined
    assert paints(folder / "out.svg") & set(PALETTE)
    assert 'stroke="black" d="M 45,60 L 45,10"' in (folder / "out.svg").read_text(encoding="utf-8")


def test_what_was_asked_for_is_told_and_can_be_had_again(finished, real_refine, tmp_path):
    folder, done = finished
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["settings"]["palette"] == list(PALETTE)
    assert [prompt["weight"] for prompt in report["settings"]["prompts"]] == [1.0, 0.5, -0.5]
    assert "No part of the selection has a label of its own" in done.stdout

    told = real_refine("runs", folder / "out.svg").stdout
    assert "and “a ship”; not “a car”; sticker; parts by their labels; palette of 3; without letters" in told
    options = shlex.split(real_refine("runs", folder / "out.svg", "--settings", "1").stdout)
    again = real_refine(
        "run", folder / "in.svg", "--all", "--lock", "mast", *options, "-o", tmp_path / "again.svg"
    )

    assert again.returncode == 0, again.stderr
    first, second = (
        real_refine("forget", path, "-o", tmp_path / f"{index}.svg") and (tmp_path / f"{index}.svg")
        for index, path in enumerate((folder / "out.svg", tmp_path / "again.svg"))
    )
    shapes = [
        re.findall(r'id="(?:hull|sail)"[^>]*', path.read_text(encoding="utf-8")) for path in (first, second)
    ]
    assert len(shapes[0]) == 2
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--palette", "#e63946,reddish"), "“reddish” is no colour."),
        (("--palette", ""), "The palette holds no colour."),
        (("--palette", "swatches"), "This document has no swatches."),
        (("--palette-from", "nobody"), "No object has the id or label “nobody”."),
        (("--keep-colours", "1.5"), "--keep-colours: 1.5 is outside 0..1. Choose another value"),
        (("--palette-pull", "-1"), "--palette-pull: -1.0 is outside 0..1."),
        (("--not", "a dog:500"), "--prompt: -500.0 weighs too much. Choose another value for --prompt."),
    ],
)
def test_what_cannot_be_wished_for_is_said_and_nothing_is_written(refine, sketch, tmp_path, options, said):
    output = tmp_path / "never.svg"

    code, _, err = refine("run", sketch, "--all", *RUN, *options, "-o", output)

    assert code == 2
    assert said in err
    assert not output.exists()


def test_the_object_that_gives_the_colours_is_not_changed(refine, sketch, tmp_path):
    output = tmp_path / "out.svg"

    code, out, _ = refine("run", sketch, "--all", *RUN, "--palette-from", "sail", "--no-record", "-o", output)

    assert code == 0
    assert "locked for refining" in out
    assert 'd="M 47,12 C 60,25 70,40 75,50 L 47,52 Z"' in output.read_text(encoding="utf-8")
