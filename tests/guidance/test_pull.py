"""Fetching a model from a server on 127.0.0.1, which may do everything wrong."""

import hashlib
import json
import os
import pickle
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from daemon.guidance import download
from daemon.guidance.hub import PullError
from daemon.guidance.model_store import CONFIG, WEIGHTS, find_model
from daemon.guidance.model_table import KnownModel, known_models
from daemon.guidance.pull import PARTIAL, QUARANTINE, Locks, pull
from tests.support.fake_hub import COMMIT, FakeHub
from tests.support.small_models import make_model

REPOSITORY = "someone/a-clip"
NAME = "ViT-B-32"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = make_model(tmp_path_factory.mktemp("source") / "model")
    return {name: (folder / name).read_bytes() for name in (CONFIG, WEIGHTS)}


@pytest.fixture
def hub(files, monkeypatch):
    with FakeHub(REPOSITORY, files) as made:
        monkeypatch.setenv("HF_ENDPOINT", made.address)
        monkeypatch.setattr(download, "REST_S", 0.0)
        yield made


@pytest.fixture
def locks(tmp_path):
    return Locks(tmp_path / "config" / "models.lock.json")


@pytest.fixture
def fetch(tmp_path, locks):
    """Pulls the model with these fields of its table entry: the ModelFiles."""

    def run(progress=lambda *_: None, **fields):
        entry = {"repository": REPOSITORY, "revision": "", "weights": (WEIGHTS,), "sha256": "", **fields}
        model = KnownModel(NAME, **entry, licence="MIT", size_mb=1, memory_mb=1, speed="1")
        return pull(model, tmp_path / "models", locks, progress)

    return run


def refusal(fetch, **fields):
    with pytest.raises(PullError) as caught:
        fetch(**fields)
    return str(caught.value)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def is_in_place(tmp_path):
    return (tmp_path / "models" / NAME).exists()


def test_model_is_fetched_and_what_it_is_kept(hub, fetch, files, locks, tmp_path):
    seen = []

    found = fetch(progress=lambda *state: seen.append(state))

    assert found == find_model(NAME, tmp_path / "models")
    assert {name: (found.folder / name).read_bytes() for name in files} == files
    size = len(files[WEIGHTS])
    assert seen[-1] == (WEIGHTS, size, size)
    assert json.loads(locks.path.read_text())[NAME] == {
        "repository": REPOSITORY,
        "revision": COMMIT,
        "files": {name: sha256(content) for name, content in files.items()},
    }


def test_pinned_model_is_fetched_at_its_revision(hub, fetch, files):
    assert fetch(revision=COMMIT, sha256=sha256(files[WEIGHTS])).weights.is_file()


def test_second_pull_of_a_whole_model_fetches_nothing(hub, fetch):
    fetch()
    hub.asked.clear()

    fetch()

    assert hub.asked == []


def test_second_pull_mends_a_damaged_model(hub, fetch, files):
    weights = fetch().weights
    weights.write_bytes(files[WEIGHTS][:-1] + b"\0")

    assert fetch().weights.read_bytes() == files[WEIGHTS]


def test_next_name_of_the_weights_is_tried(hub, fetch, files):
    hub.files["other.safetensors"] = hub.files.pop(WEIGHTS)

    assert fetch(weights=(WEIGHTS, "other.safetensors")).weights.read_bytes() == files[WEIGHTS]


def test_interrupted_download_goes_on_by_itself(hub, fetch, files):
    hub.cuts = [1000, 500]

    assert fetch().weights.read_bytes() == files[WEIGHTS]
    assert hub.ranges(WEIGHTS) == ["", "bytes=1000-", "bytes=1500-"]


def test_interrupted_download_goes_on_with_the_next_pull(hub, fetch, files, tmp_path):
    hub.cuts = [1000] * download.ATTEMPTS

    assert "interrupted" in refusal(fetch)
    assert not is_in_place(tmp_path)
    assert fetch().weights.read_bytes() == files[WEIGHTS]
    assert hub.ranges(WEIGHTS)[-1] == "bytes=3000-"


def test_server_without_ranges_sends_it_all_again(hub, fetch, files):
    hub.cuts = [1000]
    hub.takes_ranges = False

    assert fetch().weights.read_bytes() == files[WEIGHTS]


def test_corrupted_file_is_set_aside_and_the_next_pull_is_clean(hub, fetch, files, tmp_path):
    bad = files[WEIGHTS][:-4] + b"oops"
    hub.sent[WEIGHTS] = bad

    assert "checksum is wrong" in refusal(fetch)
    assert not is_in_place(tmp_path)
    assert (tmp_path / "models" / QUARANTINE / f"{NAME}-{WEIGHTS}").read_bytes() == bad
    hub.sent.clear()
    assert fetch().weights.read_bytes() == files[WEIGHTS]


def test_corrupted_configuration_is_noticed(hub, fetch, files, tmp_path):
    hub.sent[CONFIG] = files[CONFIG].replace(b"32", b"64")

    assert "checksum is wrong" in refusal(fetch)
    assert not is_in_place(tmp_path)


def test_truncated_file_is_thrown_away(hub, fetch, files, tmp_path):
    hub.sent[WEIGHTS] = files[WEIGHTS][:5000]

    assert "shorter" in refusal(fetch)
    assert not is_in_place(tmp_path)
    assert not list((tmp_path / "models" / PARTIAL / NAME).glob("*.part"))


def test_hash_other_than_the_pinned_one_is_refused_before_the_download(hub, fetch, tmp_path):
    assert "not the one that was expected" in refusal(fetch, sha256="0" * 64)
    assert hub.ranges(WEIGHTS) == []
    assert not is_in_place(tmp_path)


def test_file_that_has_changed_since_the_first_pull_is_refused(hub, fetch, files):
    kept = fetch()
    hub.files[WEIGHTS] = files[WEIGHTS][:-1] + b"\1"

    assert "not the one that was expected" in refusal(fetch)
    assert kept.weights.read_bytes() == files[WEIGHTS]


def test_a_newer_revision_in_the_table_replaces_what_was_kept(hub, fetch, files, locks):
    fetch()
    entry = json.loads(locks.path.read_text())
    entry[NAME]["revision"] = "b" * 40
    entry[NAME]["files"] = dict.fromkeys(files, "0" * 64)
    locks.path.write_text(json.dumps(entry))

    fetch(revision=COMMIT)

    assert json.loads(locks.path.read_text())[NAME]["revision"] == COMMIT


def test_too_little_space_is_said_before_the_download(hub, fetch, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100, 50, 50))

    assert "not enough space" in refusal(fetch)
    assert hub.asked == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_disk_that_fills_up_is_said(hub, fetch, tmp_path):
    staging = tmp_path / "models" / PARTIAL / NAME
    staging.mkdir(parents=True)
    os.symlink("/dev/full", staging / f"{WEIGHTS}.part")

    assert "not enough space" in refusal(fetch)
    assert not is_in_place(tmp_path)


def test_pickle_under_a_good_name_is_set_aside(hub, fetch, tmp_path):
    hub.files[WEIGHTS] = pickle.dumps({"weight": 1})

    assert "pickle" in refusal(fetch)
    assert not is_in_place(tmp_path)
    assert (tmp_path / "models" / QUARANTINE / f"{NAME}-{WEIGHTS}").is_file()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"repository": "someone/else"}, "someone/else was not found"),
        ({"revision": "d" * 40}, "was not found"),
        ({"weights": ("none.safetensors",)}, "has no none.safetensors"),
    ],
)
def test_what_is_not_there_is_said(hub, fetch, fields, words):
    assert words in refusal(fetch, **fields)


def test_error_of_the_server_is_said(hub, fetch):
    hub.status = 503

    assert "error 503" in refusal(fetch)


def test_no_network_is_said(fetch, monkeypatch, hub):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")

    assert "cannot be reached" in refusal(fetch)


def test_table_names_safetensors_and_whole_sums_only():
    for model in known_models().values():
        assert all(name.endswith(".safetensors") for name in model.weights)
        assert len(model.sha256) in (0, 64)
        assert len(model.revision) in (0, 40)
        assert model.revision or not model.sha256
