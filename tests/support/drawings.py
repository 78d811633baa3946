"""Small requests for tests."""

from protocol.geometry import CUBIC, Cap, Free, Join, Paint, PathTable, floats, integers, octets, plain_paint
from protocol.messages import Prompt, RefineRequest


def strokes(count=2, *, points=7, free=Free.LINES):
    """`count` open paths of cubics with `points` points each (1 + 3 n), black strokes."""
    cubics = (points - 1) // 3
    xy = []
    for path in range(count):
        for point in range(points):
            xy += [0.1 + 0.8 * point / points, (path + 1) / (count + 1) + 0.05 * (point % 2)]
    return PathTable(
        points=floats(xy),
        segment_kinds=octets([CUBIC] * cubics * count),
        subpath_segments=integers([cubics] * count),
        subpath_closed=octets([0] * count),
        path_subpaths=integers([1] * count),
        paint=octets([Paint.STROKE] * count),
        fill=floats([0, 0, 0, 1] * count),
        stroke=floats([0, 0, 0, 1] * count),
        stroke_width=floats([0.01] * count),
        pen=floats([1, 0, 0, 1] * count),
        opacity=floats([1] * count),
        stroke_style=floats([0, Cap.ROUND, Join.ROUND, 4] * count),
        free=octets([free] * count),
        **plain_paint(count),
    )


def request(prompt="a motorcycle", *, paths=None, **fields):
    """A request to refine two strokes."""
    fields.setdefault("steps", 10)
    fields.setdefault("preview_side", 16)
    return RefineRequest(paths=paths or strokes(), prompts=(Prompt(prompt),), **fields)
