"""Palettes: typed colours, a document's swatches, the colours of an object; and how results name them."""

import re

from protocol import limits
from protocol.wishes import Swatch

from .cascade import Cascade
from .colour import format_colour, parse_colour
from .gradients import is_gradient
from .references import referenced_id
from .scene import INKSCAPE, LEAVES
from .selection import elements_by_id
from .stylesheets import SVG

SWATCHES = "swatches"
NEAR = 1e-3  # a result's colour this near to an entry, in each channel, is that entry
_PIECE = re.compile(r"(?:[^\s,;()]|\([^()]*\))+")
_SWATCH_MARKS = (
    INKSCAPE + "swatch",
    "{http://www.openswatchbook.org/uri/2009/osb}paint",  # Inkscape before 1.2
)
_LEAF_TAGS = tuple(SVG + tag for tag in LEAVES)


class PaletteError(Exception):
    """There is no such palette; a plain sentence with the next step."""


def typed_palette(text):
    """The Swatches of colours separated by commas or spaces. PaletteError."""
    pieces = _PIECE.findall(text)
    if not pieces:
        raise PaletteError("The palette holds no colour. Write colours like #e63946, white.")
    return _distinct(pieces, _refuse)


def palette_of_swatches(svg):
    """The Swatches that the document's palette has in Inkscape. PaletteError."""
    cascade = Cascade(svg)
    found = []
    for element in svg.iter():
        if is_gradient(element) and any(mark in element.attrib for mark in _SWATCH_MARKS):
            found += _stops(element, cascade)
    if not found:
        raise PaletteError(
            "This document has no swatches. In Fill and Stroke choose Swatch to make some, or type colours."
        )
    return _distinct(found)


def palette_of_element(svg, element):
    """The Swatches of what is painted in an element, in the order they are met. PaletteError."""
    cascade = Cascade(svg)
    elements = elements_by_id(svg)
    found = []
    for leaf in element.iter(*_LEAF_TAGS, SVG + "tspan"):
        style = cascade.style_in_place(leaf)
        for paint in (style["fill"], style["stroke"]):
            server = elements.get(referenced_id(paint))
            found += _stops(server, cascade) if is_gradient(server) else [_plain(paint, style)]
    if not any(found):
        raise PaletteError(f"Nothing in “{_name(element)}” has a colour. Choose another object.")
    return _distinct(filter(None, found))


def colour_text(rgb, palette):
    """How to write a colour: as the palette's own entry if it is one, else #rrggbb."""
    entry = entry_of(rgb, palette)
    return entry.text or format_colour(entry.rgb) if entry else format_colour(rgb)


def entry_of(rgb, palette):
    """The Swatch that a colour is, or None."""
    for swatch in palette:
        if all(abs(mine - own) <= NEAR for mine, own in zip(rgb, swatch.rgb)):
            return swatch
    return None


def _refuse(text):
    raise PaletteError(f"“{text:.40}” is no colour. Write colours like #e63946, white, rgb(29, 53, 87).")


def _distinct(texts, refuse=lambda text: None):
    """The Swatches of these texts, each colour once; `refuse` is called with what is no colour."""
    found = {}
    for text in texts:
        try:
            *rgb, alpha = parse_colour(text)
        except ValueError:
            refuse(text)
            continue
        is_own = alpha == 1.0 and len(text) <= limits.COLOUR_CHARACTERS  # an alpha is no part of a palette
        found.setdefault(tuple(rgb), Swatch(*rgb, text if is_own else format_colour(rgb)))
    if len(found) > limits.PALETTE:
        raise PaletteError(f"The palette has {len(found)} colours; {limits.PALETTE} are the most.")
    return tuple(found.values())


def _plain(paint, style):
    """A paint as the text of a colour, '' if it is none."""
    if paint == "none" or paint.startswith(("url(", "context-")):
        return ""
    return style["color"] if paint.lower() == "currentcolor" else paint


def _stops(gradient, cascade):
    stops = gradient.iterchildren(SVG + "stop")
    return [cascade.style_in_place(stop)["stop-color"] for stop in stops]


def _name(element):
    return element.attrib.get(INKSCAPE + "label") or element.attrib.get("id", "")
