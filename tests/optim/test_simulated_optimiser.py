"""The optimiser's kernels without a GPU, in Numba's simulator."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(400)


def simulated(name):
    """What tests.support.simulated_<name> prints."""
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", f"tests.support.simulated_{name}"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_simulated_gpu_multiplies_as_a_dense_matrix_does():
    results = simulated("products")

    assert results.pop("shape") == [2, 0]
    assert set(results) == {"one", "many", "turned"}
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
