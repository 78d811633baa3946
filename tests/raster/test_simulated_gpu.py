"""The GPU's kernels without a GPU: tiny pictures in Numba's simulator, against the processor's."""

import pytest

from tests.support.simulator import simulated


@pytest.fixture(scope="module")
def results():
    """{case: [greatest difference of the pictures, {name: relative difference of a gradient}]}."""
    return simulated("pictures")


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "case",
    [
        "one tile",
        "tiles that share cells",
        "several batches of layers",
        "gradient paints",
        "no paint",
        "nothing",
        "two variants",
    ],
)
def test_simulated_gpu_draws_what_the_processor_draws(results, case):
    picture, gradients = results[case]

    assert picture < 2e-5
    assert max(gradients.values()) < 1e-3, gradients


@pytest.mark.timeout(400)
def test_outlines_made_to_last_draw_nearly_the_same(results):
    picture, gradients = results["outlines that last"]

    assert 0 < picture < 0.02
    assert max(gradients.values()) < 0.05, gradients


@pytest.mark.timeout(400)
def test_comparison_notices_another_ramp(results):
    picture, gradients = results["two ramps"]

    assert picture > 0.05
    assert gradients["points"] > 0.05


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("change", "is_outgrown"),
    [
        ("as it was", False),
        ("moved", False),
        ("bent", True),
        ("wide", True),
        ("with a cusp", True),
        ("without length", True),
    ],
)
def test_outlines_tell_when_a_scene_needs_more(results, change, is_outgrown):
    assert bool(results["outgrown"][change]) == is_outgrown
