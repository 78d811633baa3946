"""CSS colours both ways. inkex misreads `#rrggbbaa`, hsl() and percentages, so this is ours."""

import math
import re

from .colour_names import COLOUR_NAMES
from .lengths import NUMBER

BLACK = (0.0, 0.0, 0.0, 1.0)
_HEX = re.compile(r"#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$")
_CALL = re.compile(r"(rgb|hsl)a?\s*\(([^()]*)\)$", re.IGNORECASE)
_TOKEN = re.compile(rf"({NUMBER})(%|deg|grad|rad|turn)?$", re.IGNORECASE)
_DEGREES = {None: 1.0, "deg": 1.0, "grad": 0.9, "rad": 180.0 / math.pi, "turn": 360.0}


def parse_colour(text, current=BLACK):
    """The straight RGBA, 0..1 each, of a CSS colour; `current` is what `currentColor` means.

    ValueError if it is none that we know. An ICC part after the sRGB colour is ignored.
    """
    text = text.strip()
    icc = text.lower().find(" icc-color")
    if icc >= 0:
        text = text[:icc].rstrip()
    name = text.lower()
    if name == "currentcolor":
        return current
    if name == "transparent":
        return (0.0, 0.0, 0.0, 0.0)
    if name in COLOUR_NAMES:
        value = COLOUR_NAMES[name]
        return ((value >> 16) / 255.0, (value >> 8 & 255) / 255.0, (value & 255) / 255.0, 1.0)
    if _HEX.match(text):
        return _from_hex(text[1:])
    match = _CALL.match(text)
    if not match:
        raise ValueError(f"not a colour: {text:.40}")
    tokens = [_token(token, text) for token in _components(match[2])]
    if len(tokens) not in (3, 4):
        raise ValueError(f"not a colour: {text:.40}")
    alpha = _share(tokens[3], 1.0) if len(tokens) == 4 else 1.0
    rgb = _from_rgb(tokens[:3], text) if match[1].lower() == "rgb" else _from_hsl(tokens[:3], text)
    return (*rgb, alpha)


def colour_or_black(text, current=BLACK):
    """As parse_colour; black for what is no colour."""
    try:
        return parse_colour(text, current)
    except ValueError:
        return BLACK


def format_colour(rgb):
    """`#rrggbb` of a colour; components outside 0..1 are clamped."""
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, value))):02x}" for value in rgb[:3])


def _from_hex(digits):
    if len(digits) <= 4:
        digits = "".join(digit * 2 for digit in digits)
    values = [int(digits[at : at + 2], 16) / 255.0 for at in range(0, len(digits), 2)]
    return tuple(values) if len(values) == 4 else (*values, 1.0)


def _components(body):
    """The arguments of rgb() or hsl(), old (commas) or new (spaces and a slash) style."""
    if "," in body:
        return [part.strip() for part in body.split(",")]
    colour, slash, alpha = body.partition("/")
    return colour.split() + ([alpha.strip()] if slash else [])


def _token(token, text):
    match = _TOKEN.match(token)
    if not match:
        raise ValueError(f"not a colour: {text:.40}")
    number = float(match[1])
    if not math.isfinite(number):
        raise ValueError(f"not a colour: {text:.40}")
    return number, match[2].lower() if match[2] else None


def _share(token, full):
    """A number (out of `full`) or a percentage as 0..1."""
    number, unit = token
    if unit not in (None, "%"):
        raise ValueError(f"not a share: {number}{unit}")
    return min(1.0, max(0.0, number / (100.0 if unit == "%" else full)))


def _from_rgb(tokens, text):
    if len({unit for _, unit in tokens}) != 1:
        raise ValueError(f"not a colour: {text:.40}")
    return tuple(_share(token, 255.0) for token in tokens)


def _from_hsl(tokens, text):
    (hue, unit), saturation, lightness = tokens
    if unit not in _DEGREES or saturation[1] != "%" or lightness[1] != "%":
        raise ValueError(f"not a colour: {text:.40}")
    hue = hue * _DEGREES[unit] % 360.0 / 30.0
    saturation, lightness = _share(saturation, 100.0), _share(lightness, 100.0)
    reach = saturation * min(lightness, 1.0 - lightness)

    def component(offset):
        step = (offset + hue) % 12.0
        return lightness - reach * max(-1.0, min(step - 3.0, 9.0 - step, 1.0))

    return (component(0), component(8), component(4))
