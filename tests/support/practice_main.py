"""Entry point like daemon/__main__.py, with the practice worker and the times of a test.

The times come as JSON in REFINE_WITH_CLIP_TEST_TIMES, the versions to pretend in
REFINE_WITH_CLIP_TEST_VERSIONS: they are read here only, not in the product.
"""

import dataclasses
import json
import os
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent


def settings():
    from daemon.settings import Settings

    times = json.loads(os.environ.get("REFINE_WITH_CLIP_TEST_TIMES", "{}"))
    return dataclasses.replace(Settings.read(), main=Path(__file__).resolve(), **times)


def pretend_versions():
    """Be of another version; has to come before any import of ours."""
    from protocol import version

    versions = json.loads(os.environ.get("REFINE_WITH_CLIP_TEST_VERSIONS", "{}"))
    version.APP_VERSION = versions.get("app", version.APP_VERSION)
    version.PROTOCOL_VERSION = tuple(versions.get("protocol", version.PROTOCOL_VERSION))


def main(argv):
    if argv[0] == "worker":
        from tests.support import practice_worker

        return practice_worker.main(argv[1:])
    if argv[0] == "bridge":
        from daemon.bridge import bridge

        return bridge(settings(), argv[1:])
    from daemon.server.serve import serve

    return serve(settings())


if __name__ == "__main__":
    sys.path.insert(0, str(_ROOT))
    pretend_versions()
    sys.exit(main(sys.argv[1:]))
