"""What a run writes beside its result."""

from .files import FileError, write_whole


class SideFiles:
    """Writes one file after the other: none is worth losing the result or the rest of them.

    written: the files that are there already.
    """

    def __init__(self, *written):
        self._written = list(written)
        self._problems = []

    def write(self, path, content, option):
        """Write a file whole; a problem with it is kept for `expect_all`."""
        try:
            write_whole(path, content, option)
        except FileError as error:
            self.note(error)
        else:
            self._written.append(path)

    def note(self, problem):
        """Keep a FileError for `expect_all`."""
        self._problems.append(str(problem))

    @property
    def kept(self):
        """Which files are there, as a sentence."""
        return f"Written and kept: {', '.join(str(path) for path in self._written)}."

    def expect_all(self):
        """FileError with all the problems, and what is there all the same."""
        if self._problems:
            raise FileError(" ".join([*self._problems, self.kept]))
