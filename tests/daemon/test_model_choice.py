import pytest

from daemon.model_choice import CHOSEN, EMBEDDED, choose_model, chosen_model, resolved
from daemon.settings import Settings


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return Settings.read()


def test_it_is_the_embedded_model_until_another_is_chosen(settings):
    assert chosen_model(settings) == EMBEDDED

    choose_model(settings, "embedded+/a/fôlder")

    assert chosen_model(settings) == "embedded+/a/fôlder"
    assert [path.name for path in settings.config_dir.iterdir()] == ["model.json"]


def test_only_a_request_for_the_chosen_model_is_resolved(settings):
    choose_model(settings, "mine")

    assert resolved(CHOSEN, settings) == "mine"
    assert resolved("other", settings) == "other"


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"model": 3}', '{"model": ""}'])
def test_a_choice_that_cannot_be_read_is_none(settings, content):
    choose_model(settings, "mine")
    (settings.config_dir / "model.json").write_text(content)

    assert chosen_model(settings) == EMBEDDED
