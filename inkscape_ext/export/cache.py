"""Pictures that were made before, in the user's cache folder, by a hash of what they show."""

import contextlib
import os
import sys
import zlib
from pathlib import Path

MOST = 64 << 20  # bytes of all files together; the oldest go first


def cache_folder():
    """The folder for what can be made again; it may not exist yet."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return base / "refine-with-clip" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "refine-with-clip"
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(cache) if os.path.isabs(cache) else home / ".cache") / "refine-with-clip"


class Cache:
    """Bytes by name, in a folder of at most `most` bytes. A folder that can't be used holds nothing."""

    def __init__(self, folder, most=MOST):
        self._folder = Path(folder)
        self._most = most

    def get(self, name, length):
        """The bytes kept under a name, or None; those of another length are none."""
        path = self._folder / name
        try:
            content = zlib.decompressobj().decompress(path.read_bytes(), length + 1)
            os.utime(path)
        except (OSError, zlib.error):
            return None
        return content if len(content) == length else None

    def put(self, name, content):
        """Keep bytes under a name, as far as there is room for them."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self._folder / f".{name}.{os.getpid()}"
            new.write_bytes(zlib.compress(content, 3))
            os.replace(new, self._folder / name)
            self._drop_oldest()

    def _drop_oldest(self):
        files = [(path, path.stat()) for path in self._folder.iterdir() if path.is_file()]
        size = sum(state.st_size for _, state in files)
        for path, state in sorted(files, key=lambda each: each[1].st_mtime):
            if size <= self._most:
                break
            path.unlink()
            size -= state.st_size
