"""Several outcomes of one run: one is chosen, the others may stay as layers."""

from dataclasses import replace

from .stages.layers import add_layers
from .stages.moments import moments_of

_PROMPT_CHARACTERS = 60
_COLUMNS = ("points", "fill", "stroke", "stroke_width", "variant", "similarity_after")


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
