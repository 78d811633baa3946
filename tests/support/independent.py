"""Drawings of tests as another SVG renderer (resvg) shows them."""

import io
from dataclasses import replace

import resvg_py
import torch
from PIL import Image

from protocol.geometry import LINE, FillRule, GradientKind, Spread

CAPS = ("butt", "round", "square")
JOINS = ("miter", "round", "bevel")
SCALE = 1000  # SVG units of a canvas unit: in smaller ones renderers lose precision


def independent_picture(paths, side):
    """[side, side, 3] in 0..1: Paths of `tables`, on white."""
    fine = 8 * side  # resvg draws curves to about a third of a pixel: shrinking makes them exact
    data = resvg_py.svg_to_bytes(svg_string=svg_of(paths), width=fine, height=fine, background="white")
    image = Image.open(io.BytesIO(bytes(data))).convert("RGB")
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).reshape(side, 8, side, 8, 3)
    return pixels.float().mean((1, 3)) / 255


def svg_of(paths):
    """The same drawing as SVG."""
    elements = "".join(_element(path, f"p{index}") for index, path in enumerate(paths))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SCALE} {SCALE}">{elements}</svg>'


def _element(path, name):
    a, b, c, d = path.pen
    det = a * d - b * c

    def before_pen(
        x, y
    ):  # SVG deforms a pen by drawing under a transform, so the points go through its inverse
        return SCALE * (d * x - b * y) / det, SCALE * (a * y - c * x) / det

    subpaths = [replace(each, points=[before_pen(*point) for point in each.points]) for each in path.subpaths]
    inverse = (d / det, -c / det, -b / det, a / det, 0, 0)
    fill = _paint("fill", path.fill, path.fill_gradient, name, inverse)
    stroke = _paint("stroke", path.stroke, path.stroke_gradient, name, inverse)
    rule = "evenodd" if path.rule == FillRule.EVENODD else "nonzero"
    dashes = " ".join(str(SCALE * dash) for dash in path.dashes) or "none"
    return (
        f'{fill[0]}{stroke[0]}<path transform="matrix({a} {c} {b} {d} 0 0)" '
        f'd="{" ".join(map(_data, subpaths))}" {fill[1]} fill-rule="{rule}" '
        f'{stroke[1]} stroke-width="{SCALE * path.width}" '
        f'stroke-dasharray="{dashes}" stroke-dashoffset="{SCALE * path.dash_offset}" '
        f'stroke-linecap="{CAPS[path.style[0]]}" stroke-linejoin="{JOINS[path.style[1]]}" '
        f'stroke-miterlimit="{path.style[2]}" opacity="{path.opacity}"/>'
    )


def _paint(kind, rgba, gradient, name, pen_inverse):
    """(what defines a paint, the attributes that use it)."""
    if gradient:
        alpha = rgba[3] if rgba else 1
        element = _gradient(gradient, f"{kind}-{name}", pen_inverse)
        return element, f'{kind}="url(#{kind}-{name})" {kind}-opacity="{alpha}"'
    if rgba is None:
        return "", f'{kind}="none"'
    red, green, blue = (255 * value for value in rgba[:3])
    return "", f'{kind}="rgb({red},{green},{blue})" {kind}-opacity="{rgba[3]}"'


def _gradient(gradient, name, pen_inverse):
    a, b, c, d, e, f = gradient.to_unit
    det = a * d - b * c
    to_canvas = (d, -b, -c, a, c * f - d * e, b * e - a * f)
    to_user = _compose(pen_inverse, [SCALE * value / det for value in to_canvas])
    is_linear = gradient.kind == GradientKind.LINEAR
    tag = "linearGradient" if is_linear else "radialGradient"
    place = 'x1="0" x2="1"' if is_linear else 'cx="0" cy="0" r="1" fx="{}" fy="{}"'.format(*gradient.focus)
    stops = "".join(
        f'<stop offset="{offset}" stop-color="rgb({255 * r},{255 * g},{255 * b})" stop-opacity="{alpha}"/>'
        for offset, (r, g, b, alpha) in gradient.stops
    )
    return (
        f'<{tag} id="{name}" gradientUnits="userSpaceOnUse" {place} '
        f'gradientTransform="matrix({" ".join(map(str, to_user))})" '
        f'spreadMethod="{Spread(gradient.spread).name.lower()}">{stops}</{tag}>'
    )


def _compose(outer, inner):
    """SVG matrices: `outer` after `inner`."""
    a, b, c, d, e, f = outer
    columns = [(a * x + c * y, b * x + d * y) for x, y in zip(inner[0::2], inner[1::2], strict=True)]
    columns[2] = (columns[2][0] + e, columns[2][1] + f)
    return [number for column in columns for number in column]


def _data(subpath):
    points = list(subpath.points) + ([subpath.points[0]] if subpath.closed else [])
    text = [f"M {points[0][0]} {points[0][1]}"]
    at = 1
    for kind in subpath.kinds:
        numbers = " ".join(f"{x} {y}" for x, y in points[at : at + kind])
        text.append(f"{'L' if kind == LINE else 'C'} {numbers}")
        at += kind
    return " ".join(text) + (" Z" if subpath.closed else "")
