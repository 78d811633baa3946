"""What the SVG side may import, and in which Python it must run."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "inkscape_ext"
ALLOWED = {"inkex", "lxml", "cssselect", "gi", "protocol", "inkscape_ext"}
SOURCES = sorted(ROOT.glob("*.py"))


def imported(tree):
    """The top-level names of all modules that a file imports absolutely."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_only_the_standard_library_and_what_inkscape_brings_is_imported(source):
    tree = ast.parse(source.read_text(encoding="utf-8"), feature_version=(3, 9))

    assert set(imported(tree)) <= ALLOWED | set(sys.stdlib_module_names)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_file_hides_a_standard_module(source):
    """Inkscape runs an extension with its own folder first on sys.path."""
    assert source.stem not in sys.stdlib_module_names
