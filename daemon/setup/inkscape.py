"""Where Inkscape is, and our extension in its user folder."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = "refine_with_clip"
PACKAGES = ("inkscape_ext", "protocol")  # what runs inside Inkscape's Python
RECORD = "installation.json"
FLATPAK_ID = "org.inkscape.Inkscape"
_NEVER_COPIED = shutil.ignore_patterns("__pycache__", "*.pyc", "tests", ".*")


def _usual_places():
    """Where installers put Inkscape without putting it on PATH."""
    if sys.platform == "win32":
        bases = [os.environ.get(name) for name in ("ProgramW6432", "ProgramFiles", "LOCALAPPDATA")]
        inside = (("Inkscape",), ("Programs", "Inkscape"))
        return tuple(Path(base, *parts, "bin", "inkscape.com") for base in bases if base for parts in inside)
    if sys.platform == "darwin":
        inside = Path("Applications", "Inkscape.app", "Contents", "MacOS", "inkscape")
        return (Path("/") / inside, Path.home() / inside)
    return ()


_USUAL_PLACES = _usual_places()


@dataclass(frozen=True)
class Inkscape:
    """One installed Inkscape."""

    command: tuple  # what starts it
    user_folder: Path  # holds `extensions/`
    kind: str  # "native", "flatpak" or "snap"

    @property
    def extension_folder(self):
        return self.user_folder / "extensions" / FOLDER


def find_inkscapes():
    """Every Inkscape of this user; empty when there is none."""
    found = []
    executable = _executable()
    if executable:
        kind = "snap" if "snap" in Path(executable).parts else "native"
        found.append(Inkscape((executable,), _user_folder(executable), kind))
    if _flatpak_is_installed():
        folder = Path.home() / ".var" / "app" / FLATPAK_ID / "config" / "inkscape"
        found.append(Inkscape(("flatpak", "run", FLATPAK_ID), folder, "flatpak"))
    return found


def install_extension(inkscape, root, python):
    """Copy the extension into Inkscape's user folder, in place of an older one; the folder it is in now.

    root: the project's folder. python: the interpreter that runs the daemon. OSError if it can't be written.
    """
    target = inkscape.extension_folder
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = _half_copied(inkscape)
    _remove(fresh)
    fresh.mkdir()
    for package in PACKAGES:
        shutil.copytree(root / package, fresh / package, ignore=_NEVER_COPIED)
    record = {"python": str(python), "main": str(root / "daemon" / "__main__.py")}
    (fresh / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    _remove(target)
    fresh.rename(target)
    return target


def _half_copied(inkscape):
    # Beside `extensions`, not in it: Inkscape would list a half-copied extension as well.
    return inkscape.user_folder / f".{FOLDER}.new"


def remove_extension(inkscape):
    """Remove our folder from Inkscape's; the folder if it was there, else None."""
    target = inkscape.extension_folder
    _remove(_half_copied(inkscape))
    if not target.exists():
        return None
    _remove(target)
    return target


def extension_problem(inkscape, root, python):
    """What is wrong with the installed extension, in a few words; "" if it is this version, whole."""
    target = inkscape.extension_folder
    if not target.is_dir():
        return "it is not installed"
    try:
        record = json.loads((target / RECORD).read_text(encoding="utf-8"))
        same_home = record["main"] == str(root / "daemon" / "__main__.py") and record["python"] == str(python)
    except (OSError, ValueError, KeyError, TypeError):
        return f"its {RECORD} cannot be read"
    if not same_home:
        return "it belongs to another copy of the program"
    for package in PACKAGES:
        if _contents(root / package) != _contents(target / package):
            return "it is another version"
    return ""


def _contents(folder):
    """{relative path: bytes} of the files that an installation copies."""
    files = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        skipped = any(part in ("__pycache__", "tests") or part.startswith(".") for part in parts)
        if path.is_file() and not skipped and path.suffix != ".pyc":
            files["/".join(parts)] = path.read_bytes()
    return files


def _remove(folder):
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _executable():
    on_path = shutil.which("inkscape")
    if on_path:
        return on_path
    return next((str(place) for place in _USUAL_PLACES if place.is_file()), "")


def _user_folder(executable):
    override = os.environ.get("INKSCAPE_PROFILE_DIR")
    if override:
        return Path(override)
    answer = _output([executable, "--user-data-directory"]).strip().splitlines()
    # Inkscape may print warnings of its libraries first.
    if answer and Path(answer[-1]).is_absolute():
        return Path(answer[-1])
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "inkscape"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/org.inkscape.Inkscape/config/inkscape"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "inkscape"


def _flatpak_is_installed():
    return bool(shutil.which("flatpak")) and bool(_output(["flatpak", "info", FLATPAK_ID]).strip())


def version_of(inkscape):
    """Inkscape's own version line, or "" if it does not answer."""
    lines = [line for line in _output([*inkscape.command, "--version"]).splitlines() if "Inkscape" in line]
    return lines[0].strip() if lines else ""


def _output(command, timeout_s=60):
    """What a program prints to stdout, or "" if it fails."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_s, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
