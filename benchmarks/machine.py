"""What the figures were taken on."""

import json
import os
import platform
from pathlib import Path

import torch


def machine(device):
    """{"device", "torch", "python", "load_before"}."""
    gpu = torch.cuda.get_device_name() if device == "cuda" else None
    return {
        "device": gpu or f"{platform.machine()}, {os.cpu_count()} cores",
        "torch": torch.__version__,
        "python": platform.python_version(),
        "load_before": load(),
    }


def load():
    """How busy the machine was in the last minute, in cores; None where nobody counts."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def save(out, path):
    """Note how busy the machine is by now; write the figures as JSON if a path was asked for."""
    out["machine"]["load_after"] = load()
    if path:
        Path(path).write_text(json.dumps(out, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def expect_device(device, parser):
    """End the program with a sentence if torch can't use a device that its options name."""
    if device == "cuda" and not torch.cuda.is_available():
        parser.error("torch sees no NVIDIA GPU here: use --device cpu")
