"""Entry point of every process of ours: `python -I daemon/__main__.py serve|bridge|worker [arguments]`."""

import importlib
import sys
from pathlib import Path

_PROGRAMS = {"serve": "daemon.server.serve", "bridge": "daemon.bridge", "worker": "daemon.worker"}


def main(argv):
    """Run one program; its exit status."""
    if not argv or argv[0] not in _PROGRAMS:
        print(f"usage: __main__.py {'|'.join(_PROGRAMS)}", file=sys.stderr)
        return 2
    return importlib.import_module(_PROGRAMS[argv[0]]).main(argv[1:])


if __name__ == "__main__":
    # `-I` keeps the environment and the current folder off sys.path, so the root has to be named.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main(sys.argv[1:]))
