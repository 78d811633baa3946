"""Invariants of path data and declarations under any text. Hypothesis is only in our own environment."""

from hypothesis import given, settings
from hypothesis import strategies as st

from inkscape_ext.cascade import is_valid
from inkscape_ext.colour import parse_colour
from inkscape_ext.declarations import parse_declarations, with_declaration
from inkscape_ext.path_data import PathDataError, parse_path
from inkscape_ext.stylesheets import rules
from inkscape_ext.subpaths import format_subpaths
from inkscape_ext.transforms import parse_transform

PATH_TEXT = st.text(alphabet="MmLlHhVvCcSsQqTtAaZz0123456789+-.eE, \n", max_size=60)
CSS_TEXT = st.text(alphabet="strokefil:;red!mpan'\"()/*{} \\#u,\n", max_size=60)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(PATH_TEXT | st.text(max_size=20))
def test_any_text_is_path_data_or_a_path_data_error(text):
    try:
        subpaths = parse_path(text)
    except PathDataError as error:
        subpaths, position = [], error.position
    else:
        position = 0

    assert 0 <= position <= len(text)
    for subpath in subpaths:
        assert len(subpath.points) == 1 + sum(subpath.kinds)
        assert len(subpath.table_points()) == sum(subpath.table_kinds()) + (not subpath.is_closed)
    if all(abs(value) < 1e300 for subpath in subpaths for point in subpath.points for value in point):
        assert parse_path(format_subpaths(subpaths)) == subpaths


@settings(max_examples=200, deadline=None, derandomize=True)
@given(CSS_TEXT)
def test_any_declaration_list_can_be_read_and_extended(text):
    after = parse_declarations(with_declaration(text, "stroke", "red", True))

    kept = [(entry.name, entry.value) for entry in after if entry.name != "stroke"]
    assert kept == [(entry.name, entry.value) for entry in parse_declarations(text) if entry.name != "stroke"]
    assert {(entry.value, entry.is_important) for entry in after if entry.name == "stroke"} == {("red", True)}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(CSS_TEXT)
def test_any_sheet_gives_rules(text):
    for selector, declarations in rules(text):
        assert "{" not in selector
        assert isinstance(declarations, tuple)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet="rgbhsla()#%,./0123456789 edgturn", max_size=25))
def test_any_text_is_a_colour_within_range_or_a_value_error(text):
    try:
        colour = parse_colour(text)
    except ValueError:
        assert not is_valid("color", text) or text.strip().lower() in ("inherit", "initial", "unset")
        return

    assert len(colour) == 4
    assert all(0.0 <= value <= 1.0 for value in colour)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet="matrix(translatescalerotateskewXY),.-0123456789 e", max_size=40))
def test_any_text_is_a_transform_or_none(text):
    matrix = parse_transform(text)

    assert matrix is None or len(matrix) == 6
