"""The virtual environment: which builds pip is asked for, and environments that are broken."""

import importlib.util
import shutil
import subprocess
from collections import namedtuple
from pathlib import Path

import pytest

from daemon.setup import torch_build
from daemon.setup.environment import Environment, pinned
from daemon.setup.logged_commands import InstallError, clean_environment
from daemon.setup.torch_build import CPU_INDEX, CUDA_INDEX, torch_choices

PINS = {"torch": "2.13.0", "torchvision": "0.28.0"}
ROOT = Path(__file__).resolve().parents[2]


def choices(build, system):
    return [arguments for _, arguments, _ in torch_choices(build, PINS, "requirements.txt", system)]


def test_linux_without_gpu_asks_for_the_cpu_build_first():
    first, second = choices("cpu", "linux")

    assert {"torch==2.13.0+cpu", "--no-deps", CPU_INDEX} <= set(first)
    assert "torch===2.13.0" in second


def test_linux_with_gpu_takes_the_cuda_libraries_along():
    (only,) = choices("cuda", "linux")

    assert "torch===2.13.0" in only
    assert "--no-deps" not in only
    assert not any("http" in argument for argument in only)


def test_windows_with_gpu_asks_pytorchs_index_and_else_takes_the_cpu_build():
    first, second = choices("cuda", "win32")

    assert {"torch==2.13.0+cu130", CUDA_INDEX} <= set(first)
    assert second == ("--no-deps", "torch==2.13.0", "torchvision==0.28.0")


def test_a_build_that_cannot_use_the_gpu_is_not_taken_for_one_that_can():
    assert [brought for *_, brought in torch_choices("cuda", PINS, "requirements.txt", "win32")] == [
        "cuda",
        "cpu",
    ]


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_pypi_has_the_cpu_build(system):
    assert choices("cpu", system) == [("--no-deps", "torch==2.13.0", "torchvision==0.28.0")]


def test_pins_come_from_the_requirements_file():
    found = pinned(ROOT / "requirements.txt")

    assert {name: found[name] for name in PINS} == PINS
    assert "lxml" not in found  # its version depends on Python's


@pytest.mark.parametrize(
    ("answer", "status", "build"),
    [("GPU 0: NVIDIA H100 (UUID: GPU-1)", 0, "cuda"), ("NVIDIA-SMI has failed", 9, "cpu"), ("", 0, "cpu")],
)
def test_build_follows_what_nvidia_smi_says(tmp_path, monkeypatch, answer, status, build):
    smi = tmp_path / "nvidia-smi"
    smi.write_text(f"#!/bin/sh\necho '{answer}'\nexit {status}\n", encoding="utf-8")
    smi.chmod(0o755)
    monkeypatch.setattr(torch_build, "NVIDIA_DRIVER", tmp_path / "absent")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert torch_build.torch_build() == build


def test_build_without_nvidia_smi_is_for_the_processor(tmp_path, monkeypatch):
    monkeypatch.setattr(torch_build, "NVIDIA_DRIVER", tmp_path / "absent")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert torch_build.torch_build() == "cpu"


@pytest.fixture
def fresh(tmp_path):
    root = tmp_path / "a folder é"
    root.mkdir()
    for name in ("requirements.txt", "requirements-cuda.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    return Environment(root, tmp_path / "log" / "install.log", say=lambda text: None)


def test_half_made_environment_is_made_anew(fresh):
    fresh.python.parent.mkdir(parents=True)
    fresh.python.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    fresh.python.chmod(0o755)

    fresh.make()

    asked = subprocess.run([fresh.python, "-I", "-m", "pip", "--version"], capture_output=True, text=True)
    assert str(fresh.folder) in asked.stdout


def test_python_without_ensurepip_is_told_what_to_install(fresh, monkeypatch):
    there = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else there(name)
    )

    with pytest.raises(InstallError, match="sudo apt install python3-venv"):
        fresh.install("cpu")


def test_full_disk_is_noticed_before_the_work(fresh, monkeypatch):
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**8))

    with pytest.raises(InstallError, match=r"0\.1 GB left.*2 GB"):
        fresh.install("cpu")
    assert not fresh.folder.exists()


def test_foreign_variables_do_not_reach_pip(monkeypatch):
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET"):
        monkeypatch.setenv(name, "elsewhere")

    assert not {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET"} & set(clean_environment())
