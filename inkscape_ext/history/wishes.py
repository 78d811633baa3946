"""The words and colours that a run was asked for, as plain values, in words, and as options."""

from protocol import limits
from protocol.wishes import PART_PROMPTS, STYLES

from ..colour import format_colour

FIELDS = ("prompts", "palette", "palette_pull", "keep_colours", "style", "suppress_text", "part_prompts")
_SHOWN = 60  # characters of what is not wanted, in a list


def wishes_of(request):
    """These FIELDS of a RefineRequest as a dictionary for JSON."""
    kept = {name: getattr(request, name) for name in FIELDS[2:]}
    prompts = [{"text": each.text, "weight": each.weight} for each in request.prompts if not each.box]
    kept["palette"] = [each.text or format_colour(each.rgb) for each in request.palette]
    parts = [{"text": each.text, "box": list(each.box)} for each in request.prompts if each.box]
    return {"prompts": prompts, **kept, **({"parts": parts} if parts else {})}


def in_words(settings):
    """Phrases for those that are not as usual."""
    wanted, avoided = _sorted_prompts(settings)
    palette = _palette(settings)
    keep = _share(settings, "keep_colours")
    return [
        *(f"and “{text}”" for text, _ in wanted[1:]),
        *(f"not “{text[:_SHOWN]}”" for text, _ in avoided),
        _style(settings),
        f"parts by their {_source(settings)}s" if _source(settings) else "",
        f"palette of {len(palette)}" if palette else "",
        f"colours kept {100 * keep:.0f} %" if keep else "",
        "without letters" if settings.get("suppress_text") is True else "",
    ]


def as_options(settings):
    """{name: value} of the dialog's fields; `prompts` where the dialog has no fields for all of them."""
    wanted, avoided = _sorted_prompts(settings)
    if not wanted and not avoided:
        return {}
    options = {
        "style": _style(settings) or "none",
        "part_prompts": _source(settings) or "none",
        "suppress_text": settings.get("suppress_text") is True,
        "palette_source": "typed" if _palette(settings) else "any",
        "palette_text": " ".join(_palette(settings)),
        "avoid": "",
        "prompts": [*wanted, *avoided],
    }
    for name in ("palette_pull", "keep_colours"):
        share = _share(settings, name)
        if share is not None:
            options[name] = round(100.0 * share, 9)
    return options


def command_line(settings):
    """These settings as options of `clip-refine run`; a list of words."""
    wanted, avoided = _sorted_prompts(settings)
    words = []
    for text, weight in wanted:
        words += ["--prompt", text if weight == 1 and ":" not in text else f"{text}:{weight:g}"]
    for text, weight in avoided:
        words += ["--not", f"{text}:{-weight:g}"]
    for option, value in (("--style", _style(settings)), ("--part-prompts", _source(settings))):
        words += [option, value] if value else []
    if _palette(settings):
        words += ["--palette", ",".join(_palette(settings))]
    for name in ("palette_pull", "keep_colours"):
        share = _share(settings, name)
        words += [] if share is None else ["--" + name.replace("_", "-"), f"{share:g}"]
    return [*words, *([] if settings.get("suppress_text") is True else ["--allow-text"])]


def _sorted_prompts(settings):
    """(those to come near to, those not) as (text, weight) pairs; only what can be read."""
    prompts = settings.get("prompts")
    pairs = []
    for each in prompts if isinstance(prompts, list) else []:
        text, weight = (each.get("text"), each.get("weight", 1.0)) if isinstance(each, dict) else (None, None)
        if isinstance(text, str) and text.strip() and _is_number(weight):
            pairs.append((" ".join(text.split()), float(weight)))
    return [pair for pair in pairs if pair[1] >= 0], [pair for pair in pairs if pair[1] < 0]


def _palette(settings):
    colours = settings.get("palette")
    return [each for each in colours if isinstance(each, str)] if isinstance(colours, list) else []


def _style(settings):
    return settings.get("style") if settings.get("style") in STYLES else ""


def _source(settings):
    return settings.get("part_prompts") if settings.get("part_prompts") in PART_PROMPTS else ""


def _share(settings, name):
    value = settings.get(name)
    return float(value) if _is_number(value) and 0 <= value <= 1 else None


def _is_number(value):
    return isinstance(value, (int, float)) and abs(value) <= limits.WEIGHT
