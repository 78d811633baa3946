"""The virtual environment and what pip puts into it."""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .logged_commands import InstallError, LoggedCommands, clean_environment
from .torch_build import torch_choices

_NEEDED_BYTES = {"cpu": 2_000_000_000, "cuda": 9_000_000_000}
_CUDA_AGAIN = "python3 install.py --build cuda"
_ASKED_FOR = ("requirements.txt", "requirements-cuda.txt", "pyproject.toml")


class Environment:
    """The virtual environment of a project folder.

    root: that folder. log: the file for all that is done to the environment. say: shows a line to the user.
    """

    def __init__(self, root, log, say=print):
        self.root = root
        self.folder = root / ".venv"
        self._commands = LoggedCommands(root, log, say)

    @property
    def python(self):
        inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        return self.folder.joinpath(*inside)

    @property
    def clip_refine(self):
        return self.python.with_name("clip-refine.exe" if os.name == "nt" else "clip-refine")

    def install(self, build):
        """Make everything be there; False, at once, when it is. build: "cpu" or "cuda"."""
        if self._is_done("installed.json", self._stamp(build, *_ASKED_FOR)):
            return False
        self._check_room(build)
        self.make()
        build = self._install_torch(build)
        requirements = str(self.root / "requirements.txt")
        self._download("the other packages (about 200 MB)", "--no-deps", "-r", requirements)
        if build == "cuda":
            cuda = str(self.root / "requirements-cuda.txt")
            self._download("what draws on the GPU (about 150 MB)", "-r", cuda, "-c", requirements)
        self._pip("the program itself", "--no-deps", "--no-build-isolation", "-e", str(self.root))
        prepare = [str(self.python), "-m", "daemon.worker.prepare"]
        self._commands.run("the rasteriser", prepare, announce="Preparing the rasteriser (about a minute)")
        self._finish("installed.json", self._stamp(build, *_ASKED_FOR))
        return True

    def install_for_tests(self):
        """Add what the tests need."""
        names = "requirements-dev.txt", "requirements-cluster.txt"
        stamp = self._stamp("any", *names)
        if not self._is_done("installed-dev.json", stamp):
            files = [part for name in names for part in ("-r", str(self.root / name))]
            self._pip("what the tests need", "--no-deps", *files)
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
        self._commands.say("Making the virtual environment .venv")
        interpreter = getattr(sys, "_base_executable", None) or sys.executable
        make = [interpreter, "-m", "venv", "--clear", str(self.folder)]
        self._commands.run("the virtual environment", make)

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
        """Install the best build of torch within reach; which one it is."""
        choices = torch_choices(build, pinned(self.root / "requirements.txt"), self.root / "requirements.txt")
        for index, (what, arguments, brought) in enumerate(choices):
            try:
                self._download(what, *arguments)
                if brought != build:
                    self._commands.say(f"  It cannot use the GPU. To try again later: {_CUDA_AGAIN}")
                return brought
            except InstallError:
                unavailable = "No matching distribution found for torch" in self._commands.last_output()
                if index + 1 == len(choices) or not unavailable:
                    raise
                self._commands.say(f"  {what} cannot be reached now: taking the next best")

    def _download(self, what, *arguments):
        self._pip(what, *arguments, note=", which can take some minutes")

    def _pip(self, what, *arguments, note=""):
        command = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        self._commands.run(
            what, [*command, "--progress-bar", "off", *arguments], announce=f"Installing {what}{note}"
        )


def pinned(requirements):
    """{name: version} of the lines of a requirements file that hold everywhere."""
    lines = Path(requirements).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if re.fullmatch(r"[\w-]+==[\w.]+", line)]
    return {name.strip(): version.strip() for name, version in pairs}
