"""Times an exported model on two CPU cores, which should be idle: `python -m training.speed --model DIR`."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch

from training.exported import Model

THREADS = 2
LOADS, STEPS, WARM_UP = 5, 60, 5


def milliseconds(action: Callable[[], object], repeats: int) -> list[float]:
    """How long each of `repeats` calls took."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return times


def guidance_step(model: Model, batch: int) -> None:
    """One forward pass of `batch` pictures and one backward pass to their pixels."""
    image = torch.rand(batch, 3, model.side, model.side, requires_grad=True)
    model.picture(image).sum().backward()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(THREADS)
    cpu = torch.device("cpu")
    loads = milliseconds(lambda: Model(args.model, cpu), LOADS)
    found = {"load_ms": {"first": round(loads[0]), "median": round(median(loads))}}
    model = Model(args.model, cpu)
    for batch in (4, 8):
        milliseconds(lambda batch=batch: guidance_step(model, batch), WARM_UP)
        times = milliseconds(lambda batch=batch: guidance_step(model, batch), STEPS)
        found[f"step_ms, batch {batch}"] = {"median": round(median(times), 1), "least": round(min(times), 1)}
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
