"""The benchmark of a step runs and writes what it promises. Never asserts a time."""

import json
import math
from pathlib import Path

import pytest

from benchmarks import step, step_goals
from benchmarks.models import model_named
from benchmarks.step_parts import PARTS, Step
from daemon.guidance.model_store import find_model
from daemon.guidance.torchvision_compat import import_torchvision
from tests.support.small_models import KINDS, make_model


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("model") / "small")


@pytest.fixture(scope="module")
def figures(model, tmp_path_factory):
    file = tmp_path_factory.mktemp("figures") / "step.json"
    assert step.main(["--quick", "--device", "cpu", "--model", str(model), "--json", str(file)]) == 0
    return json.loads(file.read_text())


def test_step_and_tower_have_positive_times(figures):
    for name in ("step", "tower"):
        assert 0 < figures[name]["min_ms"] <= figures[name]["ms"] < math.inf
    assert figures["ratio"] == pytest.approx(figures["step"]["ms"] / figures["tower"]["ms"])


def test_every_part_has_times(figures):
    assert list(figures["parts"]) == list(PARTS)
    for name, part in figures["parts"].items():
        assert part["forward_ms"] > 0
        assert (part["backward_ms"] > 0) == (name != "adam")


def test_a_whole_job_is_timed_up_to_its_first_picture(figures):
    job = figures["job"]

    assert job["steps"] == step.QUICK_STEPS
    assert 0 < job["first_picture_seconds"] < job["seconds"]


def test_steps_move_the_drawing_and_parts_leave_it(model):
    measured = Step(str(model), "cpu", stroke_count=2, views=2, steps=2)
    start = measured.values.clone()
    measured.run.go_on()
    moved = measured.values.clone()
    measured.parts()

    assert not moved.equal(start)
    assert measured.values.equal(moved)


def test_an_architecture_gets_random_weights_in_a_folder_that_goes(tmp_path):
    import_torchvision()
    import open_clip

    (tmp_path / "tiny.json").write_text(json.dumps(KINDS["vit"]))
    open_clip.add_model_config(tmp_path)
    with model_named("tiny-random") as folder:
        assert find_model(folder).weights.stat().st_size > 0
    assert not Path(folder).exists()


@pytest.mark.parametrize("name", ["no-such-folder", "nothing-random"])
def test_a_model_that_is_not_there_is_refused_with_a_sentence(name, capsys):
    assert step.main(["--quick", "--model", name]) == 2
    assert name in capsys.readouterr().err


def test_goals_are_told_beside_what_was_found(model, tmp_path, monkeypatch, capsys):
    kept = step_goals.CASES["cpu"]
    small = [(line.replace("ViT-B-32-random", str(model)), goals) for line, goals in kept]
    monkeypatch.setitem(step_goals.CASES, "cpu", small)
    file = tmp_path / "goals.json"

    assert step_goals.main(["--quick", "--json", str(file)]) == 0

    rows = json.loads(file.read_text())["goals"]
    assert [row["goal"] for row in rows] == [goal.most for _, goals in kept for goal in goals]
    assert all(0 < row["found"] < math.inf for row in rows)
    assert all(row["what"] in capsys.readouterr().out for row in rows[:1])


def test_steps_of_several_variants_are_timed(model, tmp_path):
    file = tmp_path / "step.json"
    given = ["--quick", "--model", str(model), "--variants", "2", "--json", str(file)]

    assert step.main(given) == 0

    assert json.loads(file.read_text())["variants"]["ms"] > 0
