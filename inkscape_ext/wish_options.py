"""The dialog's fields for words and colours."""

import inkex

from protocol.wishes import Prompt

from .palette import (
    PaletteError,
    palette_of_element,
    palette_of_swatches,
    typed_palette,
)
from .part_prompts import part_prompts
from .selection import elements_by_id, named_element, topmost_group

NONE = "none"  # of a style or source of prompts


def add_wish_options(pars):
    """Declare the options."""
    pars.add_argument("--avoid", default="")
    pars.add_argument("--avoid_weight", type=int, default=50)
    pars.add_argument("--style", default=NONE)
    pars.add_argument("--part_prompts", default=NONE)
    pars.add_argument("--suppress_text", type=inkex.Boolean, default=True)
    pars.add_argument("--palette_source", default="any")
    pars.add_argument("--palette_text", default="")
    pars.add_argument("--palette_pull", type=int, default=50)
    pars.add_argument("--keep_colours", type=int, default=0)


def prompts_of(options, prompt, drawing):
    """(Prompts of a Drawing, what to know about those of its parts or '').

    prompt: what the dialog says. options.prompts: all prompts of an earlier run, if its settings are used.
    """
    earlier = getattr(options, "prompts", None)
    prompts = tuple(Prompt(*each) for each in earlier or ([(prompt,)] if prompt else []))
    avoid = " ".join(options.avoid.split())
    if avoid:
        prompts += (Prompt(avoid, -options.avoid_weight / 100.0),)
    source = _unless_none(options.part_prompts)
    if not source:
        return prompts, ""
    parts, remark = part_prompts(drawing, source)
    return (*prompts, *parts), remark


def wishes_of(options):
    """Other fields of a RefineRequest."""
    return {
        "style": _unless_none(options.style),
        "part_prompts": _unless_none(options.part_prompts),
        "suppress_text": options.suppress_text,
        "palette_pull": options.palette_pull / 100.0,
        "keep_colours": options.keep_colours / 100.0,
    }


def palette_and_kept(options, svg, may_be_alone=False):
    """(the palette's Swatches, ids of what is selected only for its colours). PaletteError, RefineError.

    may_be_alone: whether a group that lends its colours may be all that is selected.
    """
    source, text = options.palette_source, options.palette_text.strip()
    if source == "swatches":
        return palette_of_swatches(svg), ()
    if source == "typed":
        return typed_palette(text), ()
    if source == "group":
        sample = named_element(text, elements_by_id(svg)) if text else _sample(svg, options.ids, may_be_alone)
        return palette_of_element(svg, sample), (sample.attrib["id"],)
    return (), ()


def _sample(svg, ids, may_be_alone):
    """The topmost selected group, or the topmost selected object if there is none. PaletteError."""
    group = topmost_group(ids, elements_by_id(svg), 1 if may_be_alone else 2)
    if group is None:
        raise PaletteError(
            "Select the group with the colours as well (the topmost one counts, and is not changed), "
            "or write its label into the field."
        )
    return group


def _unless_none(value):
    return "" if value == NONE else value
