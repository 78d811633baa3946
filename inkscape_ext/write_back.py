"""A result into the document: only what changed, as differences to the document's own numbers."""

import math
from dataclasses import dataclass

from protocol.geometry import Free

from .colour import format_colour
from .declarations import with_declaration
from .namespace import HELD
from .number_text import format_number, rounded
from .palette import colour_text, entry_of
from .scene import SODIPODI
from .subpaths import Subpath, format_subpaths, length
from .tables import pen_scale
from .transforms import inverse_linear

_OPACITY_PLACES = 4
_WIDTH_DIGITS = 6  # float32 holds no more
# A frame's side has about 1.7e7 float32 steps; digits finer than that say nothing.
_FINEST = 1e-8


@dataclass(frozen=True)
class PathChange:
    """What became of one path.

    movement: its points' mean movement in root user units. movement_share: that over the path's length
    (0 where it has none).
    """

    id: str
    label: str
    movement: float = 0.0
    movement_share: float = 0.0
    is_recoloured: bool = False
    is_width_changed: bool = False
    is_opacity_changed: bool = False
    is_simplified: bool = False

    @property
    def is_changed(self):
        return bool(self.movement) or any(
            (self.is_recoloured, self.is_width_changed, self.is_opacity_changed, self.is_simplified)
        )


class StyleEdit:
    """Collects declarations for one element's own `style` and writes them once."""

    def __init__(self, element, cascade):
        self._element = element
        self._cascade = cascade
        self._wanted = {}

    def set(self, name, value):
        self._wanted[name] = value

    def apply(self):
        if not self._wanted:
            return
        text = self._element.attrib.get("style", "")
        for name, value in self._wanted.items():
            text = with_declaration(text, name, value, self._cascade.needs_important(self._element, name))
        set_attribute(self._element, "style", text)


def set_attribute(element, name, text):
    """Set an attribute as it stands; inkex's own set() would reformat a style and drop what it can't read."""
    element.attrib[name] = text
    vars(element).pop(name, None)  # inkex's parsed copy


def move_row(row, moves, side):
    """The path's subpaths in its own user units with its table points moved, or None if none moves.

    moves: [(dx, dy)] in canvas units for each of its table points. side: of the frame, root user units.
    """
    if not any(dx or dy for dx, dy in moves):
        return None
    a, b, c, d = (value * side for value in inverse_linear(row.placed.matrix))
    places = own_places(row, side)

    def moved(point, move):
        dx, dy = a * move[0] + c * move[1], b * move[0] + d * move[1]
        return (
            rounded(point[0] + dx, places) if dx else point[0],
            rounded(point[1] + dy, places) if dy else point[1],
        )

    at = 0
    subpaths = []
    for subpath in row.subpaths:
        if not subpath.is_drawn:
            subpaths.append(subpath)
            continue
        count = len(subpath.table_points())
        own = list(moves[at : at + count])
        at += count
        if subpath.is_joined:
            own.append(own[0])
        points = [moved(point, move) for point, move in zip(subpath.points, own)]
        subpaths.append(Subpath(points, subpath.kinds, subpath.is_closed))
    return subpaths


def own_places(row, side):
    """The decimal places of a row's own numbers in a frame of this side, root user units."""
    stretch = max(math.hypot(*row.placed.matrix[:2]), math.hypot(*row.placed.matrix[2:4]))
    return decimal_places(side / stretch)


def decimal_places(extent):
    """The decimal places that resolve float32 differences in a frame of `extent` units."""
    return max(0, math.ceil(-math.log10(extent * _FINEST)))


def edit_ink(edit, name, ink, change, free, palette=()):
    """Put an ink's change (RGBA differences) into `edit`; returns (recoloured, opacity changed).

    name: "fill" or "stroke". palette: Swatches; what ends as one of them is written as it is.
    """
    rgb = [min(1.0, max(0.0, value + step)) for value, step in zip(ink.rgba[:3], change)]
    colour_flag = Free.FILL if name == "fill" else Free.STROKE
    is_recoloured = bool(free & colour_flag) and any(change[:3]) and _is_other(rgb, ink, palette)
    alpha = min(1.0, max(0.0, ink.rgba[3] + change[3])) if free & Free.OPACITY else ink.rgba[3]
    is_faded = round(alpha, _OPACITY_PLACES) != round(ink.rgba[3], _OPACITY_PLACES)
    # `#rrggbbaa` brings an alpha of its own; written anew, the whole alpha is the opacity's.
    brings_alpha = ink.colour_alpha != 1.0 and (is_recoloured or is_faded)
    if is_recoloured or brings_alpha:
        edit.set(name, colour_text(rgb, palette) if is_recoloured else format_colour(ink.rgba))
    if is_faded or brings_alpha:
        edit.set(name + "-opacity", format_number(round(alpha, _OPACITY_PLACES)))
    return is_recoloured, is_faded


def _is_other(rgb, ink, palette):
    """Whether a colour is to be written in place of an ink's."""
    entry = entry_of(rgb, palette)
    if entry:
        return entry.rgb != tuple(ink.rgba[:3])
    return format_colour(rgb) != format_colour(ink.rgba)


def edit_width(edit, row, change, side):
    """Put a change of stroke width (canvas units) into `edit`; returns whether there is one."""
    if not change:
        return False
    width = max(0.0, row.look.stroke_width + change * side / pen_scale(row))
    width = float(f"{width:.{_WIDTH_DIGITS}g}")
    if width == row.look.stroke_width:
        return False
    edit.set("stroke-width", format_number(width))
    return True


class RowResult:
    """The differences that a result holds for one row: what came back less what was sent.

    held: numbers of the row's points that stay, whatever came back.
    """

    def __init__(self, table, result, index, first_point, points, held=frozenset()):
        span = slice(2 * first_point, 2 * (first_point + points))
        steps = [after - before for after, before in zip(result.points[span], table.points[span])]
        moves = zip(steps[::2], steps[1::2])
        self.moves = [(0.0, 0.0) if point in held else move for point, move in enumerate(moves)]
        colours = slice(4 * index, 4 * index + 4)
        self.fill = [after - before for after, before in zip(result.fill[colours], table.fill[colours])]
        self.stroke = [after - before for after, before in zip(result.stroke[colours], table.stroke[colours])]
        self.width = result.stroke_width[index] - table.stroke_width[index]


def write_row(row, difference, side, cascade, palette=()):
    """Write one row's RowResult into its element, colours as the palette's; returns its PathChange."""
    element = row.placed.element
    edit = StyleEdit(element, cascade)
    report = {"id": element.attrib.get("id", ""), "label": row.label}
    if row.free & Free.LINES:
        subpaths = move_row(row, difference.moves, side)
        if subpaths is not None:
            report.update(_movement(row, difference.moves, side))
        if row.is_simplified:
            report["is_simplified"] = True
            _drop_old_nodes(row)
            subpaths = subpaths or row.subpaths
        if subpaths is not None:
            set_attribute(element, "d", format_subpaths(subpaths))
    recoloured, faded = [], []
    for name, ink in (("fill", row.look.fill), ("stroke", row.look.stroke)):
        if ink is not None:
            is_recoloured, is_faded = edit_ink(edit, name, ink, getattr(difference, name), row.free, palette)
            recoloured.append(is_recoloured)
            faded.append(is_faded)
    if row.free & Free.WIDTH:
        report["is_width_changed"] = edit_width(edit, row, difference.width, side)
    edit.apply()
    return PathChange(**report, is_recoloured=any(recoloured), is_opacity_changed=any(faded))


def _drop_old_nodes(row):
    """Let go of what the document says of nodes that are no more."""
    row.placed.element.attrib.pop(SODIPODI + "nodetypes", None)
    if row.held_text:
        set_attribute(row.placed.element, HELD, row.held_text)


def _movement(row, moves, side):
    mean = sum(math.hypot(dx, dy) for dx, dy in moves) * side / len(moves)
    whole = length([subpath.mapped(row.placed.matrix) for subpath in row.drawn])
    return {"movement": mean, "movement_share": mean / whole if whole else 0.0}
