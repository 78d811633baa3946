"""The kernel for sparse products without a GPU, in Numba's simulator, against a dense matrix."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(400)
def test_simulated_gpu_multiplies_as_a_dense_matrix_does():
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "tests.support.simulated_products"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    results = json.loads(done.stdout.splitlines()[-1])

    assert results.pop("shape") == [2, 0]
    assert set(results) == {"one", "many", "turned"}
    assert max(results.values()) < 1e-5
