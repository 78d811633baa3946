"""The benchmark runs and writes what it promises. Never asserts a time."""

import json
import math

import pytest

from benchmarks import raster

TIMES = [f"{name}_{kind}" for name in ("forward", "backward", "both") for kind in ("ms", "min_ms")]


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    file = tmp_path_factory.mktemp("figures") / "figures.json"
    assert raster.main(["--quick", "--device", "cpu", "--json", str(file)]) == 0
    return json.loads(file.read_text())


def test_every_scene_has_positive_times(figures):
    assert list(figures["scenes"]) == ["b", "e"]
    for scene in figures["scenes"].values():
        for each in (scene, *scene["peers"].values()):
            assert all(math.isfinite(each[name]) and each[name] > 0 for name in TIMES)


def test_growth_is_told_by_stroke(figures):
    few, many = figures["growth"]

    assert (few["strokes"], many["strokes"]) == (8, 16)
    assert few["time_ratio"] == 1.0
    assert many["time_ratio"] == pytest.approx(many["both_ms"] / few["both_ms"] * 8 / 16)


def test_gradients_are_compared_with_differences_and_with_ink(figures):
    (scene,) = figures["accuracy"].values()

    for ramp in ("ours, ramp 1", "ours, ramp 2"):
        assert 0.5 < scene["points"][ramp]["cosine"] <= 1
        assert abs(scene["ink_error"][ramp]) < 0.05


@pytest.mark.parametrize("arguments", [["--scenes", "g"], ["--scenes", "f"], ["--parts", "colour"]])
def test_what_is_not_there_is_refused_with_a_sentence(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        raster.main(arguments)

    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert "choose from" in said or "--tiger" in said
