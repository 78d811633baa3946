"""CSS lengths in user units."""

import math
import re

NUMBER = r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?"
_LENGTH = re.compile(rf"\s*({NUMBER})\s*([a-zA-Z]*|%)\s*$")
_USER_UNITS = {
    "": 1.0,
    "px": 1.0,
    "in": 96.0,
    "cm": 96.0 / 2.54,
    "mm": 96.0 / 25.4,
    "q": 96.0 / 101.6,
    "pt": 96.0 / 72.0,
    "pc": 16.0,
}
DEFAULT_FONT_SIZE = 16.0


def parse_length(text, percent_of=100.0, font_size=DEFAULT_FONT_SIZE):
    """The length `text` in user units; None if it is no finite length.

    percent_of: what 100% is, in user units. font_size: what 1em is, in user units.
    """
    match = _LENGTH.match(text or "")
    if not match:
        return None
    number, unit = float(match[1]), match[2].lower()
    if unit == "%":
        length = number * percent_of / 100.0
    elif unit in ("em", "rem"):
        length = number * font_size
    elif unit in ("ex", "ch"):
        length = number * font_size / 2.0
    elif unit in _USER_UNITS:
        length = number * _USER_UNITS[unit]
    else:
        return None
    return length if math.isfinite(length) else None


def unit_share(text):
    """An opacity (number or percentage) as 0..1; 1 where it can't be read."""
    value = parse_length(text, 1.0)
    return 1.0 if value is None else min(1.0, max(0.0, value))


def parse_numbers(text):
    """All numbers of a comma or space separated list, or None if something else stands between them."""
    text = (text or "").strip()
    if not text:
        return []
    if re.sub(NUMBER, "", text).strip(" ,\t\r\n\f"):
        return None
    values = [float(number) for number in re.findall(NUMBER, text)]
    return values if all(math.isfinite(value) for value in values) else None
