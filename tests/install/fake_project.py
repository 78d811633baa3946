"""A copy of the project whose virtual environment and Inkscape are scripts that note how they are called."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PARTS = (
    "install.py",
    "requirements.txt",
    "requirements-cuda.txt",
    "requirements-dev.txt",
    "requirements-cluster.txt",
    "pyproject.toml",
    "protocol",
    "inkscape_ext",
)

# $FAIL_ON is a part of the command line that makes it fail with $FAIL_TEXT, $SAY_ON one that makes it say
# $SAY_TEXT.
_PROGRAM = """#!/bin/sh
printf '%s\\n' "$*" >> "{calls}"
if [ -n "$FAIL_ON" ]; then
    case "$*" in *"$FAIL_ON"*) printf '%s\\n' "$FAIL_TEXT"; exit 1;; esac
fi
if [ -n "$SAY_ON" ]; then
    case "$*" in *"$SAY_ON"*) printf '%s\\n' "$SAY_TEXT";; esac
fi
exit 0
"""
_INKSCAPE = """#!/bin/sh
case "$1" in
    --user-data-directory) echo "{profile}";;
    --version) echo "Inkscape 1.2.2 (b0a8486541, 2022-12-01)";;
    *) exit 1;;
esac
"""


class FakeProject:
    """root: the copy. calls: the command lines that its environment's programs were run with."""

    def __init__(self, folder):
        self.root = folder / "Ein Ordner é" / "refine"
        self.profile = folder / "in kscape"
        self._calls = folder / "calls"
        self._programs = folder / "programs"
        self._programs.mkdir()
        self.root.mkdir(parents=True)
        for part in _PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, self.root / part)
        # all of our own code that may run before anything is installed
        shutil.copytree(ROOT / "daemon" / "setup", self.root / "daemon" / "setup")
        shutil.copy(ROOT / "daemon" / "__init__.py", self.root / "daemon")

    def add_environment(self):
        scripts = self.root / ".venv" / "bin"
        scripts.mkdir(parents=True)
        for name in ("python", "clip-refine"):
            self._program(scripts / name, _PROGRAM.format(calls=self._calls))
        (scripts / "pip").write_text(f"#!{scripts / 'python'}\n", encoding="utf-8")

    def add_inkscape(self):
        self._program(self._programs / "inkscape", _INKSCAPE.format(profile=self.profile))

    def install(self, *options, **variables):
        """Run install.py; its CompletedProcess with text output."""
        environment = {
            "PATH": str(self._programs),
            "HOME": str(self.root.parent),
            **variables,
        }
        command = [sys.executable, "-B", str(self.root / "install.py"), *options]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    @property
    def extension(self):
        return self.profile / "extensions" / "refine_with_clip"

    def calls(self):
        """The calls so far, which are then forgotten."""
        if not self._calls.exists():
            return []
        lines = self._calls.read_text(encoding="utf-8").splitlines()
        self._calls.unlink()
        return lines

    @staticmethod
    def _program(path, text):
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
