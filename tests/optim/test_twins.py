"""Strokes that mirror each other bow alike, others stay as they are."""

import numpy as np
import pytest

from daemon.optim.outline import outline_of
from daemon.optim.sections import sections_of
from daemon.optim.simplest import ARC, LINE, simplest
from daemon.optim.twins import twinned
from tests.support.tables import curve, stroked, table_of

BOWED = curve((0.3, 0.2), (0.38, 0.4), (0.38, 0.6), (0.3, 0.8))
NEARLY_STRAIGHT = curve((0.7, 0.2), (0.685, 0.4), (0.685, 0.6), (0.7, 0.8))
TURNED = curve((0.7, 0.8), (0.685, 0.6), (0.685, 0.4), (0.7, 0.2))
BEHIND = curve((0.7, 0.2), (0.78, 0.4), (0.78, 0.6), (0.7, 0.8))  # bows the same way as BOWED


def shapes(*strokes):
    """(before, after) Shapes of strokes."""
    outline = outline_of(table_of(*[stroked(stroke) for stroke in strokes]))
    sections = sections_of(outline, list(range(2 * len(strokes))))
    before = [simplest(section.line, False) for section in sections]
    return before, twinned(sections, before)


def sagitta(shape):
    """How far its middle lies to the right of its chord in x, canvas units."""
    line = shape.line
    return float((line[len(line) // 2] - (line[0] + line[-1]) / 2).real)


@pytest.mark.parametrize("other", [NEARLY_STRAIGHT, TURNED])
def test_both_sides_of_a_stem_bow_alike(other):
    before, after = shapes(BOWED, other)

    assert [shape.kind for shape in before] == [ARC, LINE]
    assert [shape.kind for shape in after] == [ARC, ARC]
    assert sagitta(after[0]) == pytest.approx(-sagitta(after[1]), rel=0.02)
    assert 0.01 < sagitta(after[0]) < sagitta(before[0])


def test_ends_stay():
    before, after = shapes(BOWED, NEARLY_STRAIGHT)

    for one, other in zip(before, after, strict=True):
        assert np.allclose(one.line[[0, -1]], other.line[[0, -1]])


def test_strokes_that_bow_the_same_way_are_no_twins():
    before, after = shapes(BOWED, BEHIND)

    assert [np.array_equal(*(each.line for each in pair)) for pair in zip(before, after, strict=True)] == [
        True,
        True,
    ]


def test_stroke_above_another_is_no_twin():
    level = curve((0.2, 0.3), (0.4, 0.2), (0.6, 0.2), (0.8, 0.3))
    below = curve((0.2, 0.34), (0.4, 0.34), (0.6, 0.34), (0.8, 0.34))
    before, after = shapes(level, below)

    assert [shape.kind for shape in after] == [shape.kind for shape in before] == [ARC, LINE]
