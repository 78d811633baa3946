"""`clip-refine doctor`: what is there, what is missing, and what to do about it."""

import os
import sys

from . import checks

GREEN, YELLOW, RED, PLAIN = "\033[32m", "\033[33m", "\033[31m", "\033[0m"
_SIGNS = {True: ("ok", GREEN), None: ("note", YELLOW), False: ("MISSING", RED)}


def add_to(commands):
    """Declare the command."""
    text = "check the installation; exit code 1 if something is missing"
    parser = commands.add_parser("doctor", help=text, description=text)
    parser.set_defaults(command=doctor)


def doctor(_options, settings):
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    missing = 0
    for check in checks.ALL:
        for finding in findings(check, settings):
            missing += finding.is_good is False
            print(line(finding, coloured), flush=True)
    print(f"{missing} missing; see above what to do." if missing else "Everything that is needed is there.")
    return int(missing > 0)


def findings(check, settings):
    """What a check yields; a file that it can't read is a finding as well."""
    try:
        yield from check(settings)
    except OSError as error:
        what = f"{error.filename}: {error.strerror}"
        yield checks.Finding(False, what, "Restore it from a fresh copy of the project, then install again.")


def line(finding, coloured):
    """A Finding as one line of text, its next step on another."""
    sign, colour = _SIGNS[finding.is_good]
    sign = f"{colour}{sign:8}{PLAIN}" if coloured else f"{sign:8}"
    return f"{sign}{finding.what}" + (f"\n        -> {finding.next_step}" if finding.next_step else "")
