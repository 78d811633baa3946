"""The kernels that judge embeddings without a GPU, in Numba's simulator, against torch on the processor."""

import pytest

from tests.support.judged import WEIGHTS
from tests.support.simulator import simulated


@pytest.mark.timeout(400)
def test_simulated_gpu_judges_as_the_processor_does():
    results = simulated("judging")

    assert results.pop("not a number") == [True] + 5 * [False]
    assert set(results) == set(WEIGHTS)
    assert max(map(max, results.values())) < 1e-4
