"""These tests also run in Inkscape's own Python, which has neither hypothesis nor a renderer."""

from importlib.util import find_spec

collect_ignore_glob = []
if find_spec("hypothesis") is None:
    collect_ignore_glob.append("test_*_properties.py")
if find_spec("resvg_py") is None:
    collect_ignore_glob.append("test_*_pictures.py")
