"""The kernels for views without a GPU, in Numba's simulator, against torch on the processor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def results():
    """{case: [greatest difference of the views, of the gradient]}."""
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "tests.support.simulated_views"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


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
