"""Inkscape starts this file, as refine_selected_paths.inx says."""

import os.path
import sys

_FOLDER = os.path.dirname(os.path.realpath(__file__))
# Python puts the script's own folder first, where our modules could hide the standard library's.
sys.path[:] = [os.path.dirname(_FOLDER)] + [entry for entry in sys.path if os.path.realpath(entry) != _FOLDER]

from inkscape_ext import host as hosting  # noqa: E402

if __name__ == "__main__":
    # Before inkex and lxml are imported: a single warning of theirs would become a message box.
    log = hosting.log_path()
    host = hosting.HostPipes(hosting.open_log(log))
    sys.excepthook = hosting.LastResort(host, log)

from inkscape_ext.effect import RefineEffect, run_in_inkscape  # noqa: E402


class RefineSelectedPaths(RefineEffect):
    """Extensions > Refine with CLIP > Refine selected paths."""


if __name__ == "__main__":
    run_in_inkscape(RefineSelectedPaths(), host, log, sys.argv[1:])
