import dataclasses

import pytest

from daemon.settings import Settings


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_everything_lies_below_the_home_of_the_user(home):
    settings = Settings.read()

    for folder in (settings.cache_dir, settings.config_dir, settings.log_dir, settings.private_dirs[0]):
        assert home in folder.parents
    assert not list(home.iterdir())  # reading makes nothing


def test_folders_can_be_moved_by_the_user(home, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "états et journaux"))

    assert Settings.read().private_dirs[0] == home / "états et journaux" / "refine-with-clip"


def test_idle_times_are_those_that_are_promised():
    settings = Settings.read()

    assert (settings.worker_idle_s, settings.daemon_idle_s) == (300.0, 1800.0)


def test_the_entry_point_exists_and_settings_cannot_be_changed():
    settings = Settings.read()

    assert settings.main.name == "__main__.py"
    assert settings.main.is_file()
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.main = None
