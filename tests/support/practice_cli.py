"""`clip-refine` with the practice worker and the times of a test."""

import sys

from daemon.cli import main as command_line
from tests.support import practice_main


class PracticeSettings:
    read = staticmethod(practice_main.settings)


if __name__ == "__main__":
    command_line.Settings = PracticeSettings
    sys.exit(command_line.main())
