"""Checks of a path table's columns; each raises RefineError with the column's name."""

import math

from . import limits
from .errors import ErrorCode, RefineError


def expect_total(name, counts, total, least=1):
    """counts: each at least `least`, their sum `total`."""
    if any(count < least for count in counts) or sum(counts) != total:
        raise RefineError(ErrorCode.BAD_GEOMETRY, f"{name}: counts below {least}, or not {total} in all")


def expect_range(name, values, low, high):
    """Every value is a number in low..high."""
    for value in values:
        if not low <= value <= high:  # nor is NaN
            raise RefineError(ErrorCode.BAD_GEOMETRY, f"{name}: {value!r} is outside {low:g}..{high:g}")


def check_dashes(table):
    """Dashes belong to paths in pairs, are no lengths below 0, and those of a path are not all 0."""
    if len(table.dashes) > limits.DASHES:
        raise RefineError(ErrorCode.TOO_LARGE, f"dashes: {len(table.dashes)} > {limits.DASHES}")
    expect_total("path_dashes", table.path_dashes, len(table.dashes), least=0)
    expect_range("dashes", table.dashes, 0.0, limits.COORDINATE)
    expect_range("dash_offset", table.dash_offset, -limits.COORDINATE, limits.COORDINATE)
    start = 0
    for count in table.path_dashes:
        if count % 2:
            raise RefineError(ErrorCode.BAD_GEOMETRY, f"path_dashes: {count} is odd")
        if count and not any(table.dashes[start : start + count]):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "dashes: a pattern without a length")
        start += count


def check_gradients(table):
    """Gradients are whole, their numbers in range, and paints name only such as there are."""
    count, stops = len(table.gradient_stops), len(table.stop_offset)
    if count > limits.GRADIENTS:
        raise RefineError(ErrorCode.TOO_LARGE, f"gradients: {count} > {limits.GRADIENTS}")
    if stops > limits.STOPS:
        raise RefineError(ErrorCode.TOO_LARGE, f"gradient stops: {stops} > {limits.STOPS}")
    for name, width in (("kind", 1), ("spread", 1), ("map", 6), ("focus", 2)):
        _expect_rows(f"gradient_{name}", getattr(table, f"gradient_{name}"), count * width)
    _expect_rows("stop_colour", table.stop_colour, stops * 4)
    expect_total("gradient_stops", table.gradient_stops, stops)
    expect_range("paint_gradient", table.paint_gradient, -1, count - 1)
    expect_range("gradient_map", table.gradient_map, -limits.COORDINATE, limits.COORDINATE)
    expect_range("stop_offset", table.stop_offset, 0.0, 1.0)
    expect_range("stop_colour", table.stop_colour, 0.0, 1.0)
    _expect_inside_circle(table.gradient_focus)
    _expect_ascending(table)


def _expect_rows(name, values, length):
    if len(values) != length:
        raise RefineError(ErrorCode.BAD_GEOMETRY, f"{name}: {len(values)} values, not {length}")


def _expect_inside_circle(focus):
    for x, y in zip(focus[::2], focus[1::2]):
        if not math.hypot(x, y) < 1.0:  # nor is NaN
            raise RefineError(ErrorCode.BAD_GEOMETRY, f"gradient_focus: ({x!r}, {y!r}) is not inside")


def _expect_ascending(table):
    start = 0
    for count in table.gradient_stops:
        offsets = list(table.stop_offset[start : start + count])
        if offsets != sorted(offsets):
            raise RefineError(ErrorCode.BAD_GEOMETRY, "stop_offset: not ascending")
        start += count
