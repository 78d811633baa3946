"""What a run was asked for, as plain values that a record keeps, and said in words."""

import calendar
import time
from dataclasses import asdict, fields

from protocol import limits
from protocol.restraints import CHANGES

from ..wording import THE_PICTURE, aim_of, likeness
from . import nodes, strokes, views, wishes

# Geometry, and what only the watching of a run needs.
_NOT_KEPT = ("paths", "canvas", "preview_side", "snapshots", "place", "counts", *wishes.FIELDS, *views.FIELDS)
TICKED = "ticked"  # as the dialog's preset: none
TIDY = "tidy"  # as the dialog's preset: tidying alone
CHOSEN = "chosen"  # as a request's model: what the user has set with `clip-refine models use`
_PROMPT_CHARACTERS = 60  # of a prompt in a list


def settings_of(request, changes, choice=None, new=None):
    """The settings of a RefineRequest as a dictionary for JSON.

    changes: of protocol.messages.CHANGES. choice: a NodeChoice, new: a NewLayer, or None.
    """
    kept = {each.name: getattr(request, each.name) for each in fields(request) if each.name not in _NOT_KEPT}
    kept.update(views.views_of(request), dials=asdict(request.dials))
    chosen = {**nodes.nodes_of(choice), **strokes.strokes_of(new)}
    return {**wishes.wishes_of(request), "change": list(changes), **kept, **chosen}


def settled(settings, result):
    """These settings with the model that worked, where the user's general choice was asked for."""
    return {**settings, "model": result.model} if settings["model"] == CHOSEN and result.model else settings


def outcome_of(result):
    """What came of a run, of a protocol Result."""
    return {
        "reason": result.reason,
        "steps": result.steps,
        "similarity_before": round(result.similarity_before, 6),
        "similarity_after": round(result.similarity_after, 6),
        "model": result.model,
        "device": result.device,
        "variant": result.variant,
    }


def prompt_of(settings):
    """The first prompt, as far as a record of unknown origin holds one."""
    prompts = settings.get("prompts")
    first = prompts[0] if isinstance(prompts, list) and prompts else {}
    text = first.get("text") if isinstance(first, dict) else None
    return " ".join(text.split()) if isinstance(text, str) else ""


def in_short(settings):
    """The first prompt in quotation marks, cut to fit a line, or what the run went by instead."""
    text = prompt_of(settings)
    if settings.get("tidy_only") is True and not text:
        return "tidied"
    if not text and views.names_of(settings, "pictures", use="goal"):
        return THE_PICTURE
    if len(text) > _PROMPT_CHARACTERS:
        text = text[: _PROMPT_CHARACTERS - 1].rstrip() + "…"
    return f"“{text}”"


def in_words(settings):
    """The other settings in one line, as the dialog calls them."""
    share = _number(settings, "freedom")
    words = ["" if share is None else f"strength {100 * share:.0f} %"]
    if settings.get("tidy_only") is True:  # which takes no steps, no model and no words
        return "; ".join(filter(None, [*words, *_line_words(settings)]))
    words += [
        _phrase(settings, "steps", "{} steps"),
        _phrase(settings, "seed", "seed {}"),
        ", ".join(_with_dial(settings, name) for name in _names(settings)),
        *_line_words(settings),
        _phrase(settings, "model", "model {}"),
        *wishes.in_words(settings),
        *views.in_words(settings),
        *strokes.in_words(settings),
        _phrase(settings, "variants", "{} variations") if (_number(settings, "variants") or 1) > 1 else "",
    ]
    return "; ".join(filter(None, words))


def as_options(settings):
    """{name: value} of the dialog's fields with these settings; what is missing or strange is left out."""
    options = {"prompt": prompt_of(settings)} if prompt_of(settings) else {}
    options.update(wishes.as_options(settings))
    share = _number(settings, "freedom")
    if share is not None:
        options["strength"] = round(100.0 * share, 9)
    for name, kind in (("steps", int), ("seed", int), ("model", str), ("device", str)):
        if isinstance(settings.get(name), kind):
            options[name] = settings[name]
    if isinstance(settings.get("variants"), int):
        options["variations"] = settings["variants"]
        options["spread"] = round(100.0 * (_number(settings, "spread") or 0.0), 9)
    names = _names(settings)
    if names:
        options.update({f"change_{change}": change in names for change in CHANGES}, preset=TICKED)
    options.update({f"dial_{name}": round(100.0 * share, 9) for name, share in _dials(settings).items()})
    if settings.get("tidy_only") is True:
        options["preset"] = TIDY
    for name in ("apart", "hold_ends"):
        if isinstance(settings.get(name), bool):
            options[name] = settings[name]
    options.update({**nodes.as_options(settings), **strokes.as_options(settings)})
    if _number(settings, "simplified") is not None:
        options["simplify"] = settings["simplified"]
    return options


def command_of(settings):
    """The command of `clip-refine` that these settings are options of."""
    return "draw" if strokes.is_drawn(settings) else "run"


def command_line(settings):
    """These settings as options of `clip-refine run`, or of the `command_of` them; a list of words."""
    is_drawn = strokes.is_drawn(settings)
    words = wishes.command_line(settings)
    for name in ("steps", "seed", "freedom", "model", "device", "renderer"):
        value = settings.get(name)
        if isinstance(value, (int, float, str)) and not (is_drawn and name == "freedom"):
            words += [f"--{name}", str(value)]
    for name, option in (("variants", "--variations"), ("spread", "--spread")):
        value = _number(settings, name)
        if value and value != 1:
            words += [option, str(value)]
    words += [*strokes.command_line(settings), *views.command_line(settings, is_drawn)]
    return words if is_drawn else [*words, *_line_options(settings)]


def _line_options(settings):
    """What may change, how far, and what is to become of lines, as options."""
    names = [_with_share(settings, name) for name in _names(settings)]
    words = ["--change", ",".join(names)] if names else []
    switches = (("tidy_only", "--tidy"), ("apart", "--apart"), ("hold_ends", "--hold-ends"))
    words += [option for name, option in switches if settings.get(name) is True]
    words += nodes.command_line(settings)
    share = _number(settings, "simplified")
    return [*words, "--simplify", str(share)] if share else words


def options_of(run):
    """As `command_line`, of a history.record.Run: its settings, and which of its variations was kept."""
    number = _variation_of(run)
    return [*command_line(run.settings), *(["--choose", str(number)] if number else [])]


def wording_of_run(run):
    """A Run in one line."""
    return "; ".join(filter(None, [title_of(run), details_of(run), likeness_of(run)]))


def details_of(run):
    """What a Run was asked for, and which of its variations was kept."""
    number = _variation_of(run)
    return "; ".join(filter(None, [in_words(run.settings), f"variation {number} kept" if number else ""]))


def title_of(run):
    """Number, date and prompt of a Run."""
    return f"Run {run.number}, {_local_time(run.date)}: {in_short(run.settings)}"


def likeness_of(run):
    """How well the drawing fitted its aim before and after a Run, '' if that is not known."""
    if run.settings.get("tidy_only") is True:
        return ""
    before, after = (_number(run.outcome, f"similarity_{when}") for when in ("before", "after"))
    aim = aim_of(prompt_of(run.settings), views.names_of(run.settings, "pictures", use="goal"))
    return "" if before is None or after is None else likeness(before, after, aim)


def _variation_of(run):
    """The number of the variation that was kept, from 1 on; 0 where there was one, or none is known."""
    variant = run.outcome.get("variant")
    are_several = (_number(run.settings, "variants") or 1) > 1
    return variant + 1 if are_several and type(variant) is int and 0 <= variant < limits.VARIANTS else 0


def _local_time(date):
    """An ISO 8601 date in UTC as the clock on the wall had it; as it is, if it is none."""
    try:
        moment = calendar.timegm(time.strptime(date, "%Y-%m-%dT%H:%M:%SZ"))
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))
    except (ValueError, OverflowError, OSError):
        return date


def _dials(settings):
    """{name: 0..1} of the dials that a record holds."""
    dials = settings.get("dials")
    dials = dials if isinstance(dials, dict) else {}
    found = {name: _number(dials, name) for name in CHANGES}
    return {name: share for name, share in found.items() if share is not None}


def _with_dial(settings, name):
    share = _dials(settings).get(name, 1.0)
    return name if share == 1.0 else f"{name} {100 * share:.0f} %"


def _with_share(settings, name):
    share = _dials(settings).get(name, 1.0)
    return name if share == 1.0 else f"{name}={share:g}"


def _line_words(settings):
    """What was special about how lines were treated, as phrases."""
    share = _number(settings, "simplified")
    said = {
        "tidying only": settings.get("tidy_only") is True,
        "strokes may come apart": settings.get("apart") is True,
        "line ends kept": settings.get("hold_ends") is True,
        f"simplified within {100 * (share or 0):g} %": bool(share),
    }
    return [*(words for words, is_so in said.items() if is_so), *nodes.in_words(settings)]


def _names(settings):
    names = settings.get("change")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _number(settings, name):
    value = settings.get(name)
    return value if isinstance(value, (int, float)) and abs(value) < 1e9 else None


def _phrase(settings, name, template):
    value = settings.get(name)
    return template.format(value) if isinstance(value, (int, str)) and value != "" else ""
