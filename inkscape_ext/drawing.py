"""From an SVG document and selected ids to a PathTable, and a result back into the document."""

import math

from protocol import limits
from protocol.errors import ErrorCode, RefineError
from protocol.geometry import Free
from protocol.messages import free_flags

from .cascade import Cascade
from .clips import Clips
from .context import is_whole
from .frame import canvas_of
from .frame_choice import usual_margin
from .left_out import Reason, clipped_sentence, long_sentence, sentence
from .line_rules import AS_THEY_ARE, apply_rules
from .lock_names import carriers, locked_sentence
from .paint import Painter
from .scene import Scene
from .selection import (
    asked_elements,
    elements_by_id,
    free_of,
    is_wanted,
    leave_out,
    make_row,
    reason_against,
)
from .surroundings import Surveyor
from .tables import path_table
from .view import View
from .viewports import pixels_per_unit, viewport_size
from .write_back import RowResult, write_row

_MANY_NODES = 100  # a pencil stroke that was never simplified has 300 to 600


class Drawing:
    """A document as one refinement sees it.

    table: the PathTable, the refinable paths and the context around them, in document order.
    canvas: the Canvas. left_out: a LeftOut for everything selected that can't be refined.
    rows: the table's rows. frame: its Frame in root user units. pictures: protocol Pictures of what is
    around the paths, and of the goal. manner: a protocol Manner of the sample, or none, as a tuple.
    palette: the Swatches to write colours as. view: the View it was read with. rules: its LineRules.
    """

    def __init__(self, rows, frame, canvas, left_out, cascade, *, view, rules, surroundings, palette, told):
        self.palette = palette
        self.rules = rules
        self.rows = rows
        self._told = told
        self.frame = frame
        self.view = view
        self.canvas = canvas
        self.left_out = left_out
        self.pictures = surroundings.pictures
        self.manner = surroundings.manner
        self.table = path_table(rows, frame, surroundings.pictured)
        self._problem = surroundings.problem
        self._cascade = cascade

    @classmethod
    def read(
        cls,
        svg,
        ids,
        changes,
        kept=(),
        *,
        rules=AS_THEY_ARE,
        palette=(),
        view=None,
        new=None,
    ):
        """The Drawing of a document's root element.

        ids: of the selected objects (groups stand for all inside), or None for everything. changes: names
        of protocol.messages.CHANGES. kept: ids of objects that are locked for refining besides those that
        the document says so of. rules: LineRules. palette: as of the request. view: a View. new: a NewLayer
        whose paths come with what was asked for. RefineError:
        NOTHING_SELECTED, NOTHING_REFINABLE (its detail says what was left out), TOO_LARGE, BAD_SETTING,
        BAD_OBJECT. The document is not changed.
        """
        view = view or View()
        wanted = free_flags(changes)
        new_ids = new.ids if new else []
        if ids is not None and not (ids or new_ids):
            raise RefineError(ErrorCode.NOTHING_SELECTED)
        elements = elements_by_id(svg)
        asked, omitted = (None, []) if ids is None else asked_elements([*ids, *new_ids], elements)
        cascade = Cascade(svg)
        held = frozenset(elements[name] for name in kept if name in elements)
        leaves = list(enumerate(Scene(cascade, asked, Clips(elements), held).walk(svg)))
        size = viewport_size(svg)
        painter = Painter(elements, cascade, math.hypot(*size) / math.sqrt(2.0))
        pen = 1.0 / pixels_per_unit(svg)

        def row_or_reason(order, placed):
            return make_row(order, placed, painter, pen)

        fresh = frozenset(elements[name] for name in new_ids)

        def wanted_of(placed):
            if placed.element in fresh:
                return free_flags(new.changes)
            return Free(0) if new and new.others_rest else wanted

        surveyor = Surveyor(svg, elements, leaves, view, lambda *leaf: row_or_reason(*leaf)[0])
        rows, others, more = _sort_out(surveyor.seen, row_or_reason, wanted_of)
        omitted += more
        if not rows or all(row.placed.is_kept for row in rows):
            raise RefineError(ErrorCode.NOTHING_REFINABLE, sentence(omitted))
        _expect_not_too_large(rows)
        frame, rows, surroundings = surveyor.survey(rows, others)
        # what is new has no ends or nodes that anyone chose
        told = apply_rules([row for row in rows if row.placed.element not in fresh], rules, frame.side)
        canvas = canvas_of(svg, frame)
        more = {"view": view, "rules": rules, "palette": palette, "told": told}
        return cls(rows, frame, canvas, omitted, cascade, surroundings=surroundings, **more)

    @property
    def margin(self):
        """The frame's margin, as a share of its longer side."""
        return usual_margin(self.view.frame) if self.view.margin is None else self.view.margin

    @property
    def remark(self):
        """What to know about this drawing before it changes, in plain sentences; '' if nothing."""
        free = [row for row in self.rows if row.free]
        clipped = sum(row.placed.is_cut or not is_whole(row, self.frame) for row in free)
        long = [row.node_count for row in free if row.free & Free.LINES and row.node_count > _MANY_NODES]
        remarks = (
            sentence(self.left_out),
            locked_sentence(carriers(row.placed.element for row in self.rows)),
            self._told,
            self._problem,
            clipped_sentence(clipped),
            long_sentence(long),
        )
        return " ".join(filter(None, remarks))

    def style_of(self, element):
        """The computed style of an element as it stands: {property: value}."""
        return self._cascade.style_in_place(element)

    def write(self, result):
        """Put a protocol Result into the document; returns a PathChange for each refinable path.

        Only what differs from `table` is written. RefineError BAD_GEOMETRY, before anything is changed,
        if the result does not fit the table or holds numbers that are none.
        """
        _expect_fit(self.table, result)
        changes = []
        first_point = 0
        for index, (row, points) in enumerate(zip(self.rows, self.table.point_counts())):
            if row.free:
                difference = RowResult(self.table, result, index, first_point, points, row.held)
                changes.append(write_row(row, difference, self.frame.side, self._cascade, self.palette))
            first_point += points
        return changes


def _sort_out(leaves, row_or_reason, wanted_of):
    """(rows that were asked for, (order, Placed) of all others, LeftOut list) of a walk.

    What is locked for refining is among the rows, with nothing free: the frame is around it as well.
    """
    rows, others, omitted = [], [], []
    for order, placed in leaves:
        if not is_wanted(placed):
            if not placed.is_defined:
                others.append((order, placed))
            continue
        row, reason = None, reason_against(placed)
        if reason is None:
            row, reason = row_or_reason(order, placed)
            if row is not None:
                wanted = wanted_of(placed)
                row.free = free_of(row, wanted)
                reason = Reason.NOTHING_FREE if wanted and not row.free else None
        elif reason is Reason.KEPT and _is_drawn_whole(placed):
            row, _ = row_or_reason(order, placed)
        if row is not None:
            rows.append(row)
        elif not placed.is_defined:
            others.append((order, placed))
        if reason is not None:
            omitted.append(leave_out(placed, reason))
    return rows, others, omitted


def _is_drawn_whole(placed):
    """True for a path that looks in the picture as it does in the document."""
    return placed.tag == "path" and not (placed.is_cut or placed.is_blended or placed.clip_boxes)


def _expect_not_too_large(rows):
    if len(rows) > limits.PATHS:
        raise RefineError(ErrorCode.TOO_LARGE, f"paths: {len(rows)} > {limits.PATHS}")
    points = sum(row.point_count for row in rows)
    if points > limits.POINTS:
        raise RefineError(ErrorCode.TOO_LARGE, f"points: {points} > {limits.POINTS}")


def _expect_fit(table, result):
    for name in ("points", "fill", "stroke", "stroke_width"):
        sent, came = getattr(table, name), getattr(result, name)
        if len(sent) != len(came):
            raise RefineError(ErrorCode.BAD_GEOMETRY, f"result.{name}: {len(came)} numbers, not {len(sent)}")
        if not all(abs(value) <= limits.COORDINATE for value in came):
            raise RefineError(ErrorCode.BAD_GEOMETRY, f"result.{name}: a number out of range")
