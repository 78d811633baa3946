"""The quality benchmark draws and writes what it promises. Never asserts how good or how fast."""

import json

import pytest
from PIL import Image

from benchmarks import quality
from benchmarks.drawn.cases import SETTINGS, SHAPES, cases_of


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quality")
    file = folder / "figures.json"
    wanted = ["--settings", "sketches,filled24", "--quick", "--device", "cpu"]
    assert quality.main([*wanted, "--json", str(file), "--out", str(folder / "sheets")]) == 0
    return folder, json.loads(file.read_text())["settings"]


def test_each_setting_has_a_drawing_a_summary_and_a_sheet(finished):
    folder, settings = finished

    assert list(settings) == ["sketches", "filled24"]
    for name, setting in settings.items():
        (row,) = setting["drawings"].values()
        assert row["steps"] == quality.QUICK_STEPS
        assert row["strokes"] >= row["clean_strokes"] >= 0
        assert row["drift"] > 0
        assert setting["summary"]["drift"] == row["drift"]
        assert Image.open(folder / "sheets" / f"{name}.png").width > 2 * 150


@pytest.mark.parametrize("setting", SHAPES)
def test_random_starts_are_always_the_same_and_fit_the_protocol(setting):
    first, again = (cases_of(setting, 2) for _ in range(2))

    assert first == again
    assert first[0].table.points != first[1].table.points
    for case in first:
        case.table.check()
        assert case.table.path_count == sum(SHAPES[setting]) == case.new_paths


def test_there_are_forty_prompts_and_twenty_sketches():
    counts = {setting: len(cases_of(setting)) for setting in SETTINGS}

    assert counts == {"sketches": 20, "strokes64": 40, "strokes16": 40, "filled24": 40}


@pytest.mark.parametrize("case", cases_of("sketches"), ids=lambda case: case.prompt)
def test_sketch_has_strokes_of_a_beginner(case):
    assert 6 <= case.table.path_count <= 20
    assert case.prompt.split()[0] in ("a", "an")
    assert any(case.table.free)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--settings", "oils"], "there is no 'oils'"),
        (["--prompts", "0"], "--prompts: at least 1"),
        (["--judge", "no/such/folder"], "there is no folder no/such/folder"),
    ],
)
def test_what_is_not_there_is_refused_with_a_sentence(arguments, sentence, capsys):
    with pytest.raises(SystemExit) as stop:
        quality.main(arguments)

    assert stop.value.code == 2
    assert sentence in capsys.readouterr().err
