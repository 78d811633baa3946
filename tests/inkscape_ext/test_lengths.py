import pytest

from inkscape_ext.lengths import parse_length, parse_numbers


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("2", 2.0),
        ("2px", 2.0),
        ("1in", 96.0),
        ("25.4mm", 96.0),
        ("2.54CM", 96.0),
        ("72pt", 96.0),
        ("6pc", 96.0),
        ("101.6Q", 96.0),
        (" .5 ", 0.5),
        ("1e2", 100.0),
        ("10%", 5.0),
        ("2em", 40.0),
        ("2ex", 20.0),
        ("-3", -3.0),
    ],
)
def test_lengths_are_read_in_user_units(text, units):
    assert parse_length(text, percent_of=50.0, font_size=20.0) == pytest.approx(units)


@pytest.mark.parametrize("text", [None, "", "px", "1 2", "1furlong", "1e999", "nan", "inf", "auto"])
def test_what_is_no_length_is_none(text):
    assert parse_length(text) is None


def test_number_lists_allow_commas_spaces_and_packing():
    assert parse_numbers("1,2 -3.5.5e1\n4") == [1.0, 2.0, -3.5, 5.0, 4.0]
    assert parse_numbers("") == []
    assert parse_numbers("1 two 3") is None
    assert parse_numbers("1e999") is None
