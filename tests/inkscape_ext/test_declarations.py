import pytest

from inkscape_ext.declarations import parse_declarations, with_declaration


def pairs(text):
    return [(entry.name, entry.value, entry.is_important) for entry in parse_declarations(text)]


def test_declarations_are_read_in_order():
    text = "fill:red; STROKE : blue!important;;  ;broken; stroke-width: 2px ! IMPORTANT"

    assert pairs(text) == [("fill", "red", False), ("stroke", "blue", True), ("stroke-width", "2px", True)]


def test_semicolons_in_urls_strings_and_comments_end_nothing():
    text = 'fill:url(data:a;b); font-family:\'a;b\'; /* c;d:e */ stroke:/* x */red;-x:"q\\";r"'

    assert pairs(text) == [
        ("fill", "url(data:a;b)", False),
        ("font-family", "'a;b'", False),
        ("stroke", "red", False),
        ("-x", '"q\\";r"', False),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (";", []),
        ("fill:(", ["("]),
        ("fill:'a;", ["'a;"]),
        ("/*x:y", []),
        ("a", []),
        (":b", []),
        ("\\", []),
    ],
)
def test_broken_text_gives_what_can_be_read(text, expected):
    assert [entry.value for entry in parse_declarations(text)] == expected


@pytest.mark.parametrize(
    ("text", "important", "expected"),
    [
        ("", False, "fill:#123456"),
        ("stroke:red", False, "stroke:red;fill:#123456"),
        ("stroke:red; ", False, "stroke:red;fill:#123456"),
        ("fill: red ; -inkscape-x:'a;b'", False, "fill: #123456 ; -inkscape-x:'a;b'"),
        ("FILL:red !important;x:y", True, "FILL:#123456 !important;x:y"),
        ("fill:red;fill:blue", False, "fill:#123456;fill:#123456"),
        ("fill-opacity:1", True, "fill-opacity:1;fill:#123456 !important"),
    ],
)
def test_one_value_is_replaced_and_the_rest_kept(text, important, expected):
    assert with_declaration(text, "fill", "#123456", important) == expected
