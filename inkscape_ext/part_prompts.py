"""Prompts for parts of a drawing, from the labels or descriptions of its groups and objects."""

import re

from protocol import limits
from protocol.wishes import Prompt

from .frame import union
from .scene import INKSCAPE
from .stylesheets import SVG

# What programs name objects of their own accord: "path12", "Layer 1", "g1-4".
_SERIAL = re.compile(r"[^\W\d]+[\s#_-]*\d[\d-]*$")


PARTS = 8  # each is looked at by itself in every step


def part_prompts(drawing, source):
    """A Prompt with a box for each named part of a Drawing: (Prompts, a remark or '').

    source: "label" or "description", of a group or path that holds some, not all, of what may change. What
    is inside a named part goes by that part's name. Of more than PARTS the largest count.
    """
    rows = {}
    for row in drawing.rows:
        element = row.placed.element
        for each in reversed([element, *element.iterancestors()]):
            rows.setdefault(each, []).append(row)
    free_count = sum(bool(row.free) for row in drawing.rows)
    found = []
    named = set()
    for element, inside in rows.items():
        text = _text_of(element, source)
        is_part = 0 < sum(bool(row.free) for row in inside) < free_count
        if text and is_part and named.isdisjoint(element.iterancestors()):
            named.add(element)
            found.append(Prompt(text[: limits.PROMPT_CHARACTERS], 1.0, _box(inside, drawing.frame)))
    if not found:
        return (), f"No part of the selection has a {source} of its own, so all of it goes by the one prompt."
    largest = sorted(found, key=_extent, reverse=True)[:PARTS]
    remark = f"Only the {PARTS} largest of {len(found)} named parts count." if len(found) > PARTS else ""
    return tuple(each for each in found if each in largest), remark


def _extent(prompt):
    left, top, right, bottom = prompt.box
    return max(right - left, bottom - top)


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
