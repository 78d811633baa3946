"""A real worker process on an NVIDIA GPU, with the embedded model; the CPU says what is right."""

import math
from dataclasses import replace

import pytest
from piped_worker import REQUEST, Worker

from protocol.geometry import octets
from protocol.messages import Preview, Ranking, Variation
from tests.support.tables import curve, filled, polyline, stroked, table_of

pytestmark = pytest.mark.gpu

EVERYTHING_FREE = replace(
    REQUEST,
    paths=table_of(
        filled(polyline((0.1, 0.5), (0.5, 0.45), (0.4, 0.7), closed=True), colour=(0.2, 0.6, 0.3, 0.8)),
        stroked(curve((0.2, 0.3), (0.3, 0.1), (0.6, 0.1), (0.7, 0.3)), colour=(0.7, 0.1, 0.1, 1)),
        stroked(curve((0.7, 0.3), (0.8, 0.5), (0.6, 0.7), (0.45, 0.7)), opacity=0.7),
    ),
)
FREE_NUMBERS = ("points", "fill", "stroke", "stroke_width")


@pytest.fixture(scope="module")
def worker():
    worker = Worker()
    yield worker
    worker.end()


def run(worker, device):
    """(the first picture, the Result) of EVERYTHING_FREE on a device."""
    heard = worker.do(replace(EVERYTHING_FREE, device=device))
    return next(message for message in heard if isinstance(message, Preview)), heard[-1]


def exact(result):
    """All that must be the same to the last bit."""
    names = (*FREE_NUMBERS, "similarity_before", "similarity_after")
    return {name: getattr(result, name) for name in names}


def test_a_gpu_is_taken_where_there_is_one(worker):
    assert run(worker, "auto")[1].device == "cuda:0"


def test_the_same_request_gives_the_same_bits_in_one_process_and_in_another(worker):
    first, second = run(worker, "cuda")[1], run(worker, "cuda")[1]
    another = Worker()
    in_another = run(another, "cuda")[1]
    another.end()

    assert exact(first) == exact(second) == exact(in_another)


def test_gpu_and_cpu_show_the_same_picture(worker):
    on_gpu, on_cpu = run(worker, "cuda")[0], run(worker, "cpu")[0]

    differences = [abs(a - b) for a, b in zip(on_gpu.rgb, on_cpu.rgb, strict=True)]
    # each cuts curves into pieces of its own, within 0.05 px: 13 of 255 at an edge
    assert max(differences) <= 13
    assert sum(differences) / len(differences) < 0.1


@pytest.mark.parametrize("name", FREE_NUMBERS)
def test_gpu_and_cpu_change_the_drawing_alike(worker, name):
    start = getattr(EVERYTHING_FREE.paths, name)
    on_gpu, on_cpu = (getattr(run(worker, device)[1], name) for device in ("cuda", "cpu"))

    # the model multiplies in bfloat16 on a GPU, which is some percent after these few steps
    assert math.dist(on_cpu, start) > 0
    assert math.dist(on_gpu, on_cpu) < 0.1 * math.dist(on_cpu, start)


def test_gpu_and_cpu_measure_the_same_likeness(worker):
    on_gpu, on_cpu = run(worker, "cuda")[1], run(worker, "cpu")[1]

    for name in ("similarity_before", "similarity_after"):
        assert getattr(on_gpu, name) == pytest.approx(getattr(on_cpu, name), abs=0.001)


def test_new_strokes_in_variants_are_the_same_bits_again_and_again(worker):
    paths = replace(EVERYTHING_FREE.paths, free=octets([1, 31, 31]))
    request = replace(EVERYTHING_FREE, paths=paths, new_paths=1, place=True, variants=3, device="cuda")

    first, second = (
        [bytes(each.points) for each in worker.do(request) if isinstance(each, Variation)] for _ in range(2)
    )

    assert first == second
    assert len(set(first)) == 3


def test_a_ranking_is_the_same_as_the_processors(worker):
    request = replace(EVERYTHING_FREE, counts=(3, 2, 1))

    on_gpu, on_cpu = (
        next(each for each in worker.do(replace(request, device=device)) if isinstance(each, Ranking))
        for device in ("cuda", "cpu")
    )

    assert on_gpu.order == on_cpu.order
    assert list(on_gpu.similarity) == pytest.approx(list(on_cpu.similarity), abs=0.01)
