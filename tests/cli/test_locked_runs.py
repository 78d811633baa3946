"""`clip-refine run` and what must not change."""

import json

import pytest
from lxml import etree


def lines(path):
    return {element.get("id"): element.get("d") for element in etree.parse(path).iter("{*}path")}


@pytest.mark.parametrize("how", ["option", "attribute"])
def test_locked_paths_are_equal_to_the_last_character(refine, sketch, tmp_path, how):
    before = lines(sketch)
    output = tmp_path / "out.svg"
    lock = ("--lock", "mast,sail")
    if how == "attribute":
        lock = ()
        mark = ' xmlns:refine="urn:refine-with-clip" refine:locked="true" id='
        text = sketch.read_text(encoding="utf-8")
        for name in ("mast", "sail"):
            text = text.replace(f' id="{name}"', f'{mark}"{name}"')
        sketch.write_text(text, encoding="utf-8")

    code, out, _ = refine("run", sketch, "--all", *lock, "--prompt", "a boat", "--steps", 3, "-o", output)

    assert code == 0
    assert "2 objects locked for refining" in out
    assert {name for name, d in lines(output).items() if d != before[name]} == {"hull"}


def test_a_dial_at_0_and_held_nodes_leave_their_part_alone(refine, sketch, tmp_path):
    before, output, report = lines(sketch), tmp_path / "out.svg", tmp_path / "report.json"
    options = (
        "--change",
        "lines=0.5,colours=0",
        "--hold-nodes",
        "hull:0:0,mast:0:1",
        "--hold-ends",
        "--apart",
    )

    code, _, _ = refine(
        "run", sketch, "--all", *options, "--prompt", "a boat", "--steps", 3, "-o", output, "--report", report
    )

    assert code == 0
    after = lines(output)
    assert {name for name, d in after.items() if d != before[name]} == {"hull", "sail"}
    assert after["hull"].startswith("M 10,60 C")
    assert after["hull"].endswith(" 80,60")
    settings = json.loads(report.read_text(encoding="utf-8"))["settings"]
    assert settings["dials"]["lines"] == 0.5
    assert (settings["nodes"], settings["hold_ends"], settings["apart"]) == ("hold", True, True)


def test_the_settings_of_a_run_are_told_as_they_were_given(refine, sketch, tmp_path):
    output = tmp_path / "out.svg"
    given = ["--change", "lines=0.5,widths", "--apart", "--hold-ends", "--simplify", "0.002"]
    refine("run", sketch, "--all", *given, "--prompt", "a boat", "--steps", 3, "-o", output)

    _, listed, _ = refine("runs", output)
    _, settings, _ = refine("runs", output, "--settings", "1")

    for words in (
        "lines 50 %, widths",
        "strokes may come apart",
        "line ends kept",
        "simplified within 0.2 %",
    ):
        assert words in listed
    assert " ".join(given[:4]) in settings
    assert settings.strip().endswith("--simplify 0.002")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--change", "lines=2"], "--change: 'lines=2': 2 is outside 0..1"),
        (["--change", "lines=much"], "'much' is no number"),
        (["--change", "lines=0"], "Nothing is allowed to change"),
        (["--hold-nodes", "hull"], "names no node"),
        (["--hold-nodes", "hall:0:0"], "“hall”"),
        (["--simplify", "0.5"], "--simplify: 0.5 is outside 0..0.05"),
    ],
)
def test_what_can_not_be_is_said_before_anything_is_done(refine, sketch, tmp_path, options, told):
    output = tmp_path / "out.svg"

    code, _, err = refine("run", sketch, "--all", *options, "--prompt", "a boat", "-o", output)

    assert code == 2
    assert told in err
    assert not output.exists()
