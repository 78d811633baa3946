"""`clip-refine daemon start|status|stop`."""

import sys

from daemon.client import Client
from daemon.find_daemon import NotRunningError
from protocol.errors import ErrorCode, RefineError

RUNNING, NOT_RUNNING = 0, 1


def add_to(commands):
    """Declare the command."""
    parser = commands.add_parser("daemon", help="start, stop or ask after the daemon")
    actions = parser.add_subparsers(required=True, metavar="start|status|stop")
    for name, action, text in (
        ("start", start, "start it now; otherwise the first run does"),
        ("status", status, "say whether it runs and what it does; exit code 1 if it does not run"),
        ("stop", stop, "end it, with whatever it is doing"),
    ):
        actions.add_parser(name, help=text, description=text).set_defaults(command=action)


def start(_options, settings):
    with Client.open(settings, name="clip-refine daemon start") as client:
        print(described(client.status()))
    return RUNNING


def status(_options, settings):
    found = ask(settings)
    print(described(found) if found else "The daemon is not running; the first run starts it.")
    return RUNNING if found else NOT_RUNNING


def stop(_options, settings):
    try:
        with Client.open(settings, start=False) as client:
            client.shutdown()
    except NotRunningError:
        print("The daemon was not running.", file=sys.stderr)
        return RUNNING
    print("The daemon has ended.")
    return RUNNING


def ask(settings):
    """The running daemon's Status, or None if there is none. RefineError if it does not answer."""
    try:
        with Client.open(settings, start=False) as client:
            return client.status()
    except NotRunningError:
        return None
    except RefineError as error:
        if error.code is not ErrorCode.DAEMON_LOST:
            raise
        return None


def described(found):
    """A Status in one line."""
    work = {
        "none": "at rest",
        "starting": "getting ready",
        "ready": "ready",
        "busy": "refining",
    }.get(found.worker, found.worker)
    waiting = f", {found.queue} waiting" if found.queue else ""
    return (
        f"The daemon {found.app} runs (process {found.pid}, for {found.uptime_s:.0f} s): {work}{waiting}. "
        f"Log: {found.log}"
    )
