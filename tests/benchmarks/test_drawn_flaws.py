"""Each flaw is found in a case made by hand, and not in its harmless neighbour."""

import pytest

from benchmarks.drawn.curves import curves_of
from benchmarks.drawn.flaws import crossings, hairpins, kinks, new_flaws, turns
from tests.support.tables import circle, curve, polyline, stroked, table_of

STRAIGHT = polyline((0.1, 0.5), (0.5, 0.5), (0.9, 0.5))
ARCH = curve((0.2, 0.8), (0.2, 0.3), (0.8, 0.3), (0.8, 0.8))
LOOP = curve((0.2, 0.8), (1.2, 0.1), (-0.2, 0.1), (0.8, 0.8))
WAVE = curve((0.1, 0.5), (0.2, 0.5), (0.3, 0.4), (0.4, 0.4), (0.5, 0.4), (0.6, 0.5), (0.7, 0.5))
KINKED = curve((0.1, 0.5), (0.2, 0.5), (0.3, 0.6), (0.4, 0.4), (0.5, 0.6), (0.6, 0.5), (0.7, 0.5))
THERE_AND_BACK = polyline((0.1, 0.5), (0.5, 0.5), (0.1, 0.51))


def curve_of(subpath):
    table = table_of(stroked(subpath))
    return curves_of(table, table.points, table.stroke_width)[0]


@pytest.mark.parametrize(
    ("subpath", "count"), [(ARCH, 0), (LOOP, 1), (STRAIGHT, 0), (circle(0.5, 0.5, 0.3), 0)]
)
def test_crossings_with_itself_are_counted(subpath, count):
    assert crossings(curve_of(subpath)) == count


def test_closed_figure_of_eight_crosses_once():
    eight = polyline((0.1, 0.1), (0.9, 0.8), (0.9, 0.1), (0.1, 0.9), closed=True)

    assert crossings(curve_of(eight)) == 1


@pytest.mark.parametrize(("subpath", "count"), [(THERE_AND_BACK, 1), (ARCH, 0), (WAVE, 0)])
def test_hairpins_are_counted(subpath, count):
    assert hairpins(curve_of(subpath)) == count


def test_two_hairpins_are_two():
    zigzag = polyline((0.1, 0.5), (0.5, 0.5), (0.1, 0.51), (0.5, 0.52))

    assert hairpins(curve_of(zigzag)) == 2


def test_smooth_node_that_broke_is_a_kink_and_an_old_corner_is_none():
    assert kinks(curve_of(WAVE), curve_of(KINKED)) == 1
    assert kinks(curve_of(KINKED), curve_of(KINKED)) == 0


def test_turns_are_in_degrees_and_closed_curves_have_one_at_each_node():
    square = polyline((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), closed=True)

    assert turns(curve_of(square)) == pytest.approx([90] * 4)
    assert turns(curve_of(STRAIGHT)) == pytest.approx([0], abs=1e-3)


def test_a_stroke_that_shrank_to_nothing_is_a_bit():
    speck = curve((0.5, 0.5), (0.501, 0.5), (0.501, 0.501), (0.502, 0.501))

    assert new_flaws(curve_of(ARCH), curve_of(speck))["bits"] == 1
    assert new_flaws(curve_of(speck), curve_of(speck))["bits"] == 0


def test_flaws_that_were_there_are_not_new():
    assert new_flaws(curve_of(ARCH), curve_of(LOOP))["crossings"] == 1
    assert not any(new_flaws(curve_of(LOOP), curve_of(LOOP)).values())


def test_a_stroke_that_lost_more_than_half_its_length_has_collapsed():
    whole, most, rest = (curve_of(polyline((0.1, 0.5), (x, 0.5))) for x in (0.9, 0.6, 0.4))

    assert new_flaws(whole, rest)["collapses"] == 1
    assert new_flaws(whole, most)["collapses"] == 0
    assert new_flaws(rest, whole)["collapses"] == 0
