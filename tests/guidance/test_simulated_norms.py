"""The kernels that normalise tokens without a GPU, in Numba's simulator, against torch on the processor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROUNDING = 2**-7  # of bfloat16


@pytest.mark.timeout(400)
def test_simulated_gpu_normalises_what_torch_normalises():
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "tests.support.simulated_norms"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    results = json.loads(done.stdout.splitlines()[-1])

    assert len(results) == 6
    assert max(results.values()) < ROUNDING
