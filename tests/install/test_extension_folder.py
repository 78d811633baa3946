"""Our extension in Inkscape's user folder: found, installed, replaced, compared, removed."""

from pathlib import Path

import pytest

from daemon.setup import inkscape
from daemon.setup.inkscape import (
    Inkscape,
    extension_problem,
    find_inkscapes,
    install_extension,
    remove_extension,
)

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"


def program(folder, name, text):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """An empty PATH and HOME to put programs on."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INKSCAPE_PROFILE_DIR", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(inkscape, "_USUAL_PLACES", ())
    return folder


@pytest.fixture
def one(tmp_path):
    return Inkscape(("inkscape",), tmp_path / "profile", "native")


def test_no_inkscape_is_no_error(programs):
    assert list(programs.iterdir()) == []
    assert find_inkscapes() == []


def test_inkscape_says_where_its_folder_is(programs, tmp_path):
    wanted = tmp_path / "some where"
    program(programs, "inkscape", f'echo "a warning of a library" >&2; echo "{wanted}"')

    (found,) = find_inkscapes()

    assert found.user_folder == wanted
    assert found.kind == "native"


def test_profile_variable_goes_before_inkscapes_answer(programs, tmp_path, monkeypatch):
    program(programs, "inkscape", "echo /elsewhere")
    monkeypatch.setenv("INKSCAPE_PROFILE_DIR", str(tmp_path / "mine"))

    assert find_inkscapes()[0].user_folder == tmp_path / "mine"


def test_inkscape_that_does_not_answer_has_the_usual_folder(programs, tmp_path):
    program(programs, "inkscape", "exit 1")

    assert find_inkscapes()[0].user_folder == tmp_path / "home" / ".config" / "inkscape"


def test_flatpak_is_found_beside_a_native_one(programs, tmp_path):
    program(programs, "inkscape", "echo /native")
    program(programs, "flatpak", 'test "$1 $2" = "info org.inkscape.Inkscape" && echo "Inkscape"')

    kinds = {found.kind: found for found in find_inkscapes()}

    assert set(kinds) == {"native", "flatpak"}
    inside = ".var/app/org.inkscape.Inkscape/config/inkscape"
    assert kinds["flatpak"].user_folder == tmp_path / "home" / inside


def test_installed_extension_has_no_problem(one):
    install_extension(one, ROOT, PYTHON)

    assert extension_problem(one, ROOT, PYTHON) == ""


def test_new_version_replaces_the_old_one_whole(one):
    install_extension(one, ROOT, PYTHON)
    stale = one.extension_folder / "inkscape_ext" / "gone_since.py"
    stale.write_text("", encoding="utf-8")

    before = extension_problem(one, ROOT, PYTHON)
    install_extension(one, ROOT, PYTHON)

    assert before == "it is another version"
    assert not stale.exists()
    assert [path.name for path in one.user_folder.iterdir()] == ["extensions"]


def test_broken_installation_is_repaired_after_a_crash(one):
    half = one.user_folder / ".refine_with_clip.new" / "inkscape_ext"
    half.mkdir(parents=True)

    install_extension(one, ROOT, PYTHON)

    assert extension_problem(one, ROOT, PYTHON) == ""


def test_removing_takes_what_a_crash_left(one):
    half = one.user_folder / ".refine_with_clip.new" / "inkscape_ext"
    half.mkdir(parents=True)

    assert remove_extension(one) is None

    assert list(one.user_folder.iterdir()) == []


def test_python_cache_makes_no_other_version(one):
    install_extension(one, ROOT, PYTHON)
    cache = one.extension_folder / "protocol" / "__pycache__"
    cache.mkdir()
    (cache / "codec.cpython-311.pyc").write_bytes(b"x")

    assert extension_problem(one, ROOT, PYTHON) == ""


def test_problems_are_told_apart(one, tmp_path):
    missing = extension_problem(one, ROOT, PYTHON)
    install_extension(one, ROOT, PYTHON)
    moved = extension_problem(one, ROOT, tmp_path / "python")
    (one.extension_folder / "installation.json").write_text("[1", encoding="utf-8")
    broken = extension_problem(one, ROOT, PYTHON)

    assert missing == "it is not installed"
    assert moved == "it belongs to another copy of the program"
    assert "cannot be read" in broken


def test_removing_takes_only_our_folder(one):
    install_extension(one, ROOT, PYTHON)
    neighbour = one.user_folder / "extensions" / "other.inx"
    neighbour.write_text("", encoding="utf-8")

    removed = remove_extension(one)

    assert removed == one.extension_folder
    assert not one.extension_folder.exists()
    assert neighbour.exists()
    assert remove_extension(one) is None
