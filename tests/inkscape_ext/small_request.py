"""The smallest request that is worth sending, and the command line of a scripted bridge."""

import sys
from pathlib import Path

from protocol.geometry import LINE, Free, Paint, PathTable, floats, integers, octets, plain_paint
from protocol.messages import Canvas, Prompt, RefineRequest


def small_request():
    """One open black line across a square canvas."""
    table = PathTable(
        points=floats([0.1, 0.1, 0.9, 0.9]),
        segment_kinds=octets([LINE]),
        subpath_segments=integers([1]),
        subpath_closed=octets([0]),
        path_subpaths=integers([1]),
        paint=octets([Paint.STROKE]),
        fill=floats([0, 0, 0, 1]),
        stroke=floats([0, 0, 0, 1]),
        stroke_width=floats([0.02]),
        pen=floats([1, 0, 0, 1]),
        opacity=floats([1]),
        stroke_style=floats([0, 1, 1, 4]),
        free=octets([Free.LINES]),
        **plain_paint(1),
    )
    return RefineRequest(table, (Prompt("a line"),), Canvas())


def scripted(*steps):
    """The command line of scripted_bridge.py for these steps."""
    return [sys.executable, str(Path(__file__).with_name("scripted_bridge.py")), *steps]
