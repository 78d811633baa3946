"""What a stroke is taken for."""

import numpy as np
import pytest

from daemon.optim.simplest import ARC, FAIR, LINE, LOOP, fairest, simplest

EVEN = np.linspace(0, 1, 64)


def wobble(size, waves=5):
    return size * np.sin(2 * np.pi * waves * EVEN)


def ring(radius, turn=2 * np.pi, squeeze=1.0):
    angle = turn * EVEN
    return 0.5 + 0.5j + radius * np.cos(angle) + 1j * squeeze * radius * np.sin(angle)


def radii(line, centre):
    return np.abs(line - centre)


def test_nearly_straight_stroke_is_a_line():
    found = simplest(0.1 + 0.8 * EVEN + 1j * (0.5 + wobble(0.01)), False)

    assert found.kind == LINE
    assert np.ptp(np.angle(np.diff(found.line))) < 1e-9


def test_bow_is_an_arc_and_not_a_line():
    found = simplest(ring(0.3, 2.0) + wobble(0.008), False)

    assert found.kind == ARC
    centre = 0.5 + 0.5j
    assert np.abs(radii(found.line, centre) - 0.3).max() < 0.03


@pytest.mark.parametrize("turn", [5.6, 2 * np.pi, 6.9])
def test_wheel_is_a_closed_circle(turn):
    found = simplest(ring(0.2, turn) * (1 + 0.02 * np.sin(9 * EVEN)), False)

    assert found.kind == LOOP
    assert found.line[0] == pytest.approx(found.line[-1])
    assert np.ptp(radii(found.line, found.centre)) < 1e-9
    assert found.radius == pytest.approx(0.2, rel=0.1)


def test_long_loop_is_an_upright_ellipse():
    found = simplest(0.5 + (ring(0.2, squeeze=0.5) - 0.5) * np.exp(0.1j), True)

    assert found.kind == LOOP
    assert found.radius == 0.0
    assert np.ptp(found.line.real) == pytest.approx(0.4, rel=0.05)
    assert np.ptp(found.line.imag) == pytest.approx(0.2, rel=0.05)


def test_rounded_corner_is_no_arc():
    found = simplest(0.3 + 0.2 * EVEN + 0.18j * np.sqrt((EVEN - 0.5) ** 2 + 0.002), False)

    assert found.kind == FAIR


def test_small_rough_loop_is_a_circle():
    rough = 1 + 0.3 * np.cos(6 * np.pi * EVEN)
    found = simplest(0.015 * rough * np.exp(2j * np.pi * EVEN), True)

    assert found.kind == LOOP
    assert found.radius == pytest.approx(0.015, rel=0.1)


def test_open_stroke_that_others_hold_is_not_closed():
    assert simplest(ring(0.2, 5.6), False, may_close=False).kind != LOOP


def test_wave_stays_a_wave():
    line = 0.1 + 0.8 * EVEN + 1j * (0.5 + wobble(0.1, waves=1))

    found = simplest(line, False)

    assert found.kind == FAIR
    assert np.abs(found.line - line).max() < 0.03


def roughness(line):
    return np.abs(np.diff(line, 3)).sum()


@pytest.mark.parametrize("is_closed", [False, True])
def test_fairest_is_smoother_and_near(is_closed):
    line = ring(0.3) * (1 + 0.02 * np.sin(40 * np.pi * EVEN))

    found = fairest(line, is_closed, 0.03)

    assert roughness(found) < 0.2 * roughness(line)
    assert np.abs(found - line).max() <= 0.03
    if not is_closed:
        assert np.abs(found - line)[[0, -1]].max() < 1e-6


def test_fairest_leaves_a_circle_alone():
    assert np.abs(fairest(ring(0.3), True, 0.03) - ring(0.3)).max() < 2e-3
