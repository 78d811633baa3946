"""New paths in the document, on a layer of their own."""

import random
from dataclasses import dataclass
from typing import List, Tuple

from protocol.messages import CHANGES

from ..declarations import parse_declarations
from ..namespace import PREFIX, URI
from ..scene import INKSCAPE
from ..selection import elements_by_id
from ..stylesheets import SVG
from .starts import pens_of, random_fills, random_strokes, strokes_like

MOST = 5_000  # strokes and shapes in one go
_PROMPT_CHARACTERS = 60


@dataclass
class NewLayer:
    """A layer that was appended to the document.

    element: the layer. ids: of the paths in it. changes: of protocol.messages.CHANGES, what may change in
    them. is_to_be_placed: where they are means nothing yet. fills: how many of them, the first ones, are
    filled shapes. others_rest: of all paths only these change.
    """

    element: object
    ids: List[str]
    changes: Tuple[str, ...]
    is_to_be_placed: bool
    fills: int = 0
    others_rest: bool = True

    @property
    def count(self):
        return len(self.ids)

    def drop_invisible(self):
        """Take those paths out again that a run has left without any paint; how many that were."""
        faded = [path for path in self.element if _is_invisible(path)]
        for path in faded:
            self.element.remove(path)
        return len(faded)


def layer_like(drawing, root, count, prompt, seed, others_rest=True):
    """A NewLayer with so many strokes in the manner of a Drawing's rows, all in its middle.

    Where they belong is for a run to find: see RefineRequest.place. others_rest: as of NewLayer.
    """
    dice = random.Random(seed)
    boxes = [row.box for row in drawing.rows if row.free]
    middle = [(min(box[at] for box in boxes) + max(box[at + 2] for box in boxes)) / 2 for at in (0, 1)]
    side = drawing.frame.side
    pens = pens_of([row for row in drawing.rows if row.free], side)
    starts = strokes_like(pens, count, tuple(middle), side, dice)
    element, ids = _appended(root, starts, f"New strokes: {_short(prompt)}")
    return NewLayer(element, ids, ("lines",), True, others_rest=others_rest)


def layer_at_random(root, view, strokes, fills, prompt, seed):
    """A NewLayer with so many shapes, and strokes on top, all over a box (left, top, right, bottom)."""
    dice = random.Random(seed)
    frame = (view[0], view[1], view[2] - view[0], view[3] - view[1])
    starts = random_fills(fills, frame, dice) + random_strokes(strokes, frame, dice)
    element, ids = _appended(root, starts, f"Drawn: {_short(prompt)}")
    return NewLayer(element, ids, CHANGES, False, fills=fills)


def _is_invisible(path):
    """True where the one paint of a path of ours has no opacity left."""
    style = {each.name: each.value for each in parse_declarations(path.attrib["style"])}
    paint = "stroke" if style["fill"] == "none" else "fill"
    return style.get(f"{paint}-opacity") == "0"


def _appended(root, starts, label):
    """(a new layer with paths that start so, their ids)."""
    marks = {INKSCAPE + "groupmode": "layer", INKSCAPE + "label": label}
    layer = root.makeelement(SVG + "g", marks, nsmap={"inkscape": INKSCAPE[1:-1], PREFIX: URI})
    taken = elements_by_id(root)
    ids, serial = [], 0
    for start in starts:
        serial += 1
        while f"stroke-{serial}" in taken:
            serial += 1
        ids.append(f"stroke-{serial}")
        layer.append(layer.makeelement(SVG + "path", {"id": ids[-1], "d": start.d, "style": start.style}))
    root.append(layer)
    return layer, ids


def _short(prompt):
    return f"“{' '.join(prompt.split())[:_PROMPT_CHARACTERS]}”"
