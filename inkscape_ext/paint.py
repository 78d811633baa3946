"""What a computed style paints: colours, widths, caps, joins."""

from dataclasses import dataclass
from typing import Tuple

from protocol.geometry import Cap, FillRule, Join

from .colour import BLACK, parse_colour
from .lengths import DEFAULT_FONT_SIZE, parse_length
from .references import referenced_id, split_url

_GRADIENTS = ("linearGradient", "radialGradient")
_CAPS = {"butt": Cap.BUTT, "round": Cap.ROUND, "square": Cap.SQUARE}
_JOINS = {"miter": Join.MITER, "round": Join.ROUND, "bevel": Join.BEVEL}


@dataclass(frozen=True)
class Ink:
    """One paint, the fill's or the stroke's.

    rgba: straight, 0..1, with fill-opacity or stroke-opacity in its alpha. is_solid: False for a gradient
    or pattern, whose rgba is only what the picture shows and never written back. colour_alpha: the part
    of the alpha that the colour itself brings (`#rrggbbaa`).
    """

    rgba: Tuple[float, float, float, float]
    is_solid: bool = True
    colour_alpha: float = 1.0


@dataclass(frozen=True)
class Look:
    """All that a computed style says about painting one path; lengths in the element's user units."""

    fill: "Ink | None"
    stroke: "Ink | None"
    stroke_width: float
    fill_rule: FillRule
    cap: Cap
    join: Join
    miter_limit: float
    is_scaling: bool  # False: non-scaling-stroke, the pen ignores all transforms
    is_hairline: bool  # the width is not the style's to set

    @property
    def is_visible(self):
        """True if there is some paint."""
        return self.fill is not None or self.stroke is not None


class Painter:
    """Turns computed styles into looks. Needs the document for its gradients and viewport.

    elements_by_id: {id: element}. cascade: for the stops' styles. diagonal: 100% of a stroke width.
    """

    def __init__(self, elements_by_id, cascade, diagonal):
        self._elements = elements_by_id
        self._cascade = cascade
        self._diagonal = diagonal

    def look(self, style):
        """The Look of a computed style."""
        hairline = style["-inkscape-stroke"] == "hairline"
        font_size = parse_length(style["font-size"]) or DEFAULT_FONT_SIZE
        width = 1.0 if hairline else parse_length(style["stroke-width"], self._diagonal, font_size)
        stroke = self._ink(style, "stroke") if width else None
        miter = parse_length(style["stroke-miterlimit"])
        return Look(
            fill=self._ink(style, "fill"),
            stroke=stroke,
            stroke_width=width if stroke else 0.0,
            fill_rule=FillRule.EVENODD if style["fill-rule"] == "evenodd" else FillRule.NONZERO,
            cap=_CAPS.get(style["stroke-linecap"], Cap.BUTT),
            join=_JOINS.get(style["stroke-linejoin"], Join.MITER),
            miter_limit=miter if miter is not None and miter >= 1.0 else 4.0,
            is_scaling=style["vector-effect"] != "non-scaling-stroke" and not hairline,
            is_hairline=hairline,
        )

    def _ink(self, style, name):
        """The fill's or stroke's Ink; None where nothing of it shows, so that nothing of it may change."""
        ink = self._declared_ink(style, name)
        return ink if ink is not None and ink.rgba[3] > 0.0 else None

    def _declared_ink(self, style, name):
        value = style[name]
        opacity = unit_share(style[name + "-opacity"])
        url = split_url(value)
        if url:
            server = self._elements.get(referenced_id(value))
            if server is not None:
                red, green, blue, alpha = self._average(server)
                return Ink((red, green, blue, alpha * opacity), is_solid=False, colour_alpha=alpha)
            value = url[1] or "none"
        if value == "none" or value.startswith("context-"):  # the latter has a meaning only in markers
            return None
        current = _colour_or_black(style["color"], BLACK)
        red, green, blue, alpha = _colour_or_black(value, current)
        return Ink((red, green, blue, alpha * opacity), colour_alpha=alpha)

    def _average(self, server):
        """The mean colour of a gradient's stops; mid grey for a pattern or an empty gradient."""
        for _ in range(16):  # a chain of links; more is a loop
            tag = str(server.tag).rpartition("}")[2]
            stops = [child for child in server if str(child.tag).endswith("}stop")]
            if tag not in _GRADIENTS:
                break
            if stops:
                return self._mean_of_stops(stops)
            link = server.attrib.get("{http://www.w3.org/1999/xlink}href") or server.attrib.get("href") or ""
            server = self._elements.get(link.strip().lstrip("#"))
            if server is None:
                break
        return (0.5, 0.5, 0.5, 1.0)

    def _mean_of_stops(self, stops):
        """The mean over the gradient's length; each stop reaches halfway to its neighbours."""
        total = [0.0, 0.0, 0.0, 0.0]
        for stop, share in zip(stops, _reaches([stop.attrib.get("offset") for stop in stops])):
            style = self._cascade.style(stop, {})
            current = _colour_or_black(style["color"], BLACK)
            colour = _colour_or_black(style["stop-color"], current)
            weight = share * colour[3] * unit_share(style["stop-opacity"])
            total = [sum_ + value * weight for sum_, value in zip(total, (*colour[:3], 1.0))]
        alpha = total[3]
        return (*(value / (alpha or 1.0) for value in total[:3]), alpha)


def _reaches(texts):
    """The share of a gradient's length that each of its stops (offsets as text, in order) dominates."""
    offsets = [0.0]
    for text in texts:
        offsets.append(max(offsets[-1], min(1.0, parse_length(text, 1.0) or 0.0)))
    offsets = offsets[1:]
    middles = [(left + right) / 2.0 for left, right in zip(offsets, offsets[1:])]
    return [right - left for left, right in zip([0.0, *middles], [*middles, 1.0])]


def unit_share(text):
    """An opacity (number or percentage) as 0..1; 1 where it can't be read."""
    value = parse_length(text, 1.0)
    return 1.0 if value is None else min(1.0, max(0.0, value))


def _colour_or_black(text, current):
    try:
        return parse_colour(text, current)
    except ValueError:
        return BLACK
