"""The kernels for sums by number without a GPU, in Numba's simulator, against torch on the processor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(400)
def test_simulated_gpu_adds_up_what_the_processor_adds_up():
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "tests.support.simulated_sums"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    results = json.loads(done.stdout.splitlines()[-1])

    assert results.pop("not a number") == results.pop("endless") == 1  # all of them
    assert set(results) == {"rows", "numbers", "columns", "none"}
    assert max(results.values()) < 1e-6
