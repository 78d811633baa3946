"""What makes the variants of a request differ."""

from dataclasses import replace

import pytest

from protocol.errors import RefineError
from protocol.variants import freedoms_of, seeds_of
from tests.support.drawings import request

REQUEST = replace(request(), variants=4, freedom=0.5, seed=2**31 - 2)


def test_each_has_a_seed_of_its_own_and_the_first_is_the_requests():
    assert seeds_of(REQUEST) == [2**31 - 2, 2**31 - 1, 0, 1]
    assert seeds_of(replace(REQUEST, variants=1)) == [2**31 - 2]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [0.5, 0.5, 0.5, 0.5]),
        ({"spread": 0.3}, [0.2, 0.4, 0.6, 0.8]),
        ({"spread": 1.0}, [0.05, 0.35, 0.65, 0.95]),
        ({"spread": 0.3, "freedom": 0.0}, [0.0, 0.0, 0.0, 0.0]),
        ({"spread": 0.3, "freedom": 1.0}, [1.0, 1.0, 1.0, 1.0]),
        ({"spread": 0.3, "variants": 1}, [0.5]),
    ],
)
def test_freedoms_rise_evenly_within_what_lets_things_move_and_hold(fields, expected):
    assert freedoms_of(replace(REQUEST, **fields)) == pytest.approx(expected)


@pytest.mark.parametrize(
    "fields",
    [
        {"variants": 0},
        {"variants": 9},
        {"spread": -0.1},
        {"spread": 1.1},
        {"new_paths": -1},
        {"new_paths": 10_000},
        {"place": True},
        {"counts": (-1,)},
        {"counts": (10_000,)},
        {"counts": (1,) * 9},
    ],
)
def test_what_is_out_of_range_is_refused_by_name(fields):
    with pytest.raises(RefineError) as caught:
        replace(REQUEST, **fields).check()

    assert caught.value.detail.startswith(next(iter(fields)))
