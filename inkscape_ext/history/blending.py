"""A path between how it is today and how it was."""

from ..cascade import Cascade
from ..colour import colour_or_black, format_colour
from ..lengths import parse_length, unit_share
from ..number_text import format_number
from ..references import split_url
from ..subpaths import format_subpaths
from ..write_back import StyleEdit, decimal_places, set_attribute
from .moves import (
    have_same_nodes,
    points_of,
    rounded_subpaths,
    subpaths_or_none,
    with_points,
)
from .state import State, put_back

_OPACITY_PLACES = 4
_WIDTH_DIGITS = 6


class Blender:
    """Moves paths of one document a share of the way to a State."""

    def __init__(self, root):
        self._cascade = Cascade(root)

    def blend(self, element, state, share):
        """share 0 changes nothing; 1 puts `state` back to the last character. False, with nothing changed, if
        the nodes are others and there is no way in between."""
        if share <= 0.0:
            return True
        if share >= 1.0:
            put_back(element, state)
            return True
        today, then = (subpaths_or_none(d) for d in (element.attrib.get("d"), state.d))
        if not have_same_nodes(today, then):
            return False
        styles = self._styles(element, state)
        if element.attrib.get("d", "") != state.d:
            self._blend_lines(element, today, then, share)
        edit = StyleEdit(element, self._cascade)
        for name in ("fill", "stroke"):
            _blend_ink(edit, name, styles, share)
        _blend_width(edit, styles, share)
        edit.apply()
        return True

    def _styles(self, element, state):
        """The computed styles of an element today and with a State."""
        today = State.of(element)
        styles = [self._cascade.style_in_place(element)]
        put_back(element, state)
        styles.append(self._cascade.style_in_place(element))
        put_back(element, today)
        return styles

    @staticmethod
    def _blend_lines(element, today, then, share):
        start, end = points_of(today), points_of(then)
        points = [tuple(a + share * (b - a) for a, b in zip(*pair)) for pair in zip(start, end)]
        blended = with_points(today, points)
        largest = max((abs(value) for point in points for value in point), default=0.0)
        places = decimal_places(largest or 1.0)
        set_attribute(element, "d", format_subpaths(rounded_subpaths(blended, places)))


def _blend_ink(edit, name, styles, share):
    """Blend two plain colours; any other paint stays what it is until the very end."""
    values = [style[name] for style in styles]
    if values[0] == values[1] and styles[0][name + "-opacity"] == styles[1][name + "-opacity"]:
        return
    if any(value == "none" or value.startswith("context-") or split_url(value) for value in values):
        return
    inks = [_ink(style, name) for style in styles]
    brings_alpha = any(colour_or_black(value)[3] != 1.0 for value in values)
    if values[0] != values[1] or brings_alpha:
        edit.set(name, format_colour([a + share * (b - a) for a, b in zip(inks[0][:3], inks[1][:3])]))
    if inks[0][3] != inks[1][3] or brings_alpha:
        alpha = round(inks[0][3] + share * (inks[1][3] - inks[0][3]), _OPACITY_PLACES)
        edit.set(name + "-opacity", format_number(alpha))


def _ink(style, name):
    """RGBA, the opacity in its alpha."""
    red, green, blue, alpha = colour_or_black(style[name], colour_or_black(style["color"]))
    return red, green, blue, alpha * unit_share(style[name + "-opacity"])


def _blend_width(edit, styles, share):
    values = [style["stroke-width"] for style in styles]
    before, after = (None if value.endswith("%") else parse_length(value) for value in values)
    if before is None or after is None or before == after:
        return
    width = before + share * (after - before)
    edit.set("stroke-width", format_number(float(f"{width:.{_WIDTH_DIGITS}g}")))
