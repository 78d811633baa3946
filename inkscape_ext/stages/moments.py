"""The paths of a run as they were at its start, on the way, and at its end."""

from dataclasses import dataclass
from typing import Dict

from protocol import limits

from ..history.state import State, put_back

COUNT = 8  # moments on the way, unless asked for otherwise


@dataclass(frozen=True)
class Moment:
    """One moment of a run. states: {element: (State, computed style)} of the paths that may change."""

    label: str
    states: Dict[object, tuple]


def snapshots_for(drawing, count=COUNT):
    """How many snapshots of a Drawing a request may ask for, at most `count`."""
    return min(count, limits.SNAPSHOTS, limits.SNAPSHOT_POINTS // max(1, drawing.table.point_count))


def write_with_moments(drawing, snapshots, end):
    """Write a Result into the document as Drawing.write does; (its PathChanges, the Moments of the run).

    snapshots: the protocol Snapshots that came before, in order. The first Moment is the document as it was.
    RefineError as Drawing.write; then nothing is changed.
    """
    elements = [row.placed.element for row in drawing.rows if row.free]
    start = {element: State.of(element) for element in elements}
    moments = [_moment("Start", drawing, elements)]
    for snapshot in snapshots:
        try:
            drawing.write(snapshot)
            moments.append(_moment(f"Step {snapshot.step}", drawing, elements))
        finally:
            for element, state in start.items():
                put_back(element, state)
    changes = drawing.write(end)
    moments.append(_moment("Result", drawing, elements))
    return changes, moments


def _moment(label, drawing, elements):
    return Moment(label, {each: (State.of(each), drawing.style_of(each)) for each in elements})


def changed_in(moments):
    """The elements that were not the same all the time, in document order."""
    first = moments[0].states
    return [each for each in first if any(moment.states[each][0] != first[each][0] for moment in moments)]
