"""Rows to a PathTable."""

from protocol import limits
from protocol.geometry import Paint, PathTable, floats, integers, octets, plain_paint

from .shading_columns import ShadingColumns
from .transforms import compose, determinant

_NO_INK = (0.0, 0.0, 0.0, 0.0)


def path_table(rows, frame, pictured=()):
    """The PathTable of rows, in their order, in the canvas units of `frame`.

    pictured: rows that a picture shows: here they are transparent.
    """
    table = PathTable(
        points=floats(),
        segment_kinds=octets(),
        subpath_segments=integers(),
        subpath_closed=octets(),
        path_subpaths=integers(),
        paint=octets(),
        fill=floats(),
        stroke=floats(),
        stroke_width=floats(),
        pen=floats(),
        opacity=floats(),
        stroke_style=floats(),
        free=octets(),
        **plain_paint(0),
    )
    to_canvas = frame.to_canvas()
    shadings = ShadingColumns(table)
    for row in rows:
        matrix = compose(to_canvas, row.placed.matrix)
        _append_geometry(table, row, matrix)
        _append_paint(table, row, frame.side)
        table.opacity.append(0.0 if row in pictured else min(1.0, row.placed.opacity))
        _append_dashes(table, row.look, pen_scale(row) / frame.side)
        for ink in (row.look.fill, row.look.stroke):
            table.paint_gradient.append(shadings.index_of(ink, matrix))
    if any(row.held for row in rows):
        _append_held(table, rows)
    return table


def _append_geometry(table, row, matrix):
    drawn = row.drawn
    table.path_subpaths.append(len(drawn))
    for subpath in drawn:
        kinds = subpath.table_kinds()
        table.segment_kinds.extend(kinds)
        table.subpath_segments.append(len(kinds))
        table.subpath_closed.append(int(subpath.is_closed))
        a, b, c, d, e, f = matrix
        for x, y in subpath.table_points():
            table.points.append(a * x + c * y + e)
            table.points.append(b * x + d * y + f)


def _append_held(table, rows):
    for row, points in zip(rows, table.point_counts()):
        table.held.extend(int(point in row.held) for point in range(points))


def _append_paint(table, row, side):
    look = row.look
    fill, stroke = look.fill, look.stroke
    table.paint.append((Paint.FILL if fill else 0) | (Paint.STROKE if stroke else 0))
    table.fill.extend(fill.rgba if fill else _NO_INK)
    table.stroke.extend(stroke.rgba if stroke else _NO_INK)
    scale = pen_scale(row)
    table.stroke_width.append(look.stroke_width * scale / side if stroke else 0.0)
    a, b, c, d = row.pen if stroke else (1.0, 0.0, 0.0, 1.0)
    scale = scale if stroke else 1.0
    table.pen.extend((a / scale, c / scale, b / scale, d / scale))
    miter = min(look.miter_limit, limits.COORDINATE)
    table.stroke_style.extend((look.fill_rule, look.cap, look.join, miter))
    table.free.append(row.free)


def _append_dashes(table, look, scale):
    """scale: canvas units of a stroke width of 1, where the pen is not deformed."""
    dashes = floats(min(length * scale, limits.COORDINATE) for length in look.dashes)
    if not any(dashes) or len(table.dashes) + len(dashes) > limits.DASHES:
        dashes = floats()  # drawn solid
    table.dashes.extend(dashes)
    table.path_dashes.append(len(dashes))
    table.dash_offset.append(min(look.dash_offset * scale, limits.COORDINATE) if dashes else 0.0)


def pen_scale(row):
    """Root user units of a stroke width of 1, as the geometric mean of both axes."""
    return abs(determinant((*row.pen, 0.0, 0.0))) ** 0.5
