"""The discovery record: which port and key the running daemon has. Only its owner can read it.

The record is a hint: whether a daemon runs is decided by the lock (daemon.server.lifetime) and by
its answer. A broken, stale or foreign record counts as none and the next daemon replaces it.
"""

import contextlib
import dataclasses
import json
import os
import stat
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import psutil

from protocol.errors import ErrorCode, RefineError
from protocol.version import APP_VERSION, PROTOCOL_VERSION

SCHEMA = 1
_NAME = "daemon.json"
_BYTES = 4096  # a record has some 250
_CLOCK_S = 2.0  # process start times shift when the wall clock is set


@dataclass(frozen=True)
class Record:
    """One running daemon. key: its CURVE public key (Z85), which lets the holder in."""

    pid: int
    started: float  # s since the epoch, of the process: tells it from a later one with the same pid
    port: int = 0
    key: str = ""
    protocol: tuple[int, int] = PROTOCOL_VERSION
    app: str = APP_VERSION
    schema: int = SCHEMA

    def process(self):
        """The psutil.Process of this daemon, or None if it has ended or is not surely ours."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < _CLOCK_S
            if same and process.status() != psutil.STATUS_ZOMBIE and "serve" in process.cmdline():
                return process
        except (psutil.Error, OverflowError, ValueError):
            pass
        return None


def private_dir(candidates):
    """The first of these folders that only we can read, made if need be; RefineError if none can be."""
    problems = []
    for folder in candidates:
        try:
            _make_private(folder)
        except OSError as error:
            problems.append(f"{folder}: {error.strerror or error}")
        else:
            return Path(folder)
    raise RefineError(ErrorCode.DAEMON_UNREACHABLE, "no private folder: " + "; ".join(problems))


def _make_private(folder):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "nt":  # %LOCALAPPDATA% is private by inheritance
        return
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(0, "not a folder of ours")
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(0o700)
    if stat.S_IMODE(folder.lstat().st_mode) & 0o077:
        raise PermissionError(0, "cannot be made private")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(0, "cannot be written")


def publish(folder, record):
    """Replace the record in this private folder in one step. OSError if that can't be written."""
    handle, temporary = tempfile.mkstemp(prefix=_NAME, dir=folder)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_encode(record))
        os.replace(temporary, folder / _NAME)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def withdraw(folder, record):
    """Remove the record if it is still this one."""
    if read(folder) == record:
        with contextlib.suppress(OSError):
            (folder / _NAME).unlink()


def read(folder):
    """The record in this folder, or None if there is no usable one.

    A record of a later schema is returned with what it shares with ours (port 0 if it has none),
    so that the caller can name its version.
    """
    try:
        values = json.loads(_private_bytes(folder / _NAME))
        known = {column.name for column in fields(Record)}
        record = Record(**{name: value for name, value in values.items() if name in known})
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return _checked(record)


def _private_bytes(path):
    """The bytes of a file that is ours, private and no link; OSError otherwise."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        private = os.name == "nt" or (found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077)
        if not stat.S_ISREG(found.st_mode) or not private:
            raise PermissionError(0, "not a private file of ours")
        return file.read(_BYTES)


def _checked(record):
    """The record with its types checked, or None."""
    integers = (record.pid, record.port, record.schema)
    if any(type(value) is not int or not 0 <= value < 2**31 for value in integers) or record.pid == 0:
        return None
    if type(record.started) not in (int, float) or type(record.app) is not str or len(record.app) > 40:
        return None
    if type(record.protocol) is not list or any(type(part) is not int for part in record.protocol):
        return None
    record = dataclasses.replace(record, protocol=tuple(record.protocol))
    if record.schema > SCHEMA:
        return record
    if record.schema != SCHEMA or not 0 < record.port < 65536:
        return None
    if type(record.key) is not str or len(record.key) != 40 or not record.key.isascii():
        return None
    return record


def _encode(record):
    return json.dumps(asdict(record), allow_nan=False).encode("ascii")
