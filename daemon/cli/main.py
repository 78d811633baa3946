"""`clip-refine`: refine drawings, look after the daemon, say what is there."""

import argparse
import sys
import warnings

from daemon.guidance.hub import PullError
from daemon.log import open_log, problem
from daemon.settings import Settings
from inkscape_ext import wording
from protocol.errors import ErrorCode, RefineError
from protocol.version import APP_VERSION

from . import daemon_command, doctor, draw, fewer, forget, models, png, run, way_back
from .usage import UsageError

CAN_NOT, INTERRUPTED = 2, 130


def main(arguments=None):
    """Run one command; its exit code: 0 done, 1 a check failed, 2 it can't be done, 130 cancelled."""
    # inkex and the libraries under it warn their developers on stderr, which belongs to the user here.
    warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    options = parser().parse_args(arguments)
    settings = Settings.read()
    log = settings.log_dir / "clip-refine.log"
    logger = open_log(log)
    try:
        return options.command(options, settings)
    except RefineError as error:
        problem(logger, "refused", error)
        named_log = (error.log or log) if wording.is_in_the_log(error.code) else ""
        return give_up(wording.sentence(error.code, error.detail, named_log))
    except (UsageError, PullError) as error:
        return give_up(str(error))
    except KeyboardInterrupt:
        print("\nCancelled; nothing was written.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # the last border: the user gets a sentence, the log the traceback
        problem(logger, "unexpected", error)
        return give_up(wording.sentence(ErrorCode.INTERNAL, type(error).__name__, log))


def give_up(sentence):
    print(sentence, file=sys.stderr)
    return CAN_NOT


def parser():
    """The whole command line."""
    top = argparse.ArgumentParser(prog="clip-refine", description="Refine vector drawings towards a prompt.")
    top.add_argument("--version", action="version", version=f"clip-refine {APP_VERSION}")
    commands = top.add_subparsers(required=True, metavar="command")
    for module in (run, draw, fewer, way_back, png, daemon_command, doctor, models, forget):
        module.add_to(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
