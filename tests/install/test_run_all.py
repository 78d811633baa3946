"""The script behind `install.py --test`."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "run_all.py"


def test_ci_fails_without_inkscape_instead_of_skipping(tmp_path):
    environment = {**os.environ, "PATH": str(tmp_path), "CI": "true"}

    done = subprocess.run([sys.executable, SCRIPT], env=environment, capture_output=True, text=True)

    assert done.returncode == 1
    assert "inkscape, Xvfb, openbox, dbus-daemon, xdotool" in done.stderr
    assert done.stdout == ""
