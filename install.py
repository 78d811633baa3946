#!/usr/bin/env python3
"""Install Refine with CLIP. Standard library only; any Python from 3.10 on.

Everything goes into `.venv` beside this file; the extension is copied into Inkscape's user folder.
Exit codes: 0 done, 1 a check or a test failed, 2 it can't go on (one sentence says why and what to do).
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

# An older Python must get as far as here: no newer syntax in this file.
if sys.version_info < (3, 10):  # noqa: UP036
    text = "Refine with CLIP needs Python 3.10 or newer; this is %d.%d. Install one, then run this with it.\n"
    sys.stderr.write(text % sys.version_info[:2])
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from daemon.setup import inkscape as inkscape_folder  # noqa: E402
from daemon.setup.environment import Environment  # noqa: E402
from daemon.setup.logged_commands import InstallError  # noqa: E402
from daemon.setup.torch_build import torch_build  # noqa: E402

LOG = ROOT / "out" / "install.log"
DEMO = ROOT / "out" / "demo"


def main(arguments=None):
    options = parse(arguments)
    for stream in (sys.stdout, sys.stderr):
        # line by line, or what the programs that it starts say would come before what it has said itself
        stream.reconfigure(errors="replace", line_buffering=True)
    environment = Environment(ROOT, LOG, say=print)
    try:
        return options.action(environment, options)
    except InstallError as error:
        return give_up(error)
    except KeyboardInterrupt:
        return give_up("Stopped. Run this again to go on where it stopped.")
    except OSError as error:
        return give_up(
            f"{error.filename or ROOT}: {error.strerror or error}. Mend that, then run this again."
        )


def parse(arguments):
    text = "Install Refine with CLIP here and into Inkscape (no option: just that)."
    parser = argparse.ArgumentParser(prog="install.py", description=text)
    parser.set_defaults(action=install)
    text = "which build of PyTorch (default: the one that fits)"
    parser.add_argument("--build", choices=("auto", "cpu", "cuda"), default="auto", help=text)
    actions = parser.add_mutually_exclusive_group()
    for option, action, text in (
        ("--demo", demo, "install, then refine a bundled sketch"),
        ("--check", check, "say what is there, what is missing and what to do"),
        ("--test", test, "install, then run the tests"),
        ("--uninstall", uninstall, "remove everything that this program put anywhere"),
    ):
        actions.add_argument(option, dest="action", action="store_const", const=action, help=text)
    return parser.parse_args(arguments)


def give_up(sentence):
    print(sentence, file=sys.stderr)
    return 2


def install(environment, options):
    wanted = "" if options.build == "auto" else options.build
    is_new = environment.install(wanted or environment.installed_build() or torch_build())
    inkscapes = inkscape_folder.find_inkscapes()
    for inkscape in inkscapes:
        if inkscape_folder.extension_problem(inkscape, ROOT, environment.python):
            folder = inkscape_folder.install_extension(inkscape, ROOT, environment.python)
            print(f"Put the extension into {folder}; restart Inkscape if it is open.")
            is_new = True
    if is_new:
        environment.end_daemon()
    if not inkscapes:
        print("Inkscape was not found; the command line works without it.")
        print("For the menu entry install Inkscape 1.2 or newer, then run this again.")
    elif options.action is install:
        print("Ready. In Inkscape: Extensions > Refine with CLIP > Refine selected paths…")
    if options.action is install:
        print(f"On the command line: {environment.clip_refine} --help")
    return 0


def demo(environment, options):
    install(environment, options)
    DEMO.mkdir(parents=True, exist_ok=True)
    sketch = ROOT / "examples" / "motorcycle.svg"
    results = {
        "-o": ("the refined drawing", DEMO / "motorcycle.svg"),
        "--picture": ("before and after", DEMO / "before_after.png"),
        "--preview-dir": ("the stages", DEMO / "stages"),
        "--report": ("the report", DEMO / "report.json"),
    }
    command = [environment.clip_refine, "run", sketch, "--ids", "sketch-layer", "--prompt", "a motorcycle"]
    for option, (_, path) in results.items():
        command += [option, path]
    code = environment.run(*command)
    if code == 0:
        for what, path in results.values():
            print(f"{what + ':':22}{path}")
    return code


def check(environment, _options):
    if not environment.installed_build():
        print("Not installed yet, or not wholly. Run: python3 install.py", file=sys.stderr)
        return 1
    return environment.run(environment.clip_refine, "doctor")


def test(environment, options):
    install(environment, options)
    environment.install_for_tests()
    return environment.run(environment.python, ROOT / "tests" / "run_all.py")


def uninstall(environment, _options):
    removed = []
    is_forgotten = not environment.folder.exists()
    if environment.clip_refine.exists():
        is_forgotten = environment.run(environment.clip_refine, "forget") == 0
    for inkscape in inkscape_folder.find_inkscapes():
        removed.append(inkscape_folder.remove_extension(inkscape))
    leftovers = [environment.folder, DEMO, LOG, *ROOT.glob("*.egg-info")]
    leftovers += [ROOT / name for name in (".pytest_cache", ".hypothesis", ".ruff_cache")]
    for package in ("protocol", "inkscape_ext", "daemon", "tests", "benchmarks", "training"):
        leftovers += (ROOT / package).rglob("__pycache__")
    removed += [path for path in leftovers if remove(path)]
    if LOG.parent.is_dir() and not os.listdir(LOG.parent):
        LOG.parent.rmdir()
    for path in removed:
        if path and path.name != "__pycache__":
            print(f"Removed {path}")
    if not is_forgotten:
        print("The logs in your own folders are still there: run install.py, then this again.")
        return 1
    print("Nothing of Refine with CLIP is left but this folder.")
    return 0


def remove(path):
    """Remove a file or folder; True if it was there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.exists() or path.is_symlink():
        path.unlink()
    else:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
