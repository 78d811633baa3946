"""The Pythons that the extension's files must run in, and the folder they are run from."""

import ast
import sys
from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).resolve().parents[2] / "inkscape_ext").rglob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_file_is_python_3_9(source):
    tree = ast.parse(source.read_text(encoding="utf-8"), feature_version=(3, 9))

    # `strict` came to zip() in 3.10, which a parser can't know.
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert not any(keyword.arg == "strict" for call in calls for keyword in call.keywords)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_file_hides_a_standard_module(source):
    """Inkscape runs an extension with the extension's own folder first on sys.path."""
    assert source.stem not in sys.stdlib_module_names
