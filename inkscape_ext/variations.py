"""Several outcomes of one run: one is chosen, the others may stay as layers."""

from dataclasses import dataclass, replace

from protocol.messages import Result
from protocol.variants import freedoms_of

from .stages.layers import add_layers
from .stages.moments import moments_of
from .wording import headline

_PROMPT_CHARACTERS = 60
_COLUMNS = ("points", "fill", "stroke", "stroke_width", "variant", "similarity_after")


KEEP, KEEP_ALL = "keep", "keep_all"
_BUTTONS = {KEEP: "_Keep this one", KEEP_ALL: "Keep _all as layers"}
_NOTE = "Click one, or press its number. The others are dropped, or stay as hidden layers."


@dataclass(frozen=True)
class Chosen:
    """What the user wants of a run. keeps_all: the variations become layers as well."""

    result: Result
    keeps_all: bool = False


def choose_variation(display, session, request):
    """The Chosen of an ended run; None if the user wants none of it."""
    if not session.variations:
        return Chosen(session.end)
    labels = _labels(session.variations, request)
    shown = (
        f"Which one? {headline(request)}",
        _NOTE,
        session.picture,
        request.canvas,
        labels,
        session.end.variant,
        _BUTTONS,
    )
    answer = display.choose_picture(*shown)
    if answer is None:
        return None
    variant, button = answer
    return Chosen(result_of(session.end, session.variations, variant), button == KEEP_ALL)


def _labels(variations, request):
    freedoms = freedoms_of(request)
    differ = len(set(freedoms)) > 1
    return [
        f"{each.variant + 1}" + (f": strength {100 * freedoms[each.variant]:.0f} %" if differ else "")
        for each in variations
    ]


def result_of(end, variations, variant):
    """The protocol Result with what became of this variant. variations: the run's Variations, maybe none."""
    for each in variations:
        if each.variant == variant:
            return replace(end, **{name: getattr(each, name) for name in _COLUMNS})
    return end


def snapshots_of(snapshots, variant):
    """Those of one variant."""
    return [snapshot for snapshot in snapshots if snapshot.variant == variant]


def add_variation_layers(root, drawing, variations, chosen, prompt):
    """Append a layer with a hidden layer for each Variation; None if they are all alike.

    Call it before a result is written: the document is otherwise left as it is.
    """
    named = [(_label(each.variant, chosen), each) for each in variations]
    title = f"Variations of “{prompt[:_PROMPT_CHARACTERS]}”"
    return add_layers(root, drawing.rows, moments_of(drawing, named), title)


def _label(variant, chosen):
    return f"Variation {variant + 1}" + (" (the one kept)" if variant == chosen else "")
