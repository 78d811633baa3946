"""Dash patterns of strokes."""

import math
import re

from .lengths import DEFAULT_FONT_SIZE, parse_length

_SEPARATOR = re.compile(r"\s*,\s*|\s+")


def parse_dashes(text, percent_of=100.0, font_size=DEFAULT_FONT_SIZE):
    """The lengths of a `stroke-dasharray` list, in user units; None where it is none, as CSS sees it.

    percent_of: what 100% is. font_size: what 1em is.
    """
    lengths = [parse_length(word, percent_of, font_size) for word in _SEPARATOR.split(text.strip())]
    return None if any(length is None or length < 0.0 for length in lengths) else lengths


def dash_pattern(style, percent_of, font_size):
    """(dashes, offset) of a computed style, in user units; ((), 0) for a solid stroke.

    dashes: dash, gap, dash, gap... offset: how far into them the stroke starts, 0 <= offset < their sum.
    """
    lengths = parse_dashes(style["stroke-dasharray"], percent_of, font_size) or []
    if len(lengths) % 2:
        lengths = lengths * 2
    total = sum(lengths)
    if not 0.0 < total < math.inf:
        return (), 0.0
    offset = parse_length(style["stroke-dashoffset"], percent_of, font_size) or 0.0
    return tuple(lengths), offset % total
