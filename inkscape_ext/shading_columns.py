"""Gradients as columns of a PathTable."""

from protocol import limits

from .transforms import IDENTITY, compose, inverse, is_flat


class ShadingColumns:
    """Collects the gradients of a PathTable; paints whose gradients are the same there share one."""

    def __init__(self, table):
        self._table = table
        self._indices = {}

    def index_of(self, ink, to_canvas):
        """The gradient's index in the table; -1 for an Ink (or None) without one, or when the table is full.

        to_canvas: the map from the path's user units to canvas units.
        """
        if ink is None or ink.shading is None:
            return -1
        shading, to_unit = _in_range(ink.shading, to_canvas)
        key = (shading.kind, shading.spread, shading.stops, shading.focus, to_unit)
        if key not in self._indices:
            if len(self._table.stop_offset) + len(shading.stops) > limits.STOPS:
                return -1  # it shows as its mean colour
            self._indices[key] = self._append(shading, to_unit)
        return self._indices[key]

    def _append(self, shading, to_unit):
        table = self._table
        table.gradient_kind.append(shading.kind)
        table.gradient_spread.append(shading.spread)
        table.gradient_map.extend(to_unit)
        table.gradient_focus.extend(shading.focus)
        table.gradient_stops.append(len(shading.stops))
        for offset, colour in shading.stops:
            table.stop_offset.append(offset)
            table.stop_colour.extend(colour)
        return len(table.gradient_stops) - 1


def _in_range(shading, to_canvas):
    """(Shading, map from canvas units to its space); its last colour where the map is out of range."""
    if not shading.is_even:
        to_canvas = compose(to_canvas, shading.to_user)
        if not is_flat(to_canvas):
            to_unit = inverse(to_canvas)
            if all(abs(value) <= limits.COORDINATE for value in to_unit):
                return shading, to_unit
    return shading.last_colour(), IDENTITY
