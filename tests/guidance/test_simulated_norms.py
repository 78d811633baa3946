"""The kernels that normalise tokens without a GPU, in Numba's simulator, against torch on the processor."""

import pytest

from tests.support.simulator import simulated

ROUNDING = 2**-7  # of bfloat16


@pytest.mark.timeout(400)
def test_simulated_gpu_normalises_what_torch_normalises():
    results = simulated("norms")

    assert len(results) == 6
    assert max(results.values()) < ROUNDING
