"""One large file over HTTP: going on where it stopped, and never taken for whole when it is not."""

import hashlib
import shutil
import time
from urllib.parse import urlsplit

from daemon.full_disk import is_full

from .hub import PullError, unreachable

ATTEMPTS = 3  # in one go; each goes on from what the one before has brought
REST_S = 2.0  # between them
SILENCE_S = 30.0  # a connection that brings nothing for longer is dead
CHUNK = 1 << 20  # bytes
SPARE = 100_000_000  # bytes that stay free on the disk
_OK, _PARTIAL, _NOT_FOUND, _BEYOND_THE_END = 200, 206, 404, 416
MB = 1e6


class Interrupted(Exception):  # noqa: N818  # no error: the next attempt goes on
    """The connection has ended before the file."""


def download(remote, part, progress):
    """Bring the bytes of a RemoteFile to the file `part`, which may hold the first of them. PullError.

    progress(bytes so far, bytes in all) is called now and then.
    The bytes are as many as the hub states; whether they are the right ones is for `verify`.
    """
    for attempt in range(ATTEMPTS):
        done = _size(part)
        if done > remote.size:
            part.unlink()
            done = 0
        if done == remote.size and part.exists():
            return
        _expect_room(part.parent, remote, done)
        try:
            _receive(remote, part, done, progress)
        except Interrupted:
            if attempt + 1 < ATTEMPTS:
                time.sleep(REST_S)
            continue
        if _size(part) == remote.size:
            return
        part.unlink(missing_ok=True)
        raise PullError(
            f"{remote.name} came shorter than the hub says it is ({remote.size / MB:.1f} MB), so it was "
            "thrown away. Run the same command again; if it happens again, the hub's copy is damaged."
        )
    if not _size(part):
        raise unreachable(urlsplit(remote.url).netloc)
    raise PullError(
        f"The download of {remote.name} was interrupted at {_size(part) / MB:.1f} of "
        f"{remote.size / MB:.1f} MB. "
        "Run the same command again: it goes on from there."
    )


def verify(remote, part, sha256):
    """The SHA-256 of the file `part`, or None if it is not what the hub states, or not `sha256` ("": any)."""
    found = hashlib.sha256()
    blob = hashlib.sha1(b"blob %d\0" % remote.size, usedforsecurity=False)  # as git names its files
    with part.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            found.update(chunk)
            if remote.git_blob:
                blob.update(chunk)
    as_stated = blob.hexdigest() == remote.git_blob if remote.git_blob else found.hexdigest() == remote.sha256
    return found.hexdigest() if as_stated and sha256 in ("", found.hexdigest()) else None


def _receive(remote, part, done, progress):
    """Append what a single request brings. Interrupted, PullError."""
    import httpx2
    from huggingface_hub.utils import get_session

    headers = {"Accept-Encoding": "identity"}
    if done:
        headers["Range"] = f"bytes={done}-"
    try:
        with get_session().stream("GET", remote.url, headers=headers, timeout=SILENCE_S) as answer:
            if answer.status_code == _BEYOND_THE_END:
                return
            _expect_found(answer.status_code, remote)
            # a server that knows no ranges sends the file from its start
            mode = "ab" if answer.status_code == _PARTIAL else "wb"
            with part.open(mode) as stream:
                for chunk in answer.iter_raw():
                    stream.write(chunk)
                    progress(stream.tell(), remote.size)
    except httpx2.HTTPError as error:
        raise Interrupted from error
    except OSError as error:
        if is_full(error):
            raise _no_room(part.parent, remote, _size(part)) from error
        raise Interrupted from error


def _expect_found(status, remote):
    host = urlsplit(remote.url).netloc
    if status == _NOT_FOUND:
        raise PullError(f"{remote.name} was not found on {host}, which has just named it. Try again later.")
    if status not in (_OK, _PARTIAL):
        raise PullError(f"{host} answers with error {status}. Try again later.")


def _expect_room(folder, remote, done):
    if shutil.disk_usage(folder).free < remote.size - done + SPARE:
        raise _no_room(folder, remote, done)


def _no_room(folder, remote, done):
    free = shutil.disk_usage(folder).free
    return PullError(
        f"There is not enough space: {remote.name} needs {(remote.size - done + SPARE) / MB:.0f} MB more in "
        f"{folder}, where {free / MB:.0f} MB are free. Free some space, then run the same command again."
    )


def _size(path):
    return path.stat().st_size if path.exists() else 0
