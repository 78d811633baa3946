"""The moments of a run as hidden layers."""

from ..cascade import INITIAL
from ..declarations import with_declaration
from ..namespace import COPY_OF, PREFIX, STAGES, URI
from ..number_text import format_number
from ..scene import INKSCAPE
from ..stylesheets import SVG
from .moments import changed_in

_PROMPT_CHARACTERS = 60
# What stays with the path itself, or is in its opacity already.
_NOT_HANDED_DOWN = ("clip-path", "mask", "opacity", "display", "visibility")


def title_of(prompt):
    """What to call the layer of a run."""
    return f"Stages of “{prompt[:_PROMPT_CHARACTERS]}”"


def add_layers(root, rows, moments, title):
    """Append a layer of that title with a hidden layer for each Moment; None if nothing has changed.

    rows: of the Drawing. Copies have no ids and lie directly in their layer: transforms, inherited style
    and opacity of the groups around the paths are put into them; clips and masks of those groups are not.
    """
    changed = set(changed_in(moments))
    rows = [row for row in rows if row.placed.element in changed]
    if not rows:
        return None
    layer = _layer(root, title, **{STAGES: "true"})
    for moment in moments:
        inside = _layer(layer, moment.label, style="display:none")
        for row in rows:
            _copy(inside, row.placed, *moment.states[row.placed.element])
    return layer


def _layer(parent, label, **attributes):
    marks = {INKSCAPE + "groupmode": "layer", INKSCAPE + "label": label, **attributes}
    layer = parent.makeelement(SVG + "g", marks, nsmap={"inkscape": INKSCAPE[1:-1], PREFIX: URI})
    parent.append(layer)
    return layer


def _copy(layer, placed, state, style):
    text = state.style or ""
    for name, value in style.items():
        if name not in _NOT_HANDED_DOWN and value != INITIAL[name]:
            text = with_declaration(text, name, value, False)
    if placed.opacity != 1.0:
        text = with_declaration(text, "opacity", format_number(placed.opacity), False)
    matrix = ",".join(format_number(value) for value in placed.matrix)
    attributes = {"d": state.d, "style": text, "transform": f"matrix({matrix})"}
    if placed.element.attrib.get("id"):
        attributes[COPY_OF] = placed.element.attrib["id"]
    layer.append(layer.makeelement(SVG + "path", attributes))
