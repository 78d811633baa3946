"""What lies around the selection: the frame, the context, the goal and the sample."""

from dataclasses import dataclass

from protocol.messages import Picture

from .context import context_of
from .export.exporter import Exporter
from .frame import frame_of
from .frame_choice import frame_for, leaves_of
from .goal import goal_of, on_canvas, selected_picture
from .layers import layers_of, pictures_of
from .sample import manner_of
from .selection import named_element
from .shapes import SHAPES
from .view import SELECTED_PICTURE


@dataclass(frozen=True)
class Surroundings:
    """pictures: protocol Pictures. manner: one protocol Manner or none. pictured: rows of the table that a
    picture shows. problem: what is missing and why, as a sentence, or ""."""

    pictures: tuple = ()
    manner: tuple = ()
    pictured: tuple = ()
    problem: str = ""


class Surveyor:
    """Looks at one document for one View.

    leaves: (order, Placed) of all its leaves. row_of: makes a Row, or None, of one.
    """

    def __init__(self, root, elements, leaves, view, row_of):
        self._root = root
        self._view = view
        self._row_of = row_of
        self._leaves = leaves
        self._every = [placed for _, placed in leaves]
        self._elements = elements
        self._goal = self._goal_element()
        self._sample = named_element(view.sample, elements) if view.sample else None

    @property
    def seen(self):
        """The leaves without those of a goal in the document: it is aimed at, neither refined nor shown."""
        if self._goal is None:
            return self._leaves
        inside = set(self._goal.iter())
        return [leaf for leaf in self._leaves if leaf[1].element not in inside]

    def survey(self, chosen, others):
        """(the Frame, the rows of the table in document order, the Surroundings) of these chosen rows.

        others: (order, Placed) of what is not refined.
        """
        view = self._view
        given = (view.margin, self._root, self._elements, chosen, self._every)
        frame, marker = (frame_of(view.box), None) if view.box else frame_for(view.frame, *given)
        others = [leaf for leaf in others if leaf[1].element not in view.unseen]
        if marker is not None:
            # what only marks the frame is no part of the drawing
            others = [leaf for leaf in others if leaf[1].element is not marker or self._is_filled(leaf)]
        context = context_of(others, chosen, frame, self._row_of)
        rows = sorted([*chosen, *context.rows], key=lambda row: row.order)
        pictures, pictured, problem = self._layers(frame, rows, others, context.beyond)
        goal = self._goal_picture(frame, chosen)
        surroundings = Surroundings((*pictures, *goal), self._manner(frame), tuple(pictured), problem)
        return frame, rows, surroundings

    def _layers(self, frame, rows, others, beyond):
        if self._view.exporter is None:
            return (), (), ""
        resting = [(row.order, row.placed) for row in rows if not row.free]
        shown = {order: placed for order, placed in (*others, *resting) if not placed.is_hidden}
        layers = layers_of(sorted(shown.items()), rows, beyond)
        if layers is None:
            return (), (), ""
        pictures, problem = pictures_of(
            self._root, self._every, layers, frame, self._view.exporter, self._view.folder
        )
        return pictures, () if problem else layers.pictured, problem

    def _goal_picture(self, frame, rows):
        goal = self._view.goal
        if isinstance(goal, Picture):
            return (on_canvas(goal, frame),)
        if self._goal is None:
            return ()
        exporter = self._view.exporter or Exporter()
        return (goal_of(self._root, self._goal, self._every, frame, rows, exporter, self._view.folder),)

    def _manner(self, frame):
        if self._sample is None:
            return ()
        inside = {placed.element for placed in leaves_of(self._sample, self._every)}
        rows = [
            self._row_of(order, placed)
            for order, placed in self._leaves
            if placed.element in inside and placed.tag in ("path", *SHAPES) and not placed.is_hidden
        ]
        return (manner_of([row for row in rows if row is not None], frame, self._view.sample),)

    def _is_filled(self, leaf):
        row = self._row_of(*leaf)
        return row is not None and row.look.fill is not None

    def _goal_element(self):
        goal = self._view.goal
        if goal is SELECTED_PICTURE:
            return selected_picture(self._every)
        return named_element(goal, self._elements) if isinstance(goal, str) else None
