"""All tests, as `install.py --test` and CI run them: with the virtual environment's Python.

First the style of all sources, then tests/inkscape_ext under Inkscape's own Python (another inkex, another
Python), then everything here. What fails does not keep the rest from being looked at.
A person without Inkscape or a virtual screen is told what was left out; where CI is set that is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from daemon.setup.inkscape import find_inkscapes  # noqa: E402
from daemon.setup.inkscape_python import own_python  # noqa: E402

# What tests marked `inkscape` start.
PROGRAMS = ("inkscape", "Xvfb", "openbox", "dbus-daemon", "xdotool")


def main():
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing and os.environ.get("CI"):
        print(f"CI needs what tests in a real Inkscape start: {', '.join(missing)}", file=sys.stderr)
        return 1
    has_style = check_style(ROOT) == 0
    failed_inside = bool(shutil.which("inkscape")) and run_under_inkscape_python() != 0
    if missing:
        print(f"Left out: the tests in a real Inkscape (missing here: {', '.join(missing)})", flush=True)
    code = run_here("not gpu and not inkscape" if missing else "not gpu")
    if failed_inside:
        print("Failed as well: tests/inkscape_ext under Inkscape's own Python (see above)", file=sys.stderr)
    if not has_style:
        print("Failed as well: ruff (see above)", file=sys.stderr)
    return code or int(failed_inside or not has_style)


def check_style(folder):
    """Let ruff look at all sources of a folder; 0 if it has nothing to say."""
    commands = (["check"], ["format", "--check"])
    return max(subprocess.call([sys.executable, "-m", "ruff", *command, str(folder)]) for command in commands)


def run_here(markers):
    command = [sys.executable, "-m", "pytest", "tests", "-m", markers]
    return subprocess.call(command, cwd=ROOT, env=environment(ROOT))


def run_under_inkscape_python():
    """Run tests/inkscape_ext with the Python and the inkex that Inkscape itself uses; pytest's exit code."""
    found = next(filter(None, map(own_python, find_inkscapes())), None)
    if found is None:
        print("Left out: tests/inkscape_ext under Inkscape's own Python, which was not found", flush=True)
        return int("CI" in os.environ)
    python, inkex_folder = found
    print(f"tests/inkscape_ext under {python} with the inkex of {inkex_folder}", flush=True)
    command = [python, "-m", "pytest", "tests/inkscape_ext", "-p", "no:cacheprovider", "-m", "not gpu"]
    return subprocess.call(command, cwd=ROOT, env=environment(tools_for(python), inkex_folder, ROOT))


def tools_for(python):
    """A folder with pytest for that Python, made once. It brings nothing else: no numpy, no newer inkex."""
    asked = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    version = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    folder = Path(sys.prefix) / f"pytest-{version}"
    if not (folder / "pytest_timeout.py").exists():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        wanted = ["--only-binary=:all:", "--python-version", version, "--target", str(folder), "--upgrade"]
        pinned = ["-c", str(ROOT / "requirements-dev.txt"), "pytest", "pytest-timeout"]
        done = subprocess.run([*install, *wanted, *pinned], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"pytest for {python} could not be fetched:\n{done.stderr}")
    return folder


def environment(*folders):
    """Our environment with these folders, and no others, on Python's path."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(folder) for folder in folders)}


if __name__ == "__main__":
    sys.exit(main())
