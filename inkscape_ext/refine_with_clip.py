"""Inkscape starts this file, as our .inx files say; which menu entry it is stands in `--action`."""

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

from inkscape_ext.menu import effect_for  # noqa: E402
from inkscape_ext.menu_effect import run_in_inkscape  # noqa: E402

if __name__ == "__main__":
    run_in_inkscape(effect_for(sys.argv[1:]), host, log, sys.argv[1:])
