"""What the user sees, and what the log keeps, while pip and the like are at work."""

import sys

import pytest

from daemon.setup import logged_commands
from daemon.setup.logged_commands import InstallError, LoggedCommands


@pytest.fixture
def said():
    return []


@pytest.fixture
def commands(tmp_path, said):
    return LoggedCommands(tmp_path, tmp_path / "logs" / "install.log", said.append)


def python(text):
    return [sys.executable, "-c", text]


def test_long_work_shows_signs_of_life(commands, said, monkeypatch):
    monkeypatch.setattr(logged_commands, "_LOOK_S", 0.01)
    monkeypatch.setattr(logged_commands, "_SIGN_OF_LIFE_S", 0.1)

    commands.run("PyTorch", python("import time; time.sleep(1)"), announce="Installing PyTorch")

    assert said[0] == "Installing PyTorch"
    assert len(said) >= 3
    assert all(line.startswith("  still at it, ") for line in said[1:])


def test_output_goes_to_the_log_and_not_to_the_user(commands, said, capfd):
    commands.run("PyTorch", python("import sys; print('a line'); print('another', file=sys.stderr)"))

    assert "a line\n" in commands.last_output()
    assert "another\n" in commands.last_output()
    assert (said, capfd.readouterr()) == ([], ("", ""))


def test_failure_is_explained_by_what_the_last_command_wrote(commands):
    commands.run("PyTorch", python("print('No space left on device')"))

    with pytest.raises(InstallError, match=r"^Installing it did not work\..* Details: .*install\.log$"):
        commands.run("it", python("raise SystemExit('unheard of')"))
    with pytest.raises(InstallError, match=r"^The disk is full\."):
        commands.run("it", python("raise SystemExit('[Errno 28] No space left on device')"))
