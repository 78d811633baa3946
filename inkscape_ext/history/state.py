"""What a run may change in one path, kept as text."""

from dataclasses import dataclass
from typing import Optional

from ..declarations import parse_declarations, with_declaration, without_declarations
from ..write_back import set_attribute

PROPERTIES = ("fill", "stroke", "fill-opacity", "stroke-opacity", "stroke-width")


@dataclass(frozen=True)
class State:
    """The `d` and `style` attributes of a path, to the last character; style None: it has none."""

    d: str
    style: Optional[str]

    @classmethod
    def of(cls, element):
        return cls(element.attrib.get("d", ""), element.attrib.get("style"))

    @property
    def size(self):
        """Its characters."""
        return len(self.d) + len(self.style or "")


def put_back(element, state):
    """Give an element the lines and paint of a State. Other declarations of its style stay as they are."""
    if element.attrib.get("d", "") != state.d:
        set_attribute(element, "d", state.d)
    style = restored_style(element.attrib.get("style"), state.style)
    if style is None:
        element.attrib.pop("style", None)
        vars(element).pop("style", None)
    elif style != element.attrib.get("style"):
        set_attribute(element, "style", style)


def restored_style(today, wanted):
    """A style attribute (None: no attribute) with the PROPERTIES of `wanted` and all else of `today`.

    Where all else is equal it is `wanted` to the last character.
    """
    if _others(today) == _others(wanted):
        return wanted
    text = without_declarations(today or "", PROPERTIES)
    for entry in parse_declarations(wanted or ""):
        if entry.name in PROPERTIES:
            text = with_declaration(text, entry.name, entry.value, entry.is_important)
    return text


def _others(style):
    entries = parse_declarations(style or "")
    return [
        (entry.name, entry.value, entry.is_important) for entry in entries if entry.name not in PROPERTIES
    ]
