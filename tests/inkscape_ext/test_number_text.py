import random
import struct

import pytest

from inkscape_ext.number_text import format_number, rounded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-2.5, "-2.5"),
        (1234567.9, "1234567.9"),
        (1e-7, "0.0000001"),
        (-3.25e-10, "-0.000000000325"),
        (1e22, "10000000000000000000000"),
        (100.0, "100"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_a_number_is_written_in_full_and_without_exponent(value, text):
    assert format_number(value) == text


def test_any_double_reads_back_as_itself():
    chance = random.Random(1)
    for _ in range(2000):
        value = struct.unpack("<d", chance.randbytes(8))[0]
        if value == value and abs(value) != float("inf"):
            assert float(format_number(value)) == value
            assert "e" not in format_number(value)


def test_rounding_leaves_numbers_alone_that_have_no_such_digits():
    assert rounded(1.23456, 3) == 1.235
    assert rounded(1e300, 3) == 1e300
