"""The optimiser's kernels without a GPU, in Numba's simulator."""

import pytest

from tests.support.simulator import simulated

pytestmark = pytest.mark.timeout(400)


def test_simulated_gpu_multiplies_as_a_dense_matrix_does():
    results = simulated("products")

    assert results.pop("shape") == [2, 0]
    assert len(results) == 6
    assert max(results.values()) < 1e-5


def test_simulated_gpu_adds_up_what_the_processor_adds_up():
    results = simulated("sums")

    assert results.pop("not a number") == results.pop("endless") == 1  # all of them
    assert set(results) == {"rows", "numbers", "columns", "none"}
    assert max(results.values()) < 1e-6


def test_simulated_gpu_takes_the_steps_that_the_processor_takes():
    results = simulated("steps")

    assert results["rejected"] == [1, 1]
    assert results["difference"] < 1e-5
