"""What a computed style paints: colours, widths, caps, joins."""

from dataclasses import dataclass
from typing import Tuple

from protocol.geometry import Cap, FillRule, Join

from .colour import colour_or_black
from .dashes import dash_pattern
from .gradients import Gradients, Shading, is_gradient
from .lengths import DEFAULT_FONT_SIZE, parse_length, unit_share
from .references import referenced_id, split_url

_UNKNOWN = (0.5, 0.5, 0.5)  # what a pattern, mesh or hatch shows as
_CAPS = {"butt": Cap.BUTT, "round": Cap.ROUND, "square": Cap.SQUARE}
_JOINS = {"miter": Join.MITER, "round": Join.ROUND, "bevel": Join.BEVEL}


@dataclass(frozen=True)
class Ink:
    """One paint, the fill's or the stroke's.

    rgba: straight, 0..1, with fill-opacity or stroke-opacity in its alpha. is_solid: False for a gradient
    or pattern, whose colour is only what the picture shows and never written back. colour_alpha: the part
    of the alpha that the colour itself brings (`#rrggbbaa`). shading: the gradient, whose own alpha is not
    in rgba; None for all else.
    """

    rgba: Tuple[float, float, float, float]
    is_solid: bool = True
    colour_alpha: float = 1.0
    shading: "Shading | None" = None

    @property
    def can_fade(self):
        """True if the picture shows what a change of its opacity does."""
        return self.is_solid or self.shading is not None


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
    dashes: Tuple[float, ...] = ()  # dash, gap, dash, gap...; none: a solid stroke
    dash_offset: float = 0.0

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
        self._gradients = Gradients(elements_by_id, cascade)
        self._diagonal = diagonal

    def look(self, placed, subpaths):
        """The Look of a Placed path or shape. subpaths: its own, over which gradients lie; one is drawn."""
        style = placed.style
        hairline = style["-inkscape-stroke"] == "hairline"
        font_size = parse_length(style["font-size"]) or DEFAULT_FONT_SIZE
        width = 1.0 if hairline else parse_length(style["stroke-width"], self._diagonal, font_size)
        stroke = self._ink("stroke", placed, subpaths) if width else None
        dashes, dash_offset = dash_pattern(style, self._diagonal, font_size) if stroke else ((), 0.0)
        miter = parse_length(style["stroke-miterlimit"])
        return Look(
            fill=self._ink("fill", placed, subpaths),
            stroke=stroke,
            stroke_width=width if stroke else 0.0,
            fill_rule=FillRule.EVENODD if style["fill-rule"] == "evenodd" else FillRule.NONZERO,
            cap=_CAPS.get(style["stroke-linecap"], Cap.BUTT),
            join=_JOINS.get(style["stroke-linejoin"], Join.MITER),
            miter_limit=miter if miter is not None and miter >= 1.0 else 4.0,
            is_scaling=style["vector-effect"] != "non-scaling-stroke" and not hairline,
            is_hairline=hairline,
            dashes=dashes,
            dash_offset=dash_offset,
        )

    def _ink(self, name, placed, subpaths):
        """The fill's or stroke's Ink; None where nothing of it shows, so that nothing of it may change."""
        style = placed.style
        value = style[name]
        opacity = unit_share(style[name + "-opacity"])
        url = split_url(value)
        if url:
            server = self._elements.get(referenced_id(value))
            if is_gradient(server):
                return _shaded(self._gradients.shading(server, subpaths, placed.element), opacity)
            if server is not None:
                return Ink((*_UNKNOWN, opacity), is_solid=False) if opacity else None
            value = url[1] or "none"
        if value == "none" or value.startswith("context-"):  # the latter has a meaning only in markers
            return None
        red, green, blue, alpha = colour_or_black(value, colour_or_black(style["color"]))
        return Ink((red, green, blue, alpha * opacity), colour_alpha=alpha) if alpha * opacity else None


def _shaded(shading, opacity):
    """The Ink of a Shading (or None), None where it is transparent all over."""
    if shading is None or not opacity or not any(colour[3] for _, colour in shading.stops):
        return None
    return Ink((*shading.mean_colour(), opacity), is_solid=False, shading=shading)
