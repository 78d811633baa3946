"""`clip-refine run` as a user runs it: real daemon, real worker, the embedded model."""

import json
import re

import pytest
from lxml import etree
from PIL import Image

from tests.support.sketch import SKETCH

RUN = ("--ids", "hull,sail,name", "--prompt", "a boat", "--steps", "3", "--device", "cpu", "--no-record")


@pytest.fixture(scope="module")
def finished(real_refine, tmp_path_factory):
    """One run with everything written: (CompletedProcess, folder)."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "in.svg").write_text(SKETCH, encoding="utf-8")
    written = ("-o", folder / "out.svg", "--report", folder / "report.json")
    pictures = ("--picture", folder / "both.png", "--preview-dir", folder / "stages")
    return real_refine("run", folder / "in.svg", *RUN, "--seed", "5", *written, *pictures), folder


@pytest.fixture
def report(finished):
    return json.loads((finished[1] / "report.json").read_text(encoding="utf-8"))


def attributes(path):
    return {element.get("id"): dict(element.attrib) for element in etree.parse(path).iter(etree.Element)}


def test_run_succeeds_and_says_what_it_did(finished):
    done, folder = finished

    assert done.returncode == 0, done.stderr
    assert re.search(rf"2 of 2 paths changed in \d+\.\d s; written to {folder / 'out.svg'}", done.stdout)
    assert "Left alone: 1 text" in done.stdout


def test_only_selected_paths_differ(finished):
    _, folder = finished
    before, after = attributes(folder / "in.svg"), attributes(folder / "out.svg")

    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"hull", "sail"}
    assert all(before[name].keys() == after[name].keys() for name in ("hull", "sail"))


def test_rest_of_the_text_is_equal_to_the_last_byte(finished):
    _, folder = finished
    value = re.compile(r"""\s(d|style)=("[^"]*"|'[^']*')""")
    before, after = (
        [value.sub("", line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        for name in ("in.svg", "out.svg")
    )

    assert before == after


def test_report_tells_settings_times_movement_and_what_was_left_out(report):
    assert report["settings"]["prompts"] == [{"text": "a boat", "weight": 1.0}]
    assert (report["settings"]["steps"], report["settings"]["seed"]) == (3, 5)
    assert report["outcome"] == {"reason": "finished", "steps": 3, "rejected_steps": 0}
    assert -1 <= report["similarity"]["before"] <= 1
    assert -1 <= report["similarity"]["after"] <= 1
    assert isinstance(report["similarity"]["has_gained"], bool)
    times = report["timings_s"]
    assert 0 < times["first_picture"] <= times["total"]
    assert 0 < times["run"] <= times["total"]
    assert times["model_load"] >= 0
    assert [path["id"] for path in report["paths"]] == ["hull", "sail"]
    assert all(path["movement"] > 0 for path in report["paths"])
    assert report["left_out"] == [{"id": "name", "label": "", "reason": "text", "text": "text"}]
    assert report["device"] == "cpu"
    assert report["model"] == "embedded"
    assert report["versions"]["torch"]


def test_pictures_show_before_and_after(finished):
    _, folder = finished
    stages = sorted((folder / "stages").iterdir())

    first, last = (Image.open(path).convert("RGB") for path in (stages[0], stages[-1]))

    assert stages[0].name == "stage_00000.png"
    assert stages[-1].name == "stage_00003.png"
    assert first.tobytes() != last.tobytes()
    assert Image.open(folder / "both.png").width > 2 * first.width


def test_same_seed_gives_the_same_file_and_another_seed_another(finished, real_refine, tmp_path):
    _, folder = finished

    for seed in ("5", "6"):
        real_refine("run", folder / "in.svg", *RUN, "--seed", seed, "-o", tmp_path / f"{seed}.svg")

    assert (tmp_path / "5.svg").read_bytes() == (folder / "out.svg").read_bytes()
    assert (tmp_path / "6.svg").read_bytes() != (folder / "out.svg").read_bytes()


def test_lines_only_leaves_every_style_alone(real_refine, finished, tmp_path):
    _, folder = finished
    target = tmp_path / "lines.svg"

    real_refine("run", folder / "in.svg", *RUN, "--change", "lines", "-o", target)

    before, after = attributes(folder / "in.svg"), attributes(target)
    changed = {
        (name, key) for name in before for key in before[name] if before[name][key] != after[name].get(key)
    }
    assert changed == {("hull", "d"), ("sail", "d")}


def test_no_freedom_changes_nothing(real_refine, finished, tmp_path):
    _, folder = finished
    target = tmp_path / "still.svg"

    done = real_refine("run", folder / "in.svg", *RUN, "--freedom", "0", "-o", target)

    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == (folder / "in.svg").read_bytes()


def test_drawing_is_overwritten_only_on_request(real_refine, finished, sketch):
    assert (finished[1] / "in.svg").read_text(encoding="utf-8") == SKETCH
    before = sketch.read_bytes()

    done = real_refine("run", sketch, *RUN, "-o", sketch)

    assert done.returncode == 0, done.stderr
    assert sketch.read_bytes() != before


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "The model that judges the drawing is not there."),
        ({"open_clip_config.json": b"{}", "open_clip_model.safetensors": b"x"}, "The model file is damaged."),
        ({"open_clip_config.json": b"{}", "open_clip_model.bin": b"x"}, "The model file is damaged."),
    ],
)
def test_missing_or_damaged_model_is_one_sentence(real_refine, sketch, tmp_path, files, sentence):
    folder = tmp_path / "model"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)

    done = real_refine("run", sketch, *RUN, "--model", folder, "-o", tmp_path / "out.svg")

    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith(sentence)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.svg").exists()


def test_models_marks_the_one_that_a_run_takes(real_refine):
    done = real_refine("models", "list")

    assert done.returncode == 0
    assert re.search(r"^\* embedded +built in", done.stdout, re.MULTILINE)


def test_doctor_names_what_is_there(real_refine):
    done = real_refine("doctor")

    assert done.returncode in (0, 1)  # whether Inkscape and its extension are there is not this test's doing
    assert re.search(r"^ok +PyTorch \d", done.stdout, re.MULTILINE)
    assert re.search(r"^ok +The embedded model is whole", done.stdout, re.MULTILINE)
    assert "Traceback" not in done.stdout + done.stderr
