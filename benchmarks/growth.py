"""How time and memory grow with the number of strokes on one picture."""

import re
import statistics
from pathlib import Path

from .scenes import Case, strokes, table_of
from .timing import Task, alternately, card_memory

COUNTS = (256, 4096, 20_000)
SIDE = 512  # px
_PROCESS = Path("/proc/self")  # Linux


def growth(device, ramp, counts=COUNTS, *, repeats=5, seconds=10.0):
    """A list of {"strokes", "both_ms", "memory_mb", "us_per_stroke", "kb_per_stroke", "time_ratio",
    "memory_ratio"}: ratios are to what the first count would give if all grew evenly.

    memory_mb: on a card the most that torch held beside the drawing; on the processor the most that
    this process held beside what it held before, or None where there is no Linux to ask.
    """
    rows = []
    for count in counts:
        task = Task(Case(f"{count} strokes", table_of(strokes(count, SIDE)), SIDE), device, ramp)
        task.both()  # compiles
        memory = card_memory(task)["extra_mb"] if device == "cuda" else _process_memory(task)
        samples = alternately({"ours": task}, device, repeats, seconds)["ours"]
        rows.append(_row(count, statistics.median(samples.both), memory, rows))
    return rows


def _row(count, both_ms, memory_mb, before):
    row = {
        "strokes": count,
        "both_ms": both_ms,
        "memory_mb": memory_mb,
        "us_per_stroke": 1000 * both_ms / count,
        "kb_per_stroke": None if memory_mb is None else 1024 * memory_mb / count,
    }
    first = before[0] if before else row
    row["time_ratio"] = row["us_per_stroke"] / first["us_per_stroke"]
    row["memory_ratio"] = row["kb_per_stroke"] / first["kb_per_stroke"] if first["kb_per_stroke"] else None
    return row


def _process_memory(task):
    """MB that this process held at most during one forward and backward, beside what it held before."""
    if not (_PROCESS / "clear_refs").exists():
        return None
    (_PROCESS / "clear_refs").write_text("5")  # forget the most ever held
    before = _held("VmRSS")
    task.both()
    return _held("VmHWM") - before


def _held(name):
    """MB, by a line of the process's status."""
    return int(re.search(rf"{name}:\s+(\d+) kB", (_PROCESS / "status").read_text())[1]) / 1024
