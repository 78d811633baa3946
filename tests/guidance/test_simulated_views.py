"""The kernels for views without a GPU, in Numba's simulator, against torch on the processor."""

import pytest

from tests.support.simulator import simulated


@pytest.fixture(scope="module")
def results():
    """{case: [greatest difference of the views, of the gradient]}."""
    return simulated("views")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("case", ["two pictures", "all page", "no gradient", "not a number"])
def test_simulated_gpu_sees_what_the_processor_sees(results, case):
    views, gradient = results[case]

    assert views < 1e-5
    assert gradient < 1e-4


@pytest.mark.timeout(400)
def test_comparison_notices_another_view(results):
    views, gradient = results["another view"]

    assert views > 0.1
    assert gradient > 0.1
