"""The virtual environment and what pip puts into it. Standard library only: install.py runs this."""

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CUDA_INDEX = "https://download.pytorch.org/whl/cu130"
NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")
# An index that can't be reached must cost seconds, not pip's usual minutes.
_IMPATIENT = ("--retries", "1", "--timeout", "10")
_NEEDED_BYTES = {"cpu": 2_000_000_000, "cuda": 9_000_000_000}
_ASKED_FOR = ("requirements.txt", "pyproject.toml")
_FOREIGN = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")

_CAUSES = (
    (
        r"No space left|Errno 28|WinError 112|Disk quota exceeded",
        "The disk is full. Make room (about 3 GB, 9 GB with an NVIDIA GPU), then run this again.",
    ),
    (
        r"Permission denied|Errno 13|WinError 5\b|Read-only file system",
        "This folder cannot be written to. Move it to a folder of your own, then run this again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The secure connection to the Python package index failed. Check the computer's clock and your "
        "network's proxy settings, then run this again.",
    ),
    (
        r"NewConnectionError|name resolution|getaddrinfo|Network is unreachable|ConnectTimeout|ReadTimeout|"
        r"ProxyError|Connection refused|Connection reset|ConnectionError|RemoteDisconnected|IncompleteRead",
        "The Python package index could not be reached. Check the internet connection, then run this again: "
        "it goes on where it stopped.",
    ),
    (
        r"No matching distribution found for (?P<what>\S+)",
        "There is no build of {what} for this computer and Python {python}. Run this with another Python "
        "(64-bit, 3.10 to 3.14).",
    ),
)


class InstallError(Exception):
    """What went wrong and what to do next, as one or two plain sentences."""


class Environment:
    """The virtual environment of a project folder, and the log that everything done to it goes to."""

    def __init__(self, root, log, say=print):
        self.root = root
        self.folder = root / ".venv"
        self.log = log
        self.say = say

    @property
    def python(self):
        inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        return self.folder.joinpath(*inside)

    @property
    def clip_refine(self):
        return self.python.with_name("clip-refine.exe" if os.name == "nt" else "clip-refine")

    def install(self, build):
        """Make everything be there; False, at once, when it is. build: "cpu" or "cuda"."""
        stamp = self._stamp(build, *_ASKED_FOR)
        if self._is_done("installed.json", stamp):
            return False
        self._check_room(build)
        self.make()
        self._install_torch(build)
        requirements = str(self.root / "requirements.txt")
        self._pip("the other packages (about 200 MB)", "--no-deps", "-r", requirements)
        self._pip("the program itself", "--no-deps", "--no-build-isolation", "-e", str(self.root))
        compile_kernels = [str(self.python), "-m", "daemon.raster.prepare"]
        self._logged("the rasteriser", compile_kernels, announce="Preparing the rasteriser (half a minute)")
        self._finish("installed.json", stamp)
        return True

    def install_for_tests(self):
        """Add what the tests need."""
        stamp = self._stamp("any", "requirements-dev.txt")
        if not self._is_done("installed-dev.json", stamp):
            self._pip("what the tests need", "--no-deps", "-r", str(self.root / "requirements-dev.txt"))
            self._finish("installed-dev.json", stamp)

    def installed_build(self):
        """The build of torch in a complete installation of what is asked for; "" if there is none."""
        for build in _NEEDED_BYTES:
            if self._is_done("installed.json", self._stamp(build, *_ASKED_FOR)):
                return build
        return ""

    def run(self, *command):
        """Run a command of the environment with our own input and output; its exit code."""
        program = subprocess.Popen([str(part) for part in command], cwd=self.root, env=clean_environment())
        while True:
            # Ctrl+C reaches the command as well, and what it means is for the command to say.
            with contextlib.suppress(KeyboardInterrupt):
                return program.wait()

    def end_daemon(self):
        """End a daemon that still runs the program as it was before."""
        nowhere = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [str(self.clip_refine), "daemon", "stop"]
        subprocess.run(command, cwd=self.root, env=clean_environment(), check=False, **nowhere)

    def _stamp(self, build, *files):
        digest = hashlib.sha256()
        for name in files:
            digest.update((self.root / name).read_bytes())
        # The folder's own path is in it: a moved environment does not work.
        return {"files": digest.hexdigest(), "build": build, "root": str(self.root)}

    def _is_done(self, name, stamp):
        try:
            known = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return known == stamp and self.python.exists()

    def _finish(self, name, stamp):
        (self.folder / name).write_text(json.dumps(stamp), encoding="utf-8")

    def _check_room(self, build):
        present = (self.folder / "installed.json").exists()
        free, needed = shutil.disk_usage(self.root).free, _NEEDED_BYTES[build]
        if not present and free < needed:
            raise InstallError(
                f"The disk has {free / 1e9:.1f} GB left, and the installation needs {needed / 1e9:.0f} GB. "
                "Make room, then run this again."
            )

    def make(self):
        """Make the bare environment unless there is one that works."""
        if self._is_usable():
            return
        if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
            raise InstallError(
                "This Python cannot make a virtual environment. On Debian or Ubuntu type: sudo apt install "
                "python3-venv; then run this again."
            )
        self.say("Making the virtual environment .venv")
        interpreter = getattr(sys, "_base_executable", None) or sys.executable
        self._logged("the virtual environment", [interpreter, "-m", "venv", "--clear", str(self.folder)])

    def _is_usable(self):
        """True when the environment's pip runs and it was made for this very folder."""
        if not self.python.exists():
            return False
        script = self.python.with_name("pip.exe" if os.name == "nt" else "pip")
        try:
            if str(self.folder).encode() not in script.read_bytes():
                return False
            probe = [str(self.python), "-I", "-c", "import pip"]
            return subprocess.run(probe, capture_output=True, env=clean_environment()).returncode == 0
        except OSError:
            return False

    def _install_torch(self, build):
        choices = torch_choices(build, pinned(self.root / "requirements.txt"), self.root / "requirements.txt")
        for index, (what, arguments) in enumerate(choices):
            try:
                self._pip(what, *arguments)
                return
            except InstallError:
                unavailable = "No matching distribution found for torch" in self._log_tail()
                if index + 1 == len(choices) or not unavailable:
                    raise
                self.say(f"  {what} cannot be reached now: taking the next best")

    def _pip(self, what, *arguments):
        command = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        self._logged(what, [*command, "--progress-bar", "off", *arguments], announce=f"Installing {what}")

    def _logged(self, what, command, announce=""):
        """Run a command with its output in the log; InstallError with the likely cause if it fails."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as log:
            log.write(f"\n$ {' '.join(command)}\n".encode())
            log.flush()
            pipes = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            process = subprocess.Popen(command, cwd=self.root, env=clean_environment(), **pipes)
            try:
                _wait_visibly(process, announce, self.say)
            except BaseException:
                process.terminate()
                process.wait()
                raise
        if process.returncode:
            raise InstallError(f"{cause_of(self._log_tail(), what)} Details: {self.log}")

    def _log_tail(self):
        """What the last command wrote."""
        return self.log.read_bytes().decode("utf-8", "replace").rpartition("\n$ ")[2]


def _wait_visibly(process, announce, say):
    """Wait for a process; on a terminal a line counts the seconds."""
    if not announce:
        process.wait()
        return
    live = sys.stdout.isatty()
    started = time.monotonic()
    if not live:
        say(announce)
    while process.poll() is None:
        if live:
            print(f"\r{announce} … {time.monotonic() - started:.0f} s ", end="", flush=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1.0)
    if live:
        print()


def cause_of(log, what):
    """The plain sentence for what pip or venv wrote to its log."""
    for pattern, sentence in _CAUSES:
        match = re.search(pattern, log)
        if match:
            named = match.groupdict().get("what", "")
            return sentence.format(what=named, python=platform.python_version())
    return f"Installing {what} did not work. Run this again; if it fails again, the log says why."


def clean_environment():
    """Our environment without what would lead the virtual environment's Python or pip elsewhere."""
    return {name: value for name, value in os.environ.items() if name not in _FOREIGN}


def pinned(requirements):
    """{name: version} of the lines of a requirements file that hold everywhere."""
    lines = Path(requirements).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if re.fullmatch(r"[\w-]+==[\w.]+", line)]
    return {name.strip(): version.strip() for name, version in pairs}


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
    """[(what to call it, pip's arguments)], best first, for torch and torchvision.

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
        return [("PyTorch with CUDA (about 3 GB)", with_cuda_libraries)]
    if system == "linux":
        cpu = ("--no-deps", f"torch=={torch}+cpu", f"torchvision=={vision}", "--extra-index-url", CPU_INDEX)
        return [
            ("PyTorch's CPU build (about 200 MB)", cpu + _IMPATIENT),
            ("PyTorch's general build (about 3 GB)", with_cuda_libraries),
        ]
    if system == "win32" and build == "cuda":
        local = CUDA_INDEX.rpartition("/")[2]
        cuda = ("--no-deps", f"torch=={torch}+{local}", f"torchvision=={vision}+{local}")
        return [
            ("PyTorch with CUDA (about 3 GB)", (*cuda, "--extra-index-url", CUDA_INDEX, *_IMPATIENT)),
            ("PyTorch's CPU build (about 200 MB)", plain),
        ]
    return [("PyTorch (about 200 MB)", plain)]
