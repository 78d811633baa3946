"""Fetches a known model: every file checked before any of them can be used."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from protocol.errors import RefineError

from .download import download, verify
from .hub import PullError, look_up
from .model_store import CONFIG, WEIGHTS, find_model

PARTIAL = ".partial"  # below the models: what is on its way
QUARANTINE = ".quarantine"  # below the models: what came, and was wrong


@dataclass(frozen=True)
class Locks:
    """What first pulls have found, so that every later one gets the same: a JSON file.

    {name: {"repository", "revision", "files": {local name: sha256}}}
    """

    path: Path

    def of(self, model):
        """The entry for a KnownModel, or an empty one; one that is of another repository does not count."""
        entry = self._all().get(model.name, {})
        return entry if entry.get("repository") == model.repository else {"revision": "", "files": {}}

    def keep(self, model, revision, files):
        entry = {"repository": model.repository, "revision": revision, "files": files}
        write_json(self.path, {**self._all(), model.name: entry})

    def _all(self):
        if not self.path.is_file():
            return {}
        try:
            return json.loads(self.path.read_text("utf-8"))
        except ValueError as error:
            raise PullError(f"{self.path} is damaged. Remove it, then run the same command again.") from error


def write_json(path, content):
    """Replace a file in one step; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    os.replace(new, path)


def pull(model, models, locks, progress):
    """Fetch a KnownModel to the folder `models`; the ModelFiles. PullError.

    What is there already and whole is kept. locks: Locks. progress(file, bytes so far, bytes in all).
    """
    staging = models / PARTIAL / model.name
    try:
        staging.mkdir(parents=True, exist_ok=True)
        with FileLock(staging.with_suffix(".lock"), timeout=0):
            return _pull(model, models, staging, locks, progress)
    except Timeout as error:
        raise PullError(f"{model.name} is being downloaded already. Wait until that has ended.") from error
    except OSError as error:
        raise PullError(
            f"{models} cannot be written to: {error.strerror}. Mend that, then run it again."
        ) from error


def _pull(model, models, staging, locks, progress):
    known = locks.of(model)
    # both files of one commit, also where the newest is asked for
    commit = _first(model, model.revision or known["revision"], (CONFIG,)).commit
    remotes = {CONFIG: _first(model, commit, (CONFIG,)), WEIGHTS: _first(model, commit, model.weights)}
    sums_then = known["files"] if known["revision"] == commit else {}
    sums = {}
    for local, remote in remotes.items():
        wanted = sums_then.get(local, "")
        wanted = (model.sha256 or wanted) if local == WEIGHTS else wanted
        if wanted and remote.sha256 and remote.sha256 != wanted:
            raise PullError(
                f"{remote.name} of {model.repository} is not the one that was expected: its SHA-256 is "
                f"{remote.sha256}, not {wanted}. Nothing was downloaded. Look for a newer Refine with CLIP."
            )
        sums[local] = _fetch(remote, models, model.name, local, wanted, progress)
    files = _put_in_place(model, models, staging)
    locks.keep(model, commit, sums)
    return files


def _first(model, revision, names):
    for name in names:
        if found := look_up(model.repository, revision, name):
            return found
    raise PullError(
        f"{model.repository} has no {names[0]}, and only .safetensors can be used. "
        "Look for a newer Refine with CLIP."
    )


def _fetch(remote, models, name, local, wanted, progress):
    """Bring a file to the staging folder, checked; its SHA-256."""
    staged = models / PARTIAL / name / local
    present = models / name / local
    for path in (staged, present):
        if path.is_file() and path.stat().st_size == remote.size and (sha256 := verify(remote, path, wanted)):
            if path == present:
                _take_along(present, staged)
            return sha256
    part = staged.with_name(f"{local}.part")
    download(remote, part, lambda done, size: progress(remote.name, done, size))
    sha256 = verify(remote, part, wanted)
    if sha256 is None:
        raise PullError(
            f"{remote.name} arrived damaged: its checksum is wrong. It was set aside as "
            f"{_set_aside(models, name, part, local)}. Run the same command again."
        )
    os.replace(part, staged)
    return sha256


def _take_along(present, staged):
    staged.unlink(missing_ok=True)
    try:
        os.link(present, staged)
    except OSError:  # a file system without hard links
        shutil.copyfile(present, staged)


def _put_in_place(model, models, staging):
    """Move the checked folder to where models are looked for, in one step."""
    try:
        find_model(str(staging))
    except RefineError as error:
        bad = _set_aside(models, model.name, staging / WEIGHTS, WEIGHTS)
        raise PullError(
            f"What came is no model that can be used ({error.detail}). It was set aside as {bad}."
        ) from error
    place, old = models / model.name, staging.with_suffix(".old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        os.replace(place, old)
    os.replace(staging, place)
    shutil.rmtree(old, ignore_errors=True)
    return find_model(model.name, models)


def _set_aside(models, name, path, local):
    target = models / QUARANTINE / f"{name}-{local}"
    target.parent.mkdir(exist_ok=True)
    os.replace(path, target)
    return target
