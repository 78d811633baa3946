"""Numbers as SVG text: no digit lost, no exponent.

Not called `numbers`: Inkscape puts this folder first on sys.path, where it would hide the standard module.
"""

from decimal import Decimal


def format_number(value):
    """The shortest decimal text that reads back as exactly the float `value` (finite); never an exponent."""
    text = repr(float(value))
    if "e" in text:
        text = format(Decimal(text), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def rounded(value, places):
    """`value` rounded to `places` decimal places, or unchanged where it has no such digits."""
    return round(value, places) if abs(value) < 1e15 else value
