"""Which element of the document a recorded path is today, whatever has happened to it since."""

import enum
from dataclasses import dataclass, field, replace
from typing import Dict, Set

from ..declarations import parse_declarations, with_declaration
from ..lengths import parse_length
from ..namespace import STAGES
from ..number_text import format_number
from ..scene import INKSCAPE, SODIPODI, is_set
from ..stylesheets import SVG
from ..transforms import IDENTITY, determinant
from .moves import have_same_nodes, mapped_path, movement, subpaths_or_none

_WIDTH_DIGITS = 6


class Missing(enum.Enum):
    """Why a recorded path can't be gone back to: (one, several)."""

    DELETED = ("path is no longer in the drawing", "paths are no longer in the drawing")
    DOUBLED = ("path shares its id with another one", "paths share their ids with others")
    NODES = ("path has had nodes added or removed", "paths have had nodes added or removed")
    LIVE = ("path has become a live shape or effect", "paths have become live shapes or effects")
    LOCKED = ("path is locked in Inkscape", "paths are locked in Inkscape")


@dataclass
class Found:
    """elements: {key: element}. missing: {key: Missing}. edited: keys of paths whose nodes or handles were
    moved by hand since our program last wrote them."""

    elements: Dict[str, object] = field(default_factory=dict)
    missing: Dict[str, Missing] = field(default_factory=dict)
    edited: Set[str] = field(default_factory=set)


def find_paths(root, record):
    """The Found of a record. What was renamed or moved as a whole since is put right in the record."""
    copies = {
        path for layer in root.iter(SVG + "g") if is_set(layer, STAGES) for path in layer.iter(SVG + "path")
    }
    paths = [path for path in root.iter(SVG + "path") if path not in copies]
    by_id, by_d = _index(paths, "id"), _index(paths, "d")
    found = Found()
    for key, state in list(record.after.items()):
        same_id, same_d = by_id.get(key, []), by_d.get(state.d, [])
        if len(same_id) == 1:
            found.elements[key] = same_id[0]
        elif same_id:
            alike = [element for element in same_id if element in same_d]
            if len(alike) == 1:
                found.elements[key] = alike[0]
            else:
                found.missing[key] = Missing.DOUBLED
        else:
            _find_renamed(key, same_d, record, found)
    for key, element in found.elements.items():
        _follow(key, element, record, found)
    return found


def _index(paths, name):
    index = {}
    for element in paths:
        index.setdefault(element.attrib.get(name), []).append(element)
    return index


def _find_renamed(key, same_d, record, found):
    """A path without its id is the only one that is drawn just as it was, if that is no other one's."""
    strangers = [element for element in same_d if element.attrib.get("id") not in record.after]
    if len(strangers) != 1 or strangers[0] in found.elements.values():
        found.missing[key] = Missing.DELETED
        return
    name = strangers[0].attrib.get("id")
    if name is not None:
        record.rename(key, name)
        key = name
    found.elements[key] = strangers[0]


def _follow(key, element, record, found):
    """Carry a move of the whole path over to its recorded states."""
    if element.attrib.get("d", "") == record.after[key].d:
        return
    then, today = (subpaths_or_none(d) for d in (record.after[key].d, element.attrib.get("d")))
    if not have_same_nodes(then, today) or not today:
        found.missing[key] = Missing.NODES
        return
    matrix = movement(then, today)
    if matrix is None:
        found.edited.add(key)
    elif matrix != IDENTITY:
        width = _width_factor(record.after[key].style, element.attrib.get("style"), matrix)
        record.map_states(key, lambda state: _mapped(state, matrix, width))


def _mapped(state, matrix, width):
    return replace(state, d=mapped_path(state.d, matrix), style=_widened(state.style, width))


def _width_factor(then, today, matrix):
    """How much thicker the stroke has become with its path; 1 where it was not scaled along."""
    scale = abs(determinant(matrix)) ** 0.5
    before, after = _declared_width(then), _declared_width(today)
    if not before or not after or abs(after / before - scale) > 1e-3 * scale:
        return 1.0
    return scale if abs(scale - 1.0) > 1e-3 else 1.0


def _widened(style, factor):
    width = _declared_width(style)
    if factor == 1.0 or not width:
        return style
    text = format_number(float(f"{width * factor:.{_WIDTH_DIGITS}g}"))
    return with_declaration(style, "stroke-width", text, False)


def _declared_width(style):
    widths = [entry.value for entry in parse_declarations(style or "") if entry.name == "stroke-width"]
    return parse_length(widths[-1]) if widths else None


def reason_against(element):
    """Why an element may not be written to, as a Missing; None if it may."""
    attributes = element.attrib
    live = (INKSCAPE + "path-effect", INKSCAPE + "original-d", SODIPODI + "type", INKSCAPE + "connector-type")
    if any(attributes.get(name) for name in live):
        return Missing.LIVE
    for each in (element, *element.iterancestors()):
        if is_set(each, SODIPODI + "insensitive"):
            return Missing.LOCKED
    return None
