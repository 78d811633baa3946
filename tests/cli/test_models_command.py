"""`clip-refine models` as a user types it."""

import json
import shutil

import pytest

from daemon.cli import checks
from daemon.cli import models as models_command
from daemon.guidance import model_store
from daemon.guidance.model_store import CONFIG, WEIGHTS
from daemon.guidance.model_table import KnownModel
from daemon.model_choice import choose_model, chosen_model
from tests.support.fake_hub import FakeHub
from tests.support.small_models import make_model

NAME = "Small"
MODEL = KnownModel(NAME, "someone/small", "", (WEIGHTS,), "", "MIT", 1, 100, "1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("source") / "my model")


@pytest.fixture
def models(refine, household, folder, monkeypatch):
    """Runs `clip-refine models` where one small model is known by name; a fresh start for every test."""
    for module in (model_store, models_command):
        monkeypatch.setattr(module, "known_models", lambda: {NAME: MODEL})
    shutil.rmtree(household.settings.models_dir, ignore_errors=True)
    choose_model(household.settings, "embedded")
    with FakeHub(MODEL.repository, {name: (folder / name).read_bytes() for name in (CONFIG, WEIGHTS)}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        yield lambda *arguments: refine("models", *arguments)


def row(out, name):
    return next(line for line in out.splitlines() if line[2:].split()[:1] == [name])


def test_a_model_from_the_first_look_to_its_removal(models, household):
    assert row(models("list")[1], NAME).endswith("not downloaded")
    assert "not known beforehand" in models("info", NAME)[1]
    assert models("use", NAME)[0] == 2

    code, out, err = models("pull", NAME)
    assert (code, "is here and whole" in out) == (0, True)
    assert "MB, 100%" in err
    assert CONFIG not in err  # nobody waits for it
    assert "yes" in row(models("list")[1], NAME)
    assert "at the first download" in models("info", NAME)[1]

    assert models("use", f"embedded+{NAME}")[0] == 0
    assert f"* embedded+{NAME}" in models("list")[1]
    assert models("use", NAME)[0] == 0
    assert row(models("list")[1], NAME).startswith("*")

    assert "a run takes the embedded model" in models("remove", NAME)[1]
    assert chosen_model(household.settings) == "embedded"
    assert row(models("list")[1], NAME).endswith("not downloaded")
    assert "was not here" in models("remove", NAME)[1]
    assert "at the first download" in models("info", NAME)[1]  # what was pinned stays so


def test_a_folder_is_kept_by_its_whole_path(models, household, folder, monkeypatch):
    monkeypatch.chdir(folder.parent)

    assert models("use", folder.name)[0] == 0

    assert chosen_model(household.settings) == str(folder)


def test_doctor_says_whether_the_chosen_model_is_there(models, household, folder):
    found = []
    for model in ("embedded", str(folder), f"embedded+{NAME}"):
        choose_model(household.settings, model)
        found.append([finding.is_good for finding in checks.model(household.settings)])

    assert found == [[True], [True, True], [True, False]]


def test_what_cannot_be_used_is_not_chosen(models, household):
    code, _, err = models("use", "nowhere")

    assert (code, "not there" in err) == (2, True)
    assert chosen_model(household.settings) == "embedded"


@pytest.mark.parametrize("action", ["pull", "remove"])
def test_unknown_name_is_one_sentence_with_the_known_ones(models, action):
    code, out, err = models(action, "ViT-Z-99")

    assert (code, out) == (2, "")
    assert err.strip() == f"ViT-Z-99 is none of the models known by name: {NAME}."


def test_no_network_is_one_sentence(models, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")

    code, _, err = models("pull", NAME)

    assert code == 2
    assert err.startswith("The model hub 127.0.0.1:9 cannot be reached.")


def test_stopped_download_says_that_it_goes_on(models, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(models_command, "pull", stopped)

    code, _, err = models("pull", NAME)

    assert (code, "goes on from there" in err) == (130, True)


def test_a_run_takes_the_chosen_model_or_the_named_one(models, refine, household, sketch, folder, tmp_path):
    models("use", f"embedded+{folder}")
    reports = []
    for name, options in (("chosen", ()), ("named", ("--model", "embedded"))):
        report = tmp_path / f"{name}.json"
        run = ("run", sketch, "--all", "--prompt", "a boat", "--steps", "3", "-o", tmp_path / "out.svg")
        assert refine(*run, "--report", report, *options)[0] == 0
        reports.append(json.loads(report.read_text())["model"])

    assert reports == [f"embedded+{folder}", "embedded"]
