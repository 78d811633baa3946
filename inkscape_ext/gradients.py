"""Linear and radial gradients of a document: their links, stops and units, laid over one path."""

import math
from dataclasses import dataclass
from typing import Dict, Tuple

from protocol.geometry import GradientKind, Spread

from .colour import colour_or_black
from .lengths import parse_length, unit_share
from .stylesheets import SVG
from .subpaths import bounds
from .transforms import IDENTITY, compose, is_flat, parse_transform
from .viewports import viewport_size

_XLINK = "{http://www.w3.org/1999/xlink}href"
_KINDS = {SVG + "linearGradient": GradientKind.LINEAR, SVG + "radialGradient": GradientKind.RADIAL}
_SPREADS = {"reflect": Spread.REFLECT, "repeat": Spread.REPEAT}
_SHARED = ("gradientUnits", "gradientTransform", "spreadMethod")  # links hand these on across kinds
_PLACES = {
    GradientKind.LINEAR: ("x1", "y1", "x2", "y2"),
    GradientKind.RADIAL: ("cx", "cy", "r", "fx", "fy"),
}
_LONGEST_CHAIN = 16  # links from gradient to gradient; more is a loop
# Of the radius: Inkscape pulls a focus outside the circle in, to within a tenth of a pixel.
_FARTHEST_FOCUS = 0.998

Colour = Tuple[float, float, float, float]


@dataclass(frozen=True)
class Shading:
    """A gradient as one path has it.

    stops: (offset 0..1, straight RGBA) in ascending order, at least one. to_user: the map to the path's user
    units from the space where the gradient is as PathTable.gradient_map says. focus: in that space.
    """

    stops: Tuple[Tuple[float, Colour], ...]
    kind: GradientKind = GradientKind.LINEAR
    spread: Spread = Spread.PAD
    to_user: Tuple[float, ...] = IDENTITY
    focus: Tuple[float, float] = (0.0, 0.0)

    @property
    def is_even(self):
        """True if it is one colour everywhere, as an Inkscape swatch is."""
        return len(self.stops) == 1

    def last_colour(self):
        """Its last colour everywhere, which is what a gradient without extent shows."""
        return Shading(((0.0, self.stops[-1][1]),))

    def mean_colour(self):
        """The mean RGB over the gradient's length; each stop reaches halfway to its neighbours."""
        shares = _reaches([offset for offset, _ in self.stops])
        weights = [share * colour[3] for share, (_, colour) in zip(shares, self.stops)]
        whole = sum(weights) or 1.0
        return tuple(
            sum(weight * colour[channel] for weight, (_, colour) in zip(weights, self.stops)) / whole
            for channel in range(3)
        )


class Gradients:
    """The gradients of one document. elements_by_id: {id: element}. cascade: for the styles of stops."""

    def __init__(self, elements_by_id, cascade):
        self._elements = elements_by_id
        self._cascade = cascade
        self._definitions = {}

    def shading(self, server, subpaths, element):
        """The Shading of a path by the gradient `server`; None where it has no stops and so paints nothing.

        subpaths: the path's, in its user units. element: the path's, for what percentages mean.
        """
        if server not in self._definitions:
            self._definitions[server] = self._definition(server)
        definition = self._definitions[server]
        return definition.laid(subpaths, element) if definition.stops else None

    def _definition(self, server):
        chain = self._chain(server)
        kind = _KINDS[server.tag]
        attributes = {}
        for link in reversed(chain):  # what is nearer wins
            names = (*_SHARED, *(_PLACES[kind] if link.tag == server.tag else ()))
            attributes.update({name: link.attrib[name] for name in names if name in link.attrib})
        stops = next(filter(None, map(self._stops, chain)), ())
        return _Definition(kind, stops, attributes)

    def _chain(self, server):
        """The gradient and those that it links to."""
        chain = []
        while is_gradient(server) and len(chain) < _LONGEST_CHAIN:
            chain.append(server)
            # Both links at once: Inkscape takes this one.
            link = server.attrib.get(_XLINK) or server.attrib.get("href") or ""
            server = self._elements.get(link.strip().lstrip("#"))
        return chain

    def _stops(self, server):
        stops = []
        least = 0.0
        for stop in server.iterchildren(SVG + "stop"):
            style = self._cascade.style_in_place(stop)
            least = max(least, min(1.0, parse_length(stop.attrib.get("offset"), 1.0) or 0.0))
            colour = colour_or_black(style["stop-color"], colour_or_black(style["color"]))
            stops.append((least, (*colour[:3], colour[3] * unit_share(style["stop-opacity"]))))
        return tuple(stops)


@dataclass(frozen=True)
class _Definition:
    """What a gradient element says, with all that it takes over from those it links to."""

    kind: GradientKind
    stops: Tuple[Tuple[float, Colour], ...]
    attributes: Dict[str, str]

    def laid(self, subpaths, element):
        """Its Shading of one path."""
        shading = Shading(self.stops)
        if shading.is_even:
            return shading.last_colour()
        size, to_user = (1.0, 1.0), IDENTITY
        if self.attributes.get("gradientUnits") == "userSpaceOnUse":
            size = viewport_size(element.getparent())
        else:
            left, top, right, bottom = bounds(subpaths)
            to_user = (right - left, 0.0, 0.0, bottom - top, left, top)
        own = parse_transform(self.attributes.get("gradientTransform"))
        if own is not None and not is_flat(own):  # else Inkscape goes on without it
            to_user = compose(to_user, own)
        space, focus = self._linear(size) if self.kind is GradientKind.LINEAR else self._radial(size)
        to_user = compose(to_user, space)
        if is_flat(to_user):
            return shading.last_colour()
        spread = _SPREADS.get(self.attributes.get("spreadMethod"), Spread.PAD)
        return Shading(self.stops, self.kind, spread, to_user, focus)

    def _linear(self, size):
        """(map from the gradient's space to its units, focus); size: what 100 % is, across and down."""
        x1, y1 = self._length("x1", 0.0, size[0]), self._length("y1", 0.0, size[1])
        dx, dy = self._length("x2", size[0], size[0]) - x1, self._length("y2", 0.0, size[1]) - y1
        return (dx, dy, -dy, dx, x1, y1), (0.0, 0.0)

    def _radial(self, size):
        """As _linear."""
        cx, cy = self._length("cx", size[0] / 2.0, size[0]), self._length("cy", size[1] / 2.0, size[1])
        diagonal = math.hypot(*size) / math.sqrt(2.0)
        radius = max(0.0, self._length("r", diagonal / 2.0, diagonal))
        dx, dy = self._length("fx", cx, size[0]) - cx, self._length("fy", cy, size[1]) - cy
        space = (radius, 0.0, 0.0, radius, cx, cy)
        distance = math.hypot(dx, dy)
        if not (radius and math.isfinite(distance)):
            return space, (0.0, 0.0)
        scale = min(1.0 / radius, _FARTHEST_FOCUS / distance) if distance else 0.0
        return space, (dx * scale, dy * scale)

    def _length(self, name, missing, whole):
        """A coordinate; `missing` where it is not given or can't be read. whole: what 100 % is."""
        value = parse_length(self.attributes.get(name), whole)
        return missing if value is None else value


def is_gradient(server):
    """True for a linear or radial gradient element; `server` may be None."""
    return server is not None and server.tag in _KINDS


def _reaches(offsets):
    """The share of a gradient's length that each of its stops (ascending offsets) dominates."""
    middles = [(left + right) / 2.0 for left, right in zip(offsets, offsets[1:])]
    return [right - left for left, right in zip([0.0, *middles], [*middles, 1.0])]
