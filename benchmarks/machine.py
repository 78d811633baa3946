"""What the figures were taken on."""

import os
import platform

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
