"""Which build of PyTorch suits this computer, and what pip is to be asked for."""

import shutil
import subprocess
import sys
from pathlib import Path

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CUDA_INDEX = "https://download.pytorch.org/whl/cu130"
NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")
# An index that can't be reached must cost seconds, not pip's usual minutes.
_IMPATIENT = ("--retries", "1", "--timeout", "10")


def torch_build():
    """Which build of torch suits this computer: "cuda" where an NVIDIA GPU and its driver are, else "cpu"."""
    if sys.platform == "darwin":
        return "cpu"
    if NVIDIA_DRIVER.exists():
        return "cuda"
    smi = shutil.which("nvidia-smi")
    if not smi:
        return "cpu"
    try:
        listed = subprocess.run([smi, "-L"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return "cpu"
    return "cuda" if listed.returncode == 0 and "GPU" in listed.stdout else "cpu"


def torch_choices(build, pins, constraints, system=sys.platform):
    """[(what to call it, pip's arguments, the build that it brings)], best first, for torch and torchvision.

    On Linux PyPI's torch is the CUDA build, with gigabytes of libraries that only its metadata name; CPU
    builds are `+cpu` on PyTorch's own index. On Windows it is the other way round; on macOS there is one
    build. torchvision comes with --no-deps: where only PyPI's is within reach it does not fit torch's
    build, which the program copes with, and pip must not change torch for it.
    """
    torch, vision = pins["torch"], pins["torchvision"]
    plain = ("--no-deps", f"torch=={torch}", f"torchvision=={vision}")
    # `===` excludes local versions: a `+cpu` wheel in a folder that pip's settings name is no CUDA build.
    with_cuda_libraries = (f"torch==={torch}", f"torchvision==={vision}", "-c", str(constraints))
    if system == "linux" and build == "cuda":
        return [("PyTorch with CUDA (about 3 GB)", with_cuda_libraries, "cuda")]
    if system == "linux":
        cpu = ("--no-deps", f"torch=={torch}+cpu", f"torchvision=={vision}", "--extra-index-url", CPU_INDEX)
        return [
            ("PyTorch's CPU build (about 200 MB)", cpu + _IMPATIENT, "cpu"),
            ("PyTorch's general build (about 3 GB)", with_cuda_libraries, "cpu"),
        ]
    if system == "win32" and build == "cuda":
        local = CUDA_INDEX.rpartition("/")[2]
        cuda = ("--no-deps", f"torch=={torch}+{local}", f"torchvision=={vision}+{local}")
        return [
            ("PyTorch with CUDA (about 3 GB)", (*cuda, "--extra-index-url", CUDA_INDEX, *_IMPATIENT), "cuda"),
            ("PyTorch's CPU build (about 200 MB)", plain, "cpu"),
        ]
    return [("PyTorch (about 200 MB)", plain, "cpu")]
