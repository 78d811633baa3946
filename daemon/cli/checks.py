"""The doctor's checks. Each takes the Settings and yields Findings."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from daemon.guidance.model_store import find_model, find_models
from daemon.model_choice import EMBEDDED, chosen_model
from daemon.setup import inkscape
from daemon.setup.inkscape_python import lacking, own_python
from protocol.errors import RefineError
from protocol.version import APP_VERSION, PROTOCOL_VERSION

from . import daemon_command

ROOT = Path(__file__).resolve().parents[2]
_FREE_BYTES = 1_000_000_000  # logs, models, pictures
_PROBE_S = 120  # torch's first import on a slow disk
_INSTALL = "Run: python3 install.py"
_PROBE = """
import importlib.util, json, torch
cuda = torch.cuda.is_available()
print(json.dumps({
    "torch": torch.__version__, "built_for_cuda": torch.version.cuda or "", "cuda": cuda,
    "gpu": torch.cuda.get_device_name(0) if cuda else "",
    "draws": importlib.util.find_spec("numba_cuda") is not None,
    "memory": torch.cuda.get_device_properties(0).total_memory if cuda else 0,
}))
"""


@dataclass(frozen=True)
class Finding:
    """is_good: True, False if something needed is missing, None for what is only worth knowing."""

    is_good: bool | None
    what: str
    next_step: str = ""


def program(_settings):
    dotted = ".".join(str(part) for part in PROTOCOL_VERSION)
    yield Finding(True, f"Refine with CLIP {APP_VERSION}, protocol {dotted}, Python {sys.version.split()[0]}")


def inkscapes(_settings):
    found = inkscape.find_inkscapes()
    if not found:
        step = "Install Inkscape 1.2 or newer, start it once, then run: python3 install.py"
        yield Finding(False, "Inkscape was not found", step)
    for one in found:
        yield Finding(True, f"{inkscape.version_of(one) or 'Inkscape'} ({one.kind})")
        if one.kind != "native":
            yield Finding(
                None,
                f"A {one.kind} Inkscape is shut off from other programs; it may not reach the daemon",
                "If it does not, install Inkscape from inkscape.org or your distribution.",
            )
        problem = inkscape.extension_problem(one, ROOT, sys.executable)
        if problem:
            yield Finding(False, f"The extension in {one.extension_folder}: {problem}", _INSTALL)
        else:
            yield Finding(True, f"The extension is in {one.extension_folder}")
        yield from _own_python(one)


def _own_python(one):
    found = own_python(one)
    if found is None:
        return
    python, inkex_folder = found
    missing = lacking(python, inkex_folder)
    for what, packages in missing:
        step = f"On Debian or Ubuntu: sudo apt install {packages}; elsewhere install Inkscape anew."
        yield Finding(False, f"Inkscape's own Python ({python}) lacks {what}", step)
    if not missing:
        yield Finding(True, f"Inkscape's own Python ({python}) has inkex and GTK 3")


def torch(_settings):
    """torch is imported in another process: one that crashes must not take the doctor along."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _PROBE], capture_output=True, text=True, timeout=_PROBE_S, check=True
        )
        facts = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        yield Finding(False, "PyTorch does not start", "Remove the folder .venv. " + _INSTALL)
        return
    yield Finding(True, f"PyTorch {facts['torch']}")
    yield _gpu(facts)
    if facts["cuda"] and not facts["draws"]:
        what = "numba-cuda is missing: the processor draws for the GPU, which is slower"
        yield Finding(None, what, _INSTALL + " --build cuda")
    if version("torch").partition("+")[2] != version("torchvision").partition("+")[2]:
        what = f"torchvision {version('torchvision')} is another build than torch"
        yield Finding(None, f"{what}; the program gets along with it")
    else:
        yield Finding(True, f"torchvision {version('torchvision')}")


def _gpu(facts):
    if facts["cuda"]:
        return Finding(True, f"GPU: {facts['gpu']}, {facts['memory'] / 2**30:.0f} GiB")
    if not shutil.which("nvidia-smi"):
        return Finding(None, "No NVIDIA GPU: the processor does the work, which takes about a minute per run")
    if not facts["built_for_cuda"]:
        return Finding(
            None, "There is an NVIDIA GPU, but PyTorch's CPU build is installed", _INSTALL + " --build cuda"
        )
    return Finding(
        None,
        f"There is an NVIDIA GPU, but its driver is too old for CUDA {facts['built_for_cuda']}: "
        "the processor does the work",
        "Update the NVIDIA driver, then restart the computer.",
    )


def model(settings):
    try:
        files = find_model("embedded", settings.models_dir)
    except RefineError as error:
        step = "Restore the project's folder from a fresh copy, then run: python3 install.py"
        yield Finding(False, f"The embedded model: {error.detail}", step)
        return
    yield Finding(True, f"The embedded model is whole ({files.weights.stat().st_size / 1e6:.0f} MB)")
    chosen = chosen_model(settings)
    if chosen == EMBEDDED:
        return
    try:
        find_models(chosen, settings.models_dir)
    except RefineError as error:
        yield Finding(False, f"The chosen model: {error.detail}", "Or run: clip-refine models use embedded")
    else:
        yield Finding(True, f"A run takes {chosen}, as chosen")


def running(settings):
    try:
        found = daemon_command.ask(settings)
    except RefineError as error:
        yield Finding(None, f"The daemon does not answer ({error.detail})", "The next run replaces it.")
        return
    if found is None:
        yield Finding(None, "The daemon is not running; the first run starts it")
    elif found.app != APP_VERSION:
        yield Finding(None, f"A daemon of version {found.app} runs; the next run replaces it")
    else:
        yield Finding(True, daemon_command.described(found))


def disk(settings):
    folder = settings.log_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:.0f} GB free for logs and models ({settings.log_dir})"
    yield Finding(free > _FREE_BYTES, what, "" if free > _FREE_BYTES else "Make room on this disk.")


ALL = (program, inkscapes, torch, model, running, disk)
