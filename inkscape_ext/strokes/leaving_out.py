"""Strokes that a drawing can do without are hidden, and can be shown again."""

from ..declarations import with_declaration, without_declarations
from ..namespace import LEFT_OUT
from ..scene import is_set
from ..write_back import set_attribute

SHARES = (1.0, 0.75, 0.5, 0.33, 0.2, 0.1)  # of all strokes, for people to choose from
ENOUGH = 0.95  # of the whole drawing's likeness


def counts_for(total):
    """The counts that are offered of so many strokes, falling, the first is all of them."""
    counts = [max(1, round(share * total)) for share in SHARES]
    return tuple(dict.fromkeys(counts))


def fewest(counts, ranking):
    """The place in `counts` of the smallest one that keeps the likeness. ranking: the protocol Ranking."""
    whole, *likeness = ranking.similarity
    good = [at for at, value in enumerate(likeness) if value >= ENOUGH * whole] if whole > 0 else []
    return min(good, key=lambda at: counts[at], default=max(range(len(counts)), key=lambda at: counts[at]))


def leave_out(drawing, ranking, count):
    """Hide all but so many of a Drawing's free paths; the elements that were hidden."""
    hidden = [drawing.rows[index].placed.element for index in ranking.order[: len(ranking.order) - count]]
    for element in hidden:
        style = with_declaration(element.attrib.get("style", ""), "display", "none", False)
        set_attribute(element, "style", style)
        set_attribute(element, LEFT_OUT, "true")
    return hidden


def left_out_in(root, elements=None):
    """What has been left out: in all of the document, or in these elements and beside them."""
    marked = [each for each in root.iter() if isinstance(each.tag, str) and is_set(each, LEFT_OUT)]
    if elements is None:
        return marked
    beside = {each.getparent() for each in elements}
    chosen = set(elements)
    return [
        each
        for each in marked
        if each.getparent() in beside or any(above in chosen for above in each.iterancestors())
    ]


def show_again(elements):
    """Show what was left out, with the style it had."""
    for element in elements:
        style = without_declarations(element.attrib.get("style", ""), ["display"])
        if style:
            set_attribute(element, "style", style)
        else:
            element.attrib.pop("style", None)
            vars(element).pop("style", None)
        element.attrib.pop(LEFT_OUT, None)
