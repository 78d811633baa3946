"""The worker on an NVIDIA GPU: run with `-m gpu` where there is one."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from protocol import stream
from protocol.geometry import Free
from protocol.messages import ENDS, Preview, Result, Submit
from tests.support import drawings

pytestmark = pytest.mark.gpu

ROOT = Path(__file__).resolve().parent.parent.parent
EMBEDDED = ROOT / "daemon" / "guidance" / "embedded"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A folder with the embedded model's architecture and vocabulary, and weights of chance."""
    from safetensors.torch import save_file

    from daemon.guidance.torchvision_compat import import_torchvision

    import_torchvision()
    import open_clip
    import torch

    folder = tmp_path_factory.mktemp("model")
    for name in ("open_clip_config.json", "bpe_small.txt.gz"):
        shutil.copy(EMBEDDED / name, folder)
    torch.manual_seed(0)
    weights = open_clip.create_model(f"local-dir:{folder}", load_weights=False).state_dict()
    save_file({name: value.contiguous() for name, value in weights.items()}, folder / "open_clip_model.safetensors")
    return folder


@pytest.fixture(scope="module")
def worker():
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "daemon" / "__main__.py"), "worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    yield process
    process.stdin.close()
    assert process.wait(20) == 0


def refine(worker, model, device, job, steps=40):
    """All messages of one job."""
    free = Free.LINES | Free.STROKE | Free.WIDTH
    request = drawings.request(
        paths=drawings.strokes(20, free=free), steps=steps, model=str(model), device=device, preview_side=128
    )
    stream.write_message(worker.stdin, Submit(job, request))
    messages = []
    while not messages or not isinstance(messages[-1], ENDS):
        messages.append(stream.read_message(worker.stdout))
    assert isinstance(messages[-1], Result), messages[-1]
    return messages


def test_a_run_on_the_gpu_ends_with_a_result_and_pictures(worker, model):
    messages = refine(worker, model, "cuda", "first")

    assert messages[-1].device.startswith("cuda")
    assert any(isinstance(message, Preview) for message in messages)
    assert messages[-1].points != drawings.strokes(20).points


def test_the_same_request_gives_the_same_bits(worker, model):
    once, again = (refine(worker, model, "cuda", job)[-1] for job in ("once", "again"))

    assert once.points == again.points
    assert once.stroke == again.stroke
    print(json.dumps({"steps": again.steps, "run_s": again.run_s, "ms_a_step": 1e3 * again.run_s / again.steps}))


def test_gpu_and_processor_see_the_same_picture(worker, model):
    gpu, cpu = (refine(worker, model, device, device, steps=1)[-1] for device in ("cuda", "cpu"))

    assert gpu.similarity_before == pytest.approx(cpu.similarity_before, abs=2e-3)


def test_auto_takes_the_gpu(worker, model):
    assert refine(worker, model, "auto", "auto", steps=1)[-1].device.startswith("cuda")
