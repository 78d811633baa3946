"""How a group of paths is drawn, as a sample for others: widths, colours, directions."""

import cmath
import math
from collections import defaultdict

from protocol import limits
from protocol.errors import ErrorCode, RefineError
from protocol.pictures import manner

from .tables import pen_scale

_PIECES = 8  # of one segment when it is measured


def manner_of(rows, frame, name=""):
    """The protocol Manner of rows (paths and shapes of a sample) in the canvas units of `frame`.

    RefineError BAD_OBJECT if there is nothing to be like.
    """
    chords = [_chords(row) for row in rows]
    lengths = [sum(abs(chord) for chord in each) for each in chords]
    stroked = [(row, length) for row, length in zip(rows, lengths) if row.look.stroke and length > 0.0]
    filled = [row for row in rows if row.look.fill and row.look.fill.is_solid]
    if not stroked and not filled:
        raise RefineError(ErrorCode.BAD_OBJECT, f"“{name}” holds no strokes and no fills to be like.")
    widths = [(row.look.stroke_width * pen_scale(row) / frame.side, length) for row, length in stroked]
    inks = [(row.look.stroke.rgba[:3], length) for row, length in stroked if row.look.stroke.is_solid]
    return manner(
        widths=_quantiles(widths),
        strokes=_colours(inks),
        fills=_colours([(row.look.fill.rgba[:3], 1.0) for row in filled]),
        directions=_directions(
            [chord for each, row in zip(chords, rows) if row.look.stroke for chord in each]
        ),
        name=name,
    )


def _chords(row):
    """Short pieces of a row's lines, as complex numbers in root user units."""
    pieces = []
    for subpath in row.drawn:
        for _, points in subpath.mapped(row.placed.matrix).segments():
            line = [_on_curve(points, step / _PIECES) for step in range(_PIECES + 1)]
            pieces += [after - before for before, after in zip(line, line[1:])]
    return pieces


def _on_curve(points, t):
    """de Casteljau; points: of a line or a cubic."""
    values = [complex(*point) for point in points]
    while len(values) > 1:
        values = [a + t * (b - a) for a, b in zip(values, values[1:])]
    return values[0]


def _quantiles(weighted):
    """Up to limits.SAMPLES numbers, ascending, each of which stands for an equal share of the weight."""
    if not weighted:
        return []
    ordered = sorted(weighted)
    count = min(limits.SAMPLES, 4 * len(ordered))
    total = sum(weight for _, weight in ordered)
    found, at, passed = [], 0, ordered[0][1]
    for index in range(count):
        while passed < (index + 0.5) / count * total and at + 1 < len(ordered):
            at += 1
            passed += ordered[at][1]
        found.append(ordered[at][0])
    return found


def _colours(weighted):
    """[R, G, B, share, ...] of the most common colours, limits.SAMPLES at most; shares add up to 1."""
    shares = defaultdict(float)
    for colour, weight in weighted:
        shares[tuple(colour)] += weight
    common = sorted(shares.items(), key=lambda each: -each[1])[: limits.SAMPLES]
    total = sum(weight for _, weight in common)
    return [value for colour, weight in common for value in (*colour, weight / total)]


def _directions(chords):
    """Mean cosine and sine of 2, 4, 6... times the angle, by length; zeros where there are no lines."""
    total = sum(map(abs, chords))
    found = []
    for harmonic in range(1, limits.DIRECTIONS + 1):
        mean = sum(
            abs(chord) * cmath.exp(2j * harmonic * math.atan2(chord.imag, chord.real)) for chord in chords
        )
        mean = mean / total if total > 0.0 else 0j
        found += [mean.real, mean.imag]
    return [min(1.0, max(-1.0, value)) for value in found]
