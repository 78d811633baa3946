"""Finding Inkscape's program, and runs of programs that fail, hang or are not there."""

import os
import sys

import pytest

from inkscape_ext.export.cache import Cache
from inkscape_ext.export.command import ExportError, inkscape_command, run_inkscape
from inkscape_ext.export.exporter import Exporter


def program(path):
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has places of its own")
@pytest.mark.parametrize(
    ("variable", "inside"), [("APPDIR", "usr/bin/inkscape"), ("SNAP", "bin/inkscape"), ("PATH", "inkscape")]
)
def test_the_inkscape_that_runs_us_is_taken(tmp_path, variable, inside):
    elsewhere = tmp_path / "elsewhere"
    program(elsewhere / "inkscape")
    found = program(tmp_path / "home" / inside)

    environment = {"PATH": str(elsewhere), variable: str(tmp_path / "home")}

    assert inkscape_command(environment, python="/nowhere/python3") == [found]


def test_a_named_command_goes_before_all_others(tmp_path):
    named = program(tmp_path / "named" / "inkscape")

    environment = {"PATH": str(tmp_path), "INKSCAPE_COMMAND": named, "SNAP": str(tmp_path)}

    assert inkscape_command(environment) == [named]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import time; time.sleep(60)", "Inkscape took longer than 0.5 s."),
        ("raise SystemExit(3)", "Inkscape ended with status 3."),
    ],
)
def test_a_program_that_hangs_or_fails_is_said_in_a_sentence(script, said):
    with pytest.raises(ExportError, match=said):
        run_inkscape([sys.executable, "-c", script], [], time_limit_s=0.5 if "sleep" in script else 30)


def test_what_a_hanging_program_has_started_ends_with_it(tmp_path):
    grandchild = "import time; time.sleep(60)"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"

    with pytest.raises(ExportError):  # it would hold the pipe, and us, for a minute
        run_inkscape([sys.executable, "-c", script], [], time_limit_s=1.0)


@pytest.mark.parametrize("command", [["/nowhere/inkscape"], [sys.executable, "-c", "pass"]])
def test_a_program_that_makes_no_picture_is_an_error(tmp_path, command):
    exporter = Exporter(command, Cache(tmp_path))

    with pytest.raises(ExportError, match="Inkscape"):
        exporter.pixels([b"<svg/>"], (0, 0, 1, 1), (2, 2))


def test_pictures_are_kept_within_bounds_and_damaged_ones_are_none(tmp_path):
    cache = Cache(tmp_path / "new", most=3000)
    pictures = {name: os.urandom(1000) for name in "abcd"}
    for moment, (name, picture) in enumerate(pictures.items()):
        cache.put(name, picture)
        os.utime(tmp_path / "new" / name, (moment, moment))

    assert cache.get("a", 1000) is None
    assert cache.get("d", 1000) == pictures["d"]
    assert cache.get("d", 999) is None
    (tmp_path / "new" / "d").write_bytes(b"damaged")
    assert cache.get("d", 1000) is None
    assert Cache("/proc/nowhere").put("x", b"1") is None
