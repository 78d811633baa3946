"""The outlines of a whole drawing, made of several ranges of its paths at once."""

import numpy as np

from .geometry import layout_of, placed, shapes_of
from .slots import Plan
from .threads import for_each

LEAST = 100  # segments that are worth a thread


def placed_in_parts(topology, geometry, paint, shape, threads):
    """(Plan, vertices [V, 2] px) of a Geometry; paint: [P] as in a Topology; threads: to use at most."""
    first = topology.subpath_first[topology.path_first]  # [P + 1] segments
    parts = max(1, min(threads, first[-1] // LEAST))
    bounds = np.searchsorted(first, np.linspace(0, first[-1], parts + 1).round())
    bounds[-1] = len(paint)

    def work(part):
        start, stop = bounds[part], bounds[part + 1]
        own, segments = topology.span(start, stop), slice(first[start], first[stop])
        there = geometry.span(start, stop, segments)
        shapes = shapes_of(own, [there], shape.scale)
        layout, _ = layout_of(own, shapes, paint[start:stop], shape.accuracy)
        return placed(layout, there)

    plans, vertices = zip(*for_each(parts, work), strict=True)
    return _joined(plans, first[bounds]), np.concatenate(vertices)


def _joined(plans, first_segments):
    """One Plan of several that follow one another."""
    if len(plans) == 1:
        return plans[0]
    before = np.cumsum([0, *(len(plan.following) for plan in plans)], dtype=np.int32)
    numbered = list(zip(plans, first_segments[:-1], before[:-1], strict=True))
    return Plan(
        segment=np.concatenate([plan.segment + segment for plan, segment, _ in numbered]),
        place=np.concatenate([plan.place for plan in plans]),
        following=np.concatenate([plan.following + vertex for plan, _, vertex in numbered]),
        first=np.concatenate([plan.first[:-1] + vertex for plan, _, vertex in numbered] + [before[-1:]]),
    )
