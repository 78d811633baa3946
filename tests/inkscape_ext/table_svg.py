"""A PathTable as a plain SVG, so that another renderer can draw it."""

from drawing_support import NAMESPACES

from inkscape_ext.transforms import compose, inverse
from protocol.geometry import Cap, FillRule, GradientKind, Join, Paint, Spread

SCALE = 1000  # of canvas units, which some renderers would take for too small to draw


def table_svg(table, side):
    """SVG text, `side` px wide and high. Every path is drawn under the map of its own pen."""
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
                f"{(d * x - c * y) / det * SCALE} {(a * y - b * x) / det * SCALE}"
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
        pen = (a, b, c, d, 0.0, 0.0)
        gradients, look = _look(table, index, pen)
        paths.append(f'{gradients}<path transform="{_matrix(pen)}" d="{" ".join(words)}" {look}/>')
    view = f'viewBox="0 0 {SCALE} {SCALE}" width="{side}" height="{side}"'
    return f"<svg {NAMESPACES} {view}>{''.join(paths)}</svg>"


def _look(table, index, pen):
    """(gradient elements, presentation attributes) of one row."""
    rule, cap, join, miter = table.stroke_style[4 * index : 4 * index + 4]
    gradients = []
    words = [
        f'opacity="{table.opacity[index]}" fill-rule="{FillRule(int(rule)).name.lower()}"',
        f'stroke-linecap="{Cap(int(cap)).name.lower()}" stroke-linejoin="{Join(int(join)).name.lower()}"',
        f'stroke-miterlimit="{miter}" stroke-width="{table.stroke_width[index] * SCALE}"',
        _dashes(table, index),
    ]
    for place, (flag, name) in enumerate(((Paint.FILL, "fill"), (Paint.STROKE, "stroke"))):
        red, green, blue, alpha = getattr(table, name)[4 * index : 4 * index + 4]
        gradient = table.paint_gradient[2 * index + place]
        if not table.paint[index] & flag:
            words.append(f'{name}="none"')
        elif gradient < 0:
            rgb = ",".join(str(round(255 * value)) for value in (red, green, blue))
            words.append(f'{name}="rgb({rgb})" {name}-opacity="{alpha}"')
        else:
            words.append(f'{name}="url(#{name}{index})" {name}-opacity="{alpha}"')
            gradients.append(_gradient(table, gradient, f"{name}{index}", pen))
    return "".join(gradients), " ".join(words)


def _dashes(table, index):
    first = sum(table.path_dashes[:index])
    lengths = table.dashes[first : first + table.path_dashes[index]]
    text = " ".join(str(length * SCALE) for length in lengths) or "none"
    return f'stroke-dasharray="{text}" stroke-dashoffset="{table.dash_offset[index] * SCALE}"'


def _gradient(table, index, name, pen):
    """One gradient as an element in the user units under `pen`."""
    to_unit = tuple(table.gradient_map[6 * index : 6 * index + 6])
    to_user = compose(inverse(pen), compose((SCALE, 0.0, 0.0, SCALE, 0.0, 0.0), inverse(to_unit)))
    fx, fy = table.gradient_focus[2 * index : 2 * index + 2]
    is_linear = table.gradient_kind[index] == GradientKind.LINEAR
    tag = "linearGradient" if is_linear else "radialGradient"
    place = 'x1="0" x2="1"' if is_linear else f'cx="0" cy="0" r="1" fx="{fx}" fy="{fy}"'
    spread = Spread(table.gradient_spread[index]).name.lower()
    first = sum(table.gradient_stops[:index])
    stops = []
    for at in range(first, first + table.gradient_stops[index]):
        red, green, blue, alpha = (255 * value for value in table.stop_colour[4 * at : 4 * at + 4])
        stops.append(
            f'<stop offset="{table.stop_offset[at]}" stop-color="rgb({red},{green},{blue})"'
            f' stop-opacity="{alpha / 255}"/>'
        )
    return (
        f'<{tag} id="{name}" gradientUnits="userSpaceOnUse" gradientTransform="{_matrix(to_user)}" {place}'
        f' spreadMethod="{spread}">{"".join(stops)}</{tag}>'
    )


def _matrix(values):
    return f"matrix({' '.join(map(str, values))})"
