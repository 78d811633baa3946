"""What is locked for refining, in words."""

from .held_nodes import NodeError, held_of, subpaths_of
from .namespace import HELD, LOCKED
from .scene import INKSCAPE, is_set

_NAMED_AT_MOST = 8


def locked_in(top):
    """An element and all inside it that carry a lock themselves, on the whole or on nodes."""
    return [element for element in top.iter() if isinstance(element.tag, str) and is_locked(element)]


def is_locked(element):
    """Whether an element carries a lock itself, on the whole or on nodes."""
    return is_set(element, LOCKED) or HELD in element.attrib


def carriers(elements):
    """Of these elements and the groups around them those that carry a lock, each once, in order."""
    found = {}
    for element in elements:
        found.update({each: True for each in (element, *element.iterancestors()) if is_locked(each)})
    return list(found)


def named(elements):
    """The names of elements, as the Objects panel shows them, with the number of nodes where only these are
    locked; '' if there are none."""
    words = [_name(element) for element in elements[:_NAMED_AT_MOST]]
    return ", ".join(words) + (" …" if len(elements) > _NAMED_AT_MOST else "")


def locked_sentence(elements):
    """What these elements with locks keep as it is; '' if there are none."""
    if not elements:
        return ""
    stale = [element for element in elements if not is_set(element, LOCKED) and _held(element) is None]
    told = f"Locked for refining: {named(elements)}."
    if stale:
        told += (
            f" Of {named(stale)} nodes were added or removed since some were locked, so all its lines stay:"
            " lock the nodes again, or unlock it."
        )
    return told


def _name(element):
    quoted = f"“{element.attrib.get(INKSCAPE + 'label') or element.attrib.get('id', '?')}”"
    held = None if is_set(element, LOCKED) or HELD not in element.attrib else _held(element)
    return f"{len(held)} node{'s' * (len(held) > 1)} of {quoted}" if held else quoted


def _held(element):
    try:
        return held_of(element, subpaths_of(element))
    except NodeError:
        return None
