"""The path table, drawn by another renderer, looks like the document it was read from."""

import pytest
from drawing_support import NAMESPACES, document
from picture_support import difference, picture
from PIL import Image

from inkscape_ext.drawing import Drawing
from protocol.geometry import Cap, FillRule, Join, Paint
from protocol.messages import CHANGES

SIDE = 256
# Mean difference of 0..255 levels: anti-aliasing at edges moves by a level or so, a lost or misplaced
# shape costs far more (the last test).
TOLERANCE = 0.6

DOCUMENTS = {
    "nested transforms": (
        '<g transform="translate(20 10) rotate(20)"><g transform="scale(1.5 .8)"><g transform="skewX(15)">'
        '<path d="M5 5h20v20h-20z" fill="#3060c0" stroke="black" stroke-width="3" stroke-linejoin="round"/>'
        '<path transform="matrix(.5 .3 -.2 .7 20 10)" d="M5 5 c 20 0 20 30 40 20" fill="none"'
        ' stroke="red" stroke-width="6" stroke-linecap="round"/></g></g></g>'
    ),
    "arcs": (
        '<path d="M10 40 a30 20 25 1 1 50 10 a 5 5 0 0 0 10 10 A 12 4 0 01 90 80" fill="#e0a030"'
        ' stroke="#204020" stroke-width="2"/><path d="m60 10a8 8 0 1116 0 8 8 0 01-16 0z"/>'
    ),
    "quadratics and smooth curves": (
        '<path d="M5 50 q10-40 20 0 t20 0 20 0 T90 50" fill="none" stroke="navy" stroke-width="2"/>'
        '<path d="M5 80 c5-20 15-20 20 0 s15 20 20 0 S80 60 90 80" fill="none" stroke="teal"/>'
    ),
    "subpaths and fill rules": (
        '<path fill-rule="evenodd" d="M10 10h40v40h-40zm10 10h20v20h-20z l-5 30z" fill="purple"/>'
        '<path d="M60 10h30v30h-30zM70 20h10v10h-10zM60 60v30h30" fill="green"/>'
    ),
    "shapes as context": (
        '<rect x="2" y="3" width="40" height="20" rx="6" fill="#c0ffc0" stroke="black"/>'
        '<rect x="50" y="3" width="30" height="20" ry="30" rx="4"/>'
        '<circle cx="20" cy="50" r="15" fill="orange"/>'
        '<ellipse cx="60" cy="50" rx="20" ry="8" fill="hsl(200,50%,50%)"/>'
        '<line x1="5" y1="75" x2="95" y2="70" stroke="black" stroke-width="2"/>'
        '<polyline points="5,80 20,95 35,80 50 95" fill="none" stroke="red" stroke-width="2"/>'
        '<polygon points="60,80 90,80 75,98" fill="blue" fill-opacity=".4"/>'
        '<path id="only" d="M0 0 L100 100" stroke="grey" stroke-width="1" stroke-linecap="square"/>'
    ),
    "styles": (
        "<style>.soft{fill:#00f;fill-opacity:.5} path#x{stroke:red!important}"
        "@media print{path{fill:lime}}</style>"
        '<g fill="red" stroke-width="2" style="stroke:currentColor" color="#0a5"><path d="M5 5h30v30h-30z"/>'
        '<path class="soft" style="stroke-width:4px" d="M25 25h30v30h-30z"/>'
        '<path id="x" style="stroke:blue;stroke-width:1mm" d="M60 60h30v30h-30z" fill="#ff000080"/></g>'
    ),
    "opacities": (
        '<g opacity=".5"><g style="opacity:50%"><path d="M5 5h40v40h-40z"/></g>'
        '<path d="M55 5h40v40h-40z" fill="rgba(255,0,0,.5)" fill-opacity=".5"/></g>'
        '<path d="M20 60h60" stroke="green" stroke-width="20" stroke-opacity=".3"/>'
    ),
    "nested viewports": (
        '<svg x="10" y="20" width="60" height="30" viewBox="-5 -5 20 20" preserveAspectRatio="xMaxYMid meet">'
        '<path d="M-5 -5h20v20h-20z" fill="#cce"/><path d="M0 0h10v10h-10z" fill="maroon"/></svg>'
        '<path d="M2 2h90v90" fill="none" stroke="black"/>'
    ),
    "caps and joins": (
        '<g fill="none" stroke="black" stroke-width="8"><path d="M10 20h30l-20 20" stroke-linecap="butt"/>'
        '<path d="M60 20h30l-20 20" stroke-linecap="round" stroke-linejoin="bevel"/>'
        '<path d="M10 70h30l-20 20" stroke-linecap="square" stroke-linejoin="round"/>'
        '<path d="M60 70h30l-25 4" stroke-miterlimit="2"/></g>'
    ),
    "zero length and lone points": (
        '<path d="M20 20 M 50 50 l0 0 M 10 80 h 80 M 5 5" stroke="black" stroke-width="10"'
        ' stroke-linecap="round"/>'
        '<path d="M30 30l10 0 0 0 0 10z" fill="red"/>'
    ),
    "a switch, a link, hidden things": (
        '<switch><foreignObject requiredExtensions="x"/><g><path d="M5 5h40v40h-40z" fill="red"/></g>'
        '<path d="M50 5h40v40h-40z"/></switch><a><path d="M5 50h40v40h-40z" fill="blue"/></a>'
        '<g display="none"><path d="M0 0h99v99"/></g><path style="visibility:hidden" d="M0 0h99v99"/>'
        '<defs><path d="M0 0h99v99"/></defs><clipPath id="c"><path d="M0 0h99v99"/></clipPath>'
    ),
    "an imported page": (
        '<clipPath id="c"><path d="M0 0h100v100H0z"/></clipPath><g clip-path="url(#c)"><path fill="#ddd"'
        ' d="M-50 -50h300v300h-300z"/><path id="only" fill="red" d="M30 30h40v40h-20z"/></g>'
    ),
    "mirrored": (
        '<g transform="scale(-1 1) translate(-100)"><path d="M10 10c40 0 60 40 20 80" stroke="black"'
        ' stroke-width="5" fill="#fc8" transform="rotate(10,50,50) skewY(-20)"/></g>'
    ),
}
VIEWS = {
    "nested transforms": 'viewBox="-20 -15 200 100" width="200mm" height="120mm"',
    "arcs": 'width="100" height="100"',
}


def original(body, drawing):
    """The document itself, seen through the drawing's frame."""
    frame = drawing.frame
    view = f'viewBox="{frame.left} {frame.top} {frame.side} {frame.side}" width="{SIDE}" height="{SIDE}"'
    return picture(f"<svg {NAMESPACES} {view}>{body}</svg>")


def redrawn(table):
    """The path table as a plain SVG: every path under the map of its own pen."""
    paths = []
    point = segment = subpath = 0
    for index in range(table.path_count):
        a, c, b, d = table.pen[4 * index : 4 * index + 4]
        det = a * d - b * c
        words = []
        for _ in range(table.path_subpaths[index]):
            kinds = table.segment_kinds[segment : segment + table.subpath_segments[subpath]]
            count = sum(kinds) + 1 - table.subpath_closed[subpath]
            xy = table.points[2 * point : 2 * (point + count)]
            pairs = [
                f"{(d * x - c * y) / det * 1000} {(a * y - b * x) / det * 1000}"
                for x, y in zip(xy[::2], xy[1::2], strict=True)
            ]
            if table.subpath_closed[subpath]:
                pairs.append(pairs[0])
            words.append("M" + pairs[0])
            at = 1
            for kind in kinds:
                words.append(("L" if kind == 1 else "C") + " ".join(pairs[at : at + kind]))
                at += kind
            words.append("z" if table.subpath_closed[subpath] else "")
            point, segment, subpath = point + count, segment + len(kinds), subpath + 1
        paths.append(
            f'<path transform="matrix({a} {b} {c} {d} 0 0)" d="{" ".join(words)}" {look(table, index)}/>'
        )
    return picture(
        f'<svg {NAMESPACES} viewBox="0 0 1000 1000" width="{SIDE}" height="{SIDE}">{"".join(paths)}</svg>'
    )


def look(table, index):
    """The presentation attributes of one row."""
    rule, cap, join, miter = table.stroke_style[4 * index : 4 * index + 4]
    words = [f'opacity="{table.opacity[index]}" fill-rule="{FillRule(int(rule)).name.lower()}"']
    words.append(
        f'stroke-linecap="{Cap(int(cap)).name.lower()}" stroke-linejoin="{Join(int(join)).name.lower()}"'
    )
    words.append(f'stroke-miterlimit="{miter}" stroke-width="{table.stroke_width[index] * 1000}"')
    for flag, name in ((Paint.FILL, "fill"), (Paint.STROKE, "stroke")):
        red, green, blue, alpha = getattr(table, name)[4 * index : 4 * index + 4]
        if table.paint[index] & flag:
            rgb = ",".join(str(round(255 * value)) for value in (red, green, blue))
            words.append(f'{name}="rgb({rgb})" {name}-opacity="{alpha}"')
        else:
            words.append(f'{name}="none"')
    return " ".join(words)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_table_looks_like_the_document(name):
    body = DOCUMENTS[name]
    ids = ["only"] if 'id="only"' in body else None

    drawing = Drawing.read(document(body, VIEWS.get(name, 'viewBox="0 0 100 100"')), ids, CHANGES)

    drawing.table.check()
    before = original(body, drawing)
    assert difference(before, Image.new("RGB", before.size, "white")) > 5 * TOLERANCE  # something is seen
    assert difference(before, redrawn(drawing.table)) < TOLERANCE


def test_the_comparison_sees_a_path_that_moved_by_a_pixel():
    body = DOCUMENTS["nested transforms"]
    drawing = Drawing.read(document(body), None, CHANGES)
    before = original(body, drawing)

    for index in range(len(drawing.table.points)):
        drawing.table.points[index] += 1.0 / SIDE

    assert difference(before, redrawn(drawing.table)) > 2 * TOLERANCE
