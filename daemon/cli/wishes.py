"""The options of `clip-refine run` for words and colours."""

import re

from inkscape_ext.palette import (
    SWATCHES,
    PaletteError,
    palette_of_element,
    palette_of_swatches,
    typed_palette,
)
from inkscape_ext.selection import elements_by_id, named_element
from inkscape_ext.wording import name_of_run
from protocol.messages import RefineRequest
from protocol.wishes import PART_PROMPTS, STYLES, Prompt

from .usage import UsageError

AVOID_WEIGHT = 0.5
_WEIGHTED = re.compile(r"(.*\S)\s*:\s*([+-]?\d+(?:\.\d*)?)\s*$", re.DOTALL)


def add_to(parser):
    """Declare the options."""
    text = "what the drawing should look like; several are weighed: --prompt 'a cat:2' --prompt 'a hat'"
    several = {"action": "append", "default": [], "metavar": "PROMPT"}
    parser.add_argument("--prompt", dest="prompts", **several, help=f"{text}; not needed with --image")
    text = f"what it should not look like; 'a dog:1' says how much (default: {AVOID_WEIGHT})"
    parser.add_argument("--not", dest="avoid", **several, help=text)
    parser.add_argument("--style", choices=STYLES, default="", help="the manner of drawing")
    text = "also take what groups and objects are called, or described as, as prompts for just these parts"
    parser.add_argument("--part-prompts", choices=PART_PROMPTS[1:], default="", help=text)
    text = (
        "do not work against letters, signatures and watermarks; with the built-in model that hardly matters"
    )
    parser.add_argument("--allow-text", dest="suppress_text", action="store_false", help=text)
    which = parser.add_mutually_exclusive_group()
    text = f"the only colours that may come out, '#e63946,white', or {SWATCHES}: those of the document"
    which.add_argument("--palette", metavar="COLOURS", help=text)
    text = "take the colours of this object or group (id or label) as the palette"
    which.add_argument("--palette-from", metavar="OBJECT", help=text)
    for name, text in (
        ("palette_pull", "how hard colours are drawn to the palette on the way, 0 to 1"),
        ("keep_colours", "stay close to the colours as they are: 0 (free) to 1 (not changed)"),
    ):
        usual = getattr(RefineRequest, name)
        option = "--" + name.replace("_", "-")
        parser.add_argument(
            option, type=float, metavar="SHARE", default=usual, help=f"{text} (default: {usual})"
        )


def wishes_of(options):
    """Fields of a RefineRequest, without what only the drawing can tell."""
    names = ("style", "suppress_text", "part_prompts", "palette_pull", "keep_colours")
    return {"prompts": prompts_of(options), **{name: getattr(options, name) for name in names}}


def prompts_of(options):
    """The Prompts of the whole drawing."""
    wanted = [_prompt(text, 1.0) for text in options.prompts]
    avoided = [_prompt(text, AVOID_WEIGHT) for text in options.avoid]
    return (*wanted, *(Prompt(each.text, -abs(each.weight)) for each in avoided))


def title_of(options):
    """What a run is called: its first prompt, or else what it goes by."""
    return name_of_run(_prompt(options.prompts[0], 1.0).text if options.prompts else "", options.tidy_only)


def check_palette(options):
    """UsageError where typed colours are none."""
    if options.palette and options.palette != SWATCHES:
        _or_usage_error(typed_palette, options.palette)


def palette_of(options, root):
    """(the Swatches that the options name, ids of what they are taken from). UsageError, RefineError."""
    if options.palette_from:
        sample = named_element(options.palette_from, elements_by_id(root))
        return _or_usage_error(palette_of_element, root, sample), [sample.attrib["id"]]
    if options.palette == SWATCHES:
        return _or_usage_error(palette_of_swatches, root), []
    return (() if options.palette is None else _or_usage_error(typed_palette, options.palette)), []


def _or_usage_error(function, *given):
    try:
        return function(*given)
    except PaletteError as error:
        raise UsageError(str(error)) from error


def _prompt(text, weight):
    found = _WEIGHTED.match(text)
    return Prompt(found[1], float(found[2])) if found else Prompt(text, weight)
