"""torchvision is imported whether or not its compiled operators fit this torch."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMPORT = "from daemon.guidance.torchvision_compat import import_torchvision as load; load(); import open_clip"
MISFIT = """
import importlib, sys
real = importlib.import_module
failed = []
def misfit(name, package=None):
    if name == "torchvision" and not failed:
        failed.append(name)
        raise RuntimeError("operator torchvision::nms does not exist")
    return real(name, package)
importlib.import_module = misfit
"""


def run(code):
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    command = [sys.executable, "-c", start + code]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def test_open_clip_imports():
    done = run(IMPORT)

    assert done.returncode == 0, done.stderr


def test_open_clip_imports_beside_a_torch_that_does_not_fit():
    done = run(MISFIT + IMPORT + "; assert failed; print(load().transforms.Normalize.__name__)")

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "Normalize"
