"""Which models are taken, and which refused before anything of theirs is run."""

import json
import pickle
import shutil
import zipfile

import pytest
import torch
from safetensors.torch import save_file

from daemon.guidance.model_store import BANK, CONFIG, EMBEDDED, WEIGHTS, find_model, known_models
from protocol.errors import ErrorCode, RefineError


@pytest.fixture
def folder(tmp_path):
    """A model folder whose files are sound as far as the store looks."""
    place = tmp_path / "my model"
    place.mkdir()
    (place / CONFIG).write_text(json.dumps({"model_cfg": {}}))
    save_file({"weight": torch.zeros(2)}, place / WEIGHTS)
    return place


def refusal(model, downloaded=None):
    with pytest.raises(RefineError) as caught:
        find_model(str(model), downloaded)
    return caught.value


def test_folder_is_found(folder):
    files = find_model(str(folder))

    assert (files.name, files.folder, files.weights) == ("my model", folder, folder / WEIGHTS)
    assert files.names() == ()
    assert files.bank is None
    assert files.vocabulary() is None


def test_weights_file_is_found_by_path(folder):
    other = folder / "other.safetensors"
    (folder / WEIGHTS).rename(other)

    assert find_model(str(other)).weights == other


def test_embedded_model_is_found_with_the_names_it_knows():
    files = find_model("embedded")

    assert files.folder == EMBEDDED
    assert "motorcycle" in files.names()
    assert files.vocabulary().is_file()


def test_known_model_is_found_among_the_downloaded(folder):
    name = next(iter(known_models()))
    folder.rename(folder.parent / name)

    assert find_model(name, folder.parent).name == name


@pytest.mark.parametrize("downloaded", [True, False])
def test_known_model_that_is_not_there_says_how_to_get_it(tmp_path, downloaded):
    name = next(iter(known_models()))

    error = refusal(name, tmp_path if downloaded else None)

    assert error.code is ErrorCode.MODEL_MISSING
    assert f"clip-refine models pull {name}" in error.detail


def test_nowhere_is_missing(tmp_path):
    assert refusal(tmp_path / "none").code is ErrorCode.MODEL_MISSING


def test_folder_without_weights_is_missing(folder):
    (folder / WEIGHTS).unlink()

    assert refusal(folder).code is ErrorCode.MODEL_MISSING


@pytest.mark.parametrize("suffix", [".pt", ".bin", ".ckpt", ".PTH"])
def test_pickle_is_refused_by_name(folder, suffix):
    weights = folder / f"open_clip_pytorch_model{suffix}"
    (folder / WEIGHTS).rename(weights)

    for model in (folder, weights):
        error = refusal(model)
        assert error.code is ErrorCode.MODEL_CORRUPT
        assert "pickle" in error.detail


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was run",))


@pytest.mark.parametrize("is_zipped", [True, False])
def test_pickle_under_another_name_is_refused_unread(folder, is_zipped):
    data = pickle.dumps(Bomb())
    if is_zipped:
        with zipfile.ZipFile(folder / WEIGHTS, "w") as archive:
            archive.writestr("archive/data.pkl", data)
    else:
        (folder / WEIGHTS).write_bytes(data)

    error = refusal(folder)

    assert error.code is ErrorCode.MODEL_CORRUPT
    assert "pickle" in error.detail


@pytest.mark.parametrize("kept", [0, 3, 8, 40, -1])
def test_truncated_weights_are_corrupt(folder, kept):
    whole = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(whole[:kept])

    assert refusal(folder).code is ErrorCode.MODEL_CORRUPT


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "\u00e9" * 3])
def test_broken_configuration_is_corrupt(folder, text):
    (folder / CONFIG).write_text(text, "utf-16")

    assert refusal(folder).code is ErrorCode.MODEL_CORRUPT


@pytest.mark.parametrize("name", ["bpe_small.txt.gz", "names.json", BANK, WEIGHTS, CONFIG, "SHA256SUMS"])
def test_embedded_model_that_lacks_a_file_is_missing(tmp_path, monkeypatch, name):
    folder = tmp_path / "embedded"
    shutil.copytree(EMBEDDED, folder)
    monkeypatch.setattr("daemon.guidance.model_store.EMBEDDED", folder)
    assert find_model("embedded").folder == folder

    (folder / name).unlink()

    error = refusal("embedded")
    assert error.code is ErrorCode.MODEL_MISSING
    assert name in error.detail


@pytest.mark.parametrize("model", ["x" * 4000, "~nobody-of-this-name/model", "a\0b"])
def test_name_that_can_be_no_folder_is_missing(model):
    assert refusal(model).code is ErrorCode.MODEL_MISSING


def test_damaged_embedded_model_is_noticed(folder, monkeypatch):
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  {WEIGHTS}\n")
    monkeypatch.setattr("daemon.guidance.model_store.EMBEDDED", folder)

    error = refusal("embedded")

    assert error.code is ErrorCode.MODEL_CORRUPT
    assert "shipped" in error.detail
