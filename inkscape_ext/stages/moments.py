"""The paths of a run as they were at its start, on the way, and at its end."""

from dataclasses import dataclass
from typing import Dict

from protocol import limits

from ..history.state import State, put_back

START, STEP, END = "Start", "Step {}", "Result"  # the labels of moments
COUNT = 8  # moments on the way, unless asked for otherwise


@dataclass(frozen=True)
class Moment:
    """One moment of a run. states: {element: (State, computed style)} of the paths that may change."""

    label: str
    states: Dict[object, tuple]


def is_moment(label):
    """Whether a layer with this label holds a moment of a run."""
    return label in (START, END) or label.startswith(STEP.format(""))


def snapshots_for(drawing, count=COUNT):
    """How many snapshots of a Drawing a request may ask for, at most `count`."""
    return min(count, limits.SNAPSHOTS, limits.SNAPSHOT_POINTS // max(1, drawing.table.point_count))


def write_with_moments(drawing, snapshots, end):
    """Write a Result into the document as Drawing.write does; (its PathChanges, the Moments of the run).

    snapshots: the protocol Snapshots that came before, in order. The first Moment is the document as it was.
    RefineError as Drawing.write; then nothing is changed.
    """
    start = _moment(START, drawing)
    on_the_way = moments_of(drawing, [(STEP.format(snapshot.step), snapshot) for snapshot in snapshots])
    changes = drawing.write(end)
    return changes, [start, *on_the_way, _moment(END, drawing)]


def moments_of(drawing, results):
    """A Moment for each (label, message in the form of Result); the document stays as it is."""
    start = {element: State.of(element) for element in _changing(drawing)}
    moments = []
    for label, result in results:
        try:
            drawing.write(result)
            moments.append(_moment(label, drawing))
        finally:
            for element, state in start.items():
                put_back(element, state)
    return moments


def _changing(drawing):
    return [row.placed.element for row in drawing.rows if row.free]


def _moment(label, drawing):
    states = {each: (State.of(each), drawing.style_of(each)) for each in _changing(drawing)}
    return Moment(label, states)


def changed_in(moments):
    """The elements that were not the same all the time, in document order."""
    first = moments[0].states
    return [each for each in first if any(moment.states[each][0] != first[each][0] for moment in moments)]
