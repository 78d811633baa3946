"""The script behind `install.py --test`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run_all import check_style

SCRIPT = Path(__file__).resolve().parents[1] / "run_all.py"


def test_ci_fails_without_inkscape_instead_of_skipping(tmp_path):
    environment = {**os.environ, "PATH": str(tmp_path), "CI": "true"}

    done = subprocess.run([sys.executable, SCRIPT], env=environment, capture_output=True, text=True)

    assert done.returncode == 1
    assert "inkscape, Xvfb, openbox, dbus-daemon, xdotool" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("source", "is_fine"), [("x = 1\n", True), ("x = 1 ;\n", False), ("import os\n\nx = 1\n", False)]
)
def test_unused_names_and_untidy_lines_fail(tmp_path, source, is_fine):
    (tmp_path / "source.py").write_text(source, encoding="utf-8")

    assert (check_style(tmp_path) == 0) is is_fine
