"""A download's progress on stderr: one live line on a terminal, else a line for each tenth."""

import time

_REST_S = 0.2  # between two updates of the live line
_MB = 1e6


class DownloadLine:
    """Takes (file, bytes so far, bytes in all)."""

    def __init__(self, stream):
        self._stream = stream
        self._is_live = stream.isatty()
        self._tenth = ("", -1)
        self._due = 0.0

    def take(self, file, done, size):
        if size < _MB:
            return  # a configuration: nobody waits for it
        text = f"{file}: {done / _MB:.0f} of {size / _MB:.0f} MB, {100 * done // max(1, size)}%"
        if self._is_live and (time.monotonic() >= self._due or done == size):
            self._due = time.monotonic() + _REST_S
            self._write(f"\r{text}  ")
        elif not self._is_live and self._tenth != (file, 10 * done // max(1, size)):
            self._tenth = (file, 10 * done // max(1, size))
            self._write(f"{text}\n")

    def close(self):
        """Leave the cursor on a fresh line."""
        if self._is_live and self._due:
            self._write("\n")

    def _write(self, text):
        self._stream.write(text)
        self._stream.flush()
