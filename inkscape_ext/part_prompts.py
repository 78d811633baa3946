"""Prompts for parts of a drawing, from the labels or descriptions of its groups and objects."""

import re

from protocol import limits
from protocol.wishes import Prompt

from .frame import union
from .scene import INKSCAPE
from .stylesheets import SVG

# What programs name objects of their own accord: "path12", "Layer 1", "g1-4".
_SERIAL = re.compile(r"[^\W\d]+[\s#_-]*\d[\d-]*$")


def part_prompts(drawing, source, room=limits.PROMPTS - 1):
    """A Prompt with a box for each named part of a Drawing: (Prompts, a remark or '').

    source: "label" or "description", of a group or path that holds some, not all, of what may change.
    room: how many there may be; the first in the document count.
    """
    rows = {}
    for row in drawing.rows:
        element = row.placed.element
        for each in reversed([element, *element.iterancestors()]):
            rows.setdefault(each, []).append(row)
    free_count = sum(bool(row.free) for row in drawing.rows)
    found = []
    for element, inside in rows.items():
        text = _text_of(element, source)
        if text and 0 < sum(bool(row.free) for row in inside) < free_count:
            found.append(Prompt(text[: limits.PROMPT_CHARACTERS], 1.0, _box(inside, drawing.frame)))
    if not found:
        return (), f"No part of the selection has a {source} of its own, so all of it goes by the one prompt."
    remark = f"Only the first {room} of {len(found)} {source}s count." if len(found) > room else ""
    return tuple(found[:room]), remark


def _text_of(element, source):
    """What an object is called or described as; '' for what it is called of a program's accord."""
    if source == "description":
        return " ".join("".join(each.text or "" for each in element.iterchildren(SVG + "desc")).split())
    text = " ".join(element.attrib.get(INKSCAPE + "label", "").split())
    return "" if _SERIAL.match(text) else text


def _box(rows, frame):
    left, top, right, bottom = union([row.box for row in rows])
    a, _, _, d, e, f = frame.to_canvas()
    box = (a * left + e, d * top + f, a * right + e, d * bottom + f)
    # what is drawn has some extent; float32 or a lone point may leave none
    return (box[0], box[1], max(box[2], box[0] + 1e-3), max(box[3], box[1] + 1e-3))
