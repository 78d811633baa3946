"""Documents, results and comparisons that several test files need."""

import inkex

from inkscape_ext.drawing import Drawing
from protocol.messages import CHANGES, Result

NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"'
)


def document(body, attributes='viewBox="0 0 100 100"'):
    """The root element of an SVG with this body."""
    return inkex.load_svg(f"<svg {NAMESPACES} {attributes}>{body}</svg>".encode()).getroot()


def read(body, ids=None, changes=CHANGES, attributes='viewBox="0 0 100 100"'):
    """(root, Drawing) of an SVG with this body."""
    svg = document(body, attributes)
    return svg, Drawing.read(svg, ids, changes)


def result_of(table, **columns):
    """A Result that gives a table back, with the named columns replaced."""
    values = {name: getattr(table, name)[:] for name in ("points", "fill", "stroke", "stroke_width")}
    return Result("job", "finished", **{**values, **columns})


def moved(table, shift):
    """A Result in which every coordinate of `table` has moved by `shift` canvas units."""
    points = table.points[:]
    for index, value in enumerate(points):
        points[index] = value + shift
    return result_of(table, points=points)


def text_of(svg):
    """The document as text, to be compared byte for byte."""
    return svg.tostring().decode()


def by_id(svg, name):
    """The element with this id, as raw lxml attributes show it."""
    return next(element for element in svg.iter() if element.attrib.get("id") == name)


def rows_by_id(drawing):
    """{id: index of its row in the table}."""
    return {row.placed.element.attrib.get("id"): index for index, row in enumerate(drawing.rows)}


def row_points(drawing, name):
    """The points (x, y) of one path, in root user units, from the table."""
    counts = drawing.table.point_counts()
    index = rows_by_id(drawing)[name]
    first = sum(counts[:index])
    values = drawing.table.points[2 * first : 2 * (first + counts[index])]
    frame = drawing.frame
    pairs = zip(values[::2], values[1::2], strict=True)
    return [(frame.left + frame.side * x, frame.top + frame.side * y) for x, y in pairs]
