import math
import random

import inkex
import pytest

from inkscape_ext.transforms import (
    IDENTITY,
    apply,
    compose,
    inverse_linear,
    is_flat,
    parse_transform,
    viewbox_transform,
)

TEXTS = [
    "translate(10)",
    "translate(10,-20)",
    "scale(2)",
    "scale(2 -.5)",
    "rotate(30)",
    "rotate(30, 5, 6)",
    "skewX(20)",
    "skewY(-15)",
    "matrix(1 .2 .3 1.5 -6 7)",
    "translate(1,2) rotate(45) scale(3)",
    "translate(1,2), scale(3)rotate(10)",
]


@pytest.mark.parametrize("text", TEXTS)
def test_transforms_agree_with_inkex(text):
    expected = inkex.Transform(text).to_hexad()

    assert parse_transform(text) == pytest.approx(tuple(expected), abs=1e-9)


@pytest.mark.parametrize("text", ["", None, "none", "  "])
def test_no_transform_is_the_identity(text):
    assert parse_transform(text) == IDENTITY


@pytest.mark.parametrize(
    "text",
    ["turn(3)", "scale(nan)", "matrix(1,2,3)", "rotate(1,2)", "scale(1", "translate(1,2) x", "scale(1e999)"],
)
def test_an_unreadable_transform_is_none(text):
    assert parse_transform(text) is None


def test_composition_applies_the_inner_map_first():
    chance = random.Random(2)
    for _ in range(100):
        outer, inner = ([chance.uniform(-5, 5) for _ in range(6)] for _ in range(2))
        point = (chance.uniform(-9, 9), chance.uniform(-9, 9))

        assert apply(compose(outer, inner), point) == pytest.approx(apply(outer, apply(inner, point)))


def test_the_inverse_undoes_the_linear_part():
    matrix = parse_transform("rotate(20) skewX(30) scale(3,-.2)")
    a, b, c, d = inverse_linear(matrix)

    assert compose((a, b, c, d, 0.0, 0.0), matrix) == pytest.approx(IDENTITY)


@pytest.mark.parametrize(
    "matrix",
    [
        (1, 0, 0, 0, 0, 0),
        (0,) * 6,
        (1, 1, 1, 1, 0, 0),
        (1, 0, 0, 1e-10, 0, 0),
        (math.nan, 0, 0, 1, 0, 0),
        (1e300, 0, 0, 1e300, 0, 0),
        (1, 0, 0, 1, math.inf, 0),
    ],
)
def test_flat_maps_are_seen(matrix):
    assert is_flat(matrix)


@pytest.mark.parametrize("matrix", [IDENTITY, (1e-6, 0, 0, 1e-6, 0, 0), (1e6, 0, 0, -1e6, 1e9, 0)])
def test_small_and_large_scales_are_not_flat(matrix):
    assert not is_flat(matrix)


@pytest.mark.parametrize(
    ("aspect", "point"),
    [
        ("", (50, 0)),
        ("xMinYMid", (0, 0)),
        ("xMaxYMid", (100, 0)),
        ("none", (0, 0)),
        ("xMidYMid slice", (0, -50)),
        ("xMidYMin slice", (0, 0)),
        ("xMidYMax slice", (0, -100)),
    ],
)
def test_a_viewbox_is_fitted_as_its_aspect_ratio_says(aspect, point):
    matrix = viewbox_transform((-5, -5, 10, 10), (200, 100), aspect)

    assert apply(matrix, (-5, -5)) == pytest.approx(point)
